import type { Sql } from "~/platform/database/client.server";

export interface PushAddressRow {
  id: string;
  url: string;
  createdAt: Date;
}

/** Where an account wants its pushes, oldest first. */
export async function selectPushAddresses(sql: Sql, accountId: string, limit: number): Promise<PushAddressRow[]> {
  return sql.query<PushAddressRow>(
    `SELECT id, url, created_at AS "createdAt" FROM push_address WHERE account_id = $1 ORDER BY created_at, id LIMIT $2`,
    [accountId, limit],
  );
}

/**
 * The same for a change: the account is locked until the transaction ends, so that two who count do
 * not both add.
 */
export async function selectPushAddressesLocked(tx: Sql, accountId: string, limit: number): Promise<PushAddressRow[]> {
  await tx.query("SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE", [accountId]);
  return selectPushAddresses(tx, accountId, limit);
}

export async function insertPushAddress(
  tx: Sql,
  address: { accountId: string; url: string; now: Date },
): Promise<void> {
  await tx.query("INSERT INTO push_address (account_id, url, created_at) VALUES ($1, $2, $3)", [
    address.accountId,
    address.url,
    address.now,
  ]);
}

/** False where the account has no such address. */
export async function deletePushAddress(tx: Sql, accountId: string, addressId: string): Promise<boolean> {
  const rows = await tx.query("DELETE FROM push_address WHERE id = $2 AND account_id = $1 RETURNING 1", [
    accountId,
    addressId,
  ]);
  return rows.length > 0;
}

export interface PushSigner {
  /** Null for a standalone account. */
  shopDomain: string | null;
  /** The e-mail address that signs; null where none is known. */
  emailEnc: Buffer | null;
}

export async function selectPushSigner(sql: Sql, accountId: string): Promise<PushSigner | null> {
  const [row] = await sql.query<PushSigner>(
    `SELECT shop_domain AS "shopDomain", email_enc AS "emailEnc" FROM account WHERE id = $1`,
    [accountId],
  );
  return row ?? null;
}
