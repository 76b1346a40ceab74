import type { AdminClient } from "~/providers/shopify/admin-client.server";
import { readShop } from "~/providers/shopify/shop.server";
import type { Services } from "~/features/services.server";
import {
  findInstalledShop,
  renewInstallation,
  writeInstallation,
  type ShopAccount,
} from "./shop-accounts.queries.server";

type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "handedIn"> & {
  adminFor(shop: string): AdminClient;
};

/**
 * Makes or revives a shop's account. Runs after every token acquisition, so it must be harmless to
 * repeat.
 */
export async function recordInstall(deps: Deps, install: { shop: string; scopes: string }): Promise<ShopAccount> {
  const { db, vault, systemClock } = deps;
  const known = await findInstalledShop(db, install.shop);
  const now = systemClock.now();
  if (known) {
    // A token is proof of an installation: an uninstall from before it, however late it is
    // reported, is over.
    await renewInstallation(db, known.id, install.scopes, now);
    await deps.handedIn.afterInstall(deps, known.id, { isNew: false });
    return known;
  }
  const shop = await readShop(deps.adminFor(install.shop));
  const account = await writeInstallation(db, {
    shopDomain: install.shop,
    name: shop?.name ?? install.shop,
    timeZone: shop?.timeZone ?? "UTC",
    emailEnc: shop?.email ? vault.encrypt(shop.email) : null,
    scopes: install.scopes,
    now,
  });
  await deps.handedIn.afterInstall(deps, account.id, { isNew: true });
  return account;
}
