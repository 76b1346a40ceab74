import { askThemeFacts, themeFactsState } from "~/features/account/theme-facts.queries.server";
import type { ShopAccount } from "~/features/account/shop-accounts.queries.server";
import type { Services } from "~/features/services.server";
import { themeBlocks, themeEditorUrl } from "./theme-editor";

/**
 * What the page shows beside the settings: whether the theme knows them, and where its blocks are
 * placed.
 */
export async function trackingPageView(
  { db, env }: Pick<Services, "db"> & { env: Pick<Services["env"], "SHOPIFY_API_KEY"> },
  account: Pick<ShopAccount, "id" | "shopDomain" | "settings">,
) {
  return {
    saved: account.settings.trackingPage,
    theme: await themeFactsState(db, account.id),
    isBlockAdded: account.settings.trackingBlockAdded,
    blocks: themeBlocks.map((block) => ({
      handle: block.handle,
      url: themeEditorUrl(account.shopDomain, env.SHOPIFY_API_KEY, block),
    })),
  };
}

/** Tells the theme once more what is stored. */
export async function publishThemeAgain(
  { db, clock }: Pick<Services, "db" | "clock">,
  accountId: string,
): Promise<void> {
  await askThemeFacts(db, accountId, clock.now());
}
