import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";

export interface StandaloneAccountRow {
  id: string;
  name: string;
  emailEnc: Buffer | null;
  /** Numbers it may still add; null is unlimited. */
  quotaRemaining: number | null;
  createdAt: Date;
}

const columns = `id, name, email_enc AS "emailEnc", quota_remaining AS "quotaRemaining", created_at AS "createdAt"`;

/** Accounts without a shop, oldest first. */
export async function selectStandaloneAccounts(sql: Sql, limit: number): Promise<StandaloneAccountRow[]> {
  return sql.query<StandaloneAccountRow>(
    `SELECT ${columns} FROM account WHERE kind = 'api' ORDER BY created_at, id LIMIT $1`,
    [limit],
  );
}

/**
 * Accounts without a shop that have this id or this name; two at most, which is enough to see that
 * there are several.
 */
export async function selectStandaloneAccountsCalled(sql: Sql, idOrName: string): Promise<StandaloneAccountRow[]> {
  return sql.query<StandaloneAccountRow>(
    `SELECT ${columns} FROM account WHERE kind = 'api' AND (id::text = lower($1) OR name = $1) ORDER BY created_at LIMIT 2`,
    [idOrName],
  );
}

export async function insertStandaloneAccount(
  sql: Sql,
  account: { name: string; emailEnc: Buffer; quotaRemaining: number | null; now: Date },
): Promise<string> {
  const [row] = await sql.query<{ id: string }>(
    `INSERT INTO account (kind, name, email_enc, quota_remaining, installed_at, created_at)
     VALUES ('api', $1, $2, $3, $4, $4) RETURNING id`,
    [account.name, account.emailEnc, account.quotaRemaining, account.now],
  );
  if (!row) throw new Error("The account was not written");
  return row.id;
}

/** Whether this vault opens what the database holds; yes where it holds nothing yet. */
export async function sealsFit(sql: Sql, vault: Vault): Promise<boolean> {
  const [row] = await sql.query<{ sealed: Buffer }>(
    `SELECT sealed FROM ((SELECT email_enc AS sealed FROM account WHERE email_enc IS NOT NULL ORDER BY created_at DESC LIMIT 1)
                         UNION ALL (SELECT hook_token_enc FROM connection LIMIT 1)) AS any_seal LIMIT 1`,
  );
  if (!row) return true;
  try {
    vault.decrypt(row.sealed);
    return true;
  } catch {
    return false;
  }
}
