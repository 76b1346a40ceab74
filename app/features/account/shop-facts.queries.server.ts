import type { Sql } from "~/platform/database/client.server";

/** The shop of an account; null for one without a shop. */
export async function shopDomainOf(sql: Sql, accountId: string): Promise<string | null> {
  const [row] = await sql.query<{ shopDomain: string | null }>(
    `SELECT shop_domain AS "shopDomain" FROM account WHERE id = $1`,
    [accountId],
  );
  return row?.shopDomain ?? null;
}

/** The same where the shop is installed; null where it has left. */
export async function installedShopDomainOf(sql: Sql, accountId: string): Promise<string | null> {
  const [row] = await sql.query<{ shopDomain: string | null }>(
    `SELECT shop_domain AS "shopDomain" FROM account WHERE id = $1 AND uninstalled_at IS NULL`,
    [accountId],
  );
  return row?.shopDomain ?? null;
}

/** Keeps what Shopify now allows this app to read and write. */
export async function writeScopes(sql: Sql, accountId: string, scopes: readonly string[]): Promise<void> {
  await sql.query("UPDATE account SET scopes = $2 WHERE id = $1", [accountId, scopes.join(",")]);
}

/** Keeps the store's path for this app, which only a shopper's request names. */
export async function rememberProxyPath(sql: Sql, accountId: string, path: string): Promise<void> {
  await sql.query("UPDATE account SET proxy_path = $2 WHERE id = $1", [accountId, path]);
}

/**
 * Keeps the e-mail address that signs an account's pushes; one that is known stays, because
 * receivers check with it.
 */
export async function keepSignerEmail(sql: Sql, accountId: string, emailEnc: Buffer): Promise<void> {
  await sql.query("UPDATE account SET email_enc = $2 WHERE id = $1 AND email_enc IS NULL", [accountId, emailEnc]);
}

/** Notes when the shop's lanes were counted last. */
export async function recordLanesCounted(sql: Sql, accountId: string, now: Date): Promise<void> {
  await sql.query("UPDATE account SET lanes_counted_at = $2 WHERE id = $1", [accountId, now]);
}
