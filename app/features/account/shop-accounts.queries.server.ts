import { parseSettings, type MerchantSettings } from "~/domain/settings/settings";
import type { Sql } from "~/platform/database/client.server";

/** An installed shop as pages and features see it. */
export interface ShopAccount {
  id: string;
  shopDomain: string;
  name: string;
  timeZone: string;
  locale: string;
  settings: MerchantSettings;
  /** The store's path for this app as a shopper's request last said; empty where none has. */
  proxyPath: string;
}

type Row = Omit<ShopAccount, "settings"> & { settings: unknown };

const columns = `id, shop_domain AS "shopDomain", name, time_zone AS "timeZone", locale, settings,
  proxy_path AS "proxyPath"`;

const accountOf = (row: Row): ShopAccount => ({ ...row, settings: parseSettings(row.settings) });

export async function findInstalledShop(sql: Sql, shopDomain: string): Promise<ShopAccount | null> {
  const [row] = await sql.query<Row>(
    `SELECT ${columns} FROM account WHERE shop_domain = $1 AND uninstalled_at IS NULL`,
    [shopDomain],
  );
  return row ? accountOf(row) : null;
}

/** A newer token of an installed shop: its installation begins now, with these scopes. */
export async function renewInstallation(sql: Sql, accountId: string, scopes: string, now: Date): Promise<void> {
  await sql.query("UPDATE account SET scopes = $2, installed_at = $3 WHERE id = $1", [accountId, scopes, now]);
}

export interface Installation {
  shopDomain: string;
  name: string;
  timeZone: string;
  /** Null where Shopify did not say; an address that is known stays. */
  emailEnc: Buffer | null;
  scopes: string;
  now: Date;
}

/** Writes the account of a shop that is new, or that is back after an uninstall. */
export async function writeInstallation(sql: Sql, installation: Installation): Promise<ShopAccount> {
  const { shopDomain, name, timeZone, emailEnc, scopes, now } = installation;
  const [row] = await sql.query<Row>(
    `INSERT INTO account AS known (kind, shop_domain, name, time_zone, email_enc, scopes, installed_at, created_at)
     VALUES ('shop', $1, $2, $3, $4, $5, $6, $6)
     ON CONFLICT (shop_domain) DO UPDATE SET
       name = excluded.name, time_zone = excluded.time_zone, scopes = excluded.scopes,
       email_enc = COALESCE(excluded.email_enc, known.email_enc),
       installed_at = excluded.installed_at, uninstalled_at = NULL
     RETURNING ${columns}`,
    [shopDomain, name, timeZone, emailEnc, scopes, now],
  );
  if (!row) throw new Error("The account was not written");
  return accountOf(row);
}

/**
 * Ends an installation that began before `happenedAt`; answers its shop, null where there was none
 * to end.
 */
export async function endInstallation(tx: Sql, accountId: string, happenedAt: Date): Promise<string | null> {
  const [ended] = await tx.query<{ shopDomain: string }>(
    `UPDATE account SET uninstalled_at = $2 WHERE id = $1 AND uninstalled_at IS NULL AND installed_at <= $2
     RETURNING shop_domain AS "shopDomain"`,
    [accountId, happenedAt],
  );
  return ended?.shopDomain ?? null;
}
