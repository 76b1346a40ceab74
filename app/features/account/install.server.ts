import type { AdminClient } from "~/providers/shopify/admin-client.server";
import { readShop } from "~/providers/shopify/shop.server";
import { parseSettings, type MerchantSettings } from "~/domain/settings/settings";
import type { Services } from "~/features/services.server";

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

type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "handedIn"> & {
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
export async function recordInstall(deps: Deps, install: { shop: string; scopes: string }): Promise<ShopAccount> {
  const { db, vault, systemClock } = deps;
  const known = await findShopAccount(deps, install.shop);
  const now = systemClock.now();
  if (known) {
    // A token is proof of an installation: an uninstall from before it, however late we hear of it, is over.
    await db.prisma.account.update({ where: { id: known.id }, data: { scopes: install.scopes, installedAt: now } });
    await deps.handedIn.afterInstall(deps, known.id, { isNew: false });
    return known;
  }
  const shop = await readShop(deps.adminFor(install.shop));
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
  await deps.handedIn.afterInstall(deps, row.id, { isNew: true });
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
