import type { ShopAccount } from "~/features/account/shop-accounts.queries.server";
import type { Services } from "~/features/services.server";
import { orderLinkToken } from "./order-link";

/** The path every installation begins with (shopify.app.toml); a merchant may rename it. */
const firstPath = "/apps/track";

type Store = Pick<ShopAccount, "shopDomain" | "proxyPath">;

const pathOf = ({ proxyPath }: Pick<Store, "proxyPath">) => (proxyPath === "" ? firstPath : proxyPath);

/**
 * The address of one order's page in the store, good for whoever has it (order-link.ts); null
 * without an order, or where its customer was erased. Beside a stand-in of Shopify the store is the
 * stand-in's.
 */
export function orderTrackingLink(
  { vault, clock, env }: Pick<Services, "vault" | "clock"> & { env: Pick<Services["env"], "SHOPIFY_STANDIN_URL"> },
  account: Store & Pick<ShopAccount, "id">,
  orderId: string | null,
): string | null {
  if (orderId === null) return null;
  const token = orderLinkToken(vault, { accountId: account.id, orderId }, clock.now());
  const store = env.SHOPIFY_STANDIN_URL ?? `https://${account.shopDomain}`;
  return new URL(`${pathOf(account)}/o/${token}`, store).href;
}

/**
 * What a merchant pastes into Shopify's notification templates: Shopify's Liquid fills in the
 * store's address and the order's name, which is all the link tells.
 */
export function messageSnippet(account: Pick<Store, "proxyPath">): string {
  return `<a href="{{ shop.url }}${pathOf(account)}?order={{ order_name | url_encode }}">Track your order</a>`;
}
