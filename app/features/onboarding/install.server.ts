import type { AdminClient } from "~/providers/shopify/admin-client.server";
import { readShop } from "~/providers/shopify/shop.server";
import { parseSettings, type MerchantSettings } from "~/domain/settings/settings";
import { backfillAfterAuth } from "~/features/backfill/backfill.server";
import { askThemeFacts } from "~/db/theme-facts.server";
import { publishAfterAuth } from "~/features/tracking-page/theme-facts.server";
import type { Services } from "~/services.server";

/** An installed shop as pages and features see it. */
export interface ShopAccount {
  id: string;
  shopDomain: string;
  name: string;
  timeZone: string;
  locale: string;
  settings: MerchantSettings;
  /** The store's path for this app as a shopper's request last told; empty where none has. */
  proxyPath: string;
}

type Parts = Pick<Services, "db" | "vault" | "clock" | "wallClock" | "log"> & {
  adminFor(shop: string): AdminClient;
};

export async function findShopAccount({ db }: Pick<Services, "db">, shop: string): Promise<ShopAccount | null> {
  const row = await db.prisma.account.findUnique({
    where: { shopDomain: shop, uninstalledAt: null },
    select: { id: true, shopDomain: true, name: true, timeZone: true, locale: true, settings: true, proxyPath: true },
  });
  return row && { ...row, shopDomain: row.shopDomain ?? shop, settings: parseSettings(row.settings) };
}

/** Makes or revives a shop's account. Runs after every token acquisition, so it must be harmless to repeat. */
export async function recordInstall(parts: Parts, install: { shop: string; scopes: string }): Promise<ShopAccount> {
  const { db, vault, wallClock } = parts;
  const known = await findShopAccount(parts, install.shop);
  const now = wallClock.now();
  if (known) {
    // A token is proof of an installation: an uninstall from before it, however late we hear of it, is over.
    await db.prisma.account.update({ where: { id: known.id }, data: { scopes: install.scopes, installedAt: now } });
    await backfillAfterAuth(parts, known.id);
    await publishAfterAuth(parts, known.id);
    return known;
  }
  const shop = await readShop(parts.adminFor(install.shop));
  const details = {
    name: shop?.name ?? install.shop,
    timeZone: shop?.timeZone ?? "UTC",
    ...(shop?.email ? { emailEnc: new Uint8Array(vault.encrypt(shop.email)) } : {}),
    scopes: install.scopes,
    installedAt: now,
    uninstalledAt: null,
  };
  const row = await db.prisma.account.upsert({
    where: { shopDomain: install.shop },
    create: { kind: "shop", shopDomain: install.shop, createdAt: now, ...details },
    update: details,
  });
  await backfillAfterAuth(parts, row.id);
  await askThemeFacts(db, row.id, parts.clock.now());
  return {
    id: row.id,
    shopDomain: install.shop,
    name: row.name,
    timeZone: row.timeZone,
    locale: row.locale,
    proxyPath: row.proxyPath,
    settings: parseSettings(row.settings),
  };
}
