import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";

export const apiKeyHash = (vault: Vault, key: string): Buffer => vault.keyedHash("api-key", key);

export interface KnownKey {
  keyId: string;
  accountId: string;
  ratePerSecond: number | null;
  revoked: boolean;
  lastUsedAt: Date | null;
}

/** What is known of each of these keys, in the order given; null of one that never was. */
export async function findApiKeys(sql: Sql, vault: Vault, keys: readonly string[]): Promise<(KnownKey | null)[]> {
  const hashes = keys.map((key) => apiKeyHash(vault, key));
  const rows = await sql.query<KnownKey & { keyHash: Buffer }>(
    `SELECT api_key.id AS "keyId", account_id AS "accountId", rate_per_second AS "ratePerSecond", last_used_at AS "lastUsedAt",
            (revoked_at IS NOT NULL OR account.uninstalled_at IS NOT NULL) AS revoked, key_hash AS "keyHash"
       FROM api_key JOIN account ON account.id = account_id WHERE key_hash = ANY($1)`,
    [[...new Map(hashes.map((hash) => [hash.toString("hex"), hash])).values()]],
    "find-api-keys",
  );
  const found = new Map(rows.map(({ keyHash, ...key }) => [keyHash.toString("hex"), key]));
  return hashes.map((hash) => found.get(hash.toString("hex")) ?? null);
}

/**
 * Lets a call through or not, for all processes together: the generic cell rate algorithm on one
 * column. A call may come a little early, because a client that keeps the pace exactly still
 * arrives with the network's jitter.
 */
export async function admitCall(sql: Sql, key: KnownKey, call: { now: Date; earlyMs: number }): Promise<boolean> {
  if (key.ratePerSecond === null) return true;
  const rows = await sql.query(
    `UPDATE api_key SET rate_tat = GREATEST(COALESCE(rate_tat, $2), $2) + $3 * INTERVAL '1 millisecond'
      WHERE id = $1 AND (rate_tat IS NULL OR rate_tat <= $2::timestamptz + $4 * INTERVAL '1 millisecond') RETURNING 1`,
    [key.keyId, call.now, 1000 / key.ratePerSecond, call.earlyMs],
  );
  return rows.length > 0;
}

const USE_NOTED_EVERY_MS = 60_000;

/** Whether the key's use is to be noted again: at most once a minute. */
export function isUseDue({ lastUsedAt }: Pick<KnownKey, "lastUsedAt">, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > USE_NOTED_EVERY_MS;
}

export async function noteKeyUse(sql: Sql, keyId: string, now: Date): Promise<void> {
  await sql.query(
    "UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz)",
    [keyId, now],
  );
}

export interface NewApiKey {
  accountId: string;
  name: string;
  /** The key itself; only its hash and its last four characters are kept. */
  secret: string;
  /** Calls a second; null is not limited. */
  ratePerSecond: number | null;
  now: Date;
}

/** Writes a key; one that is there already stays as it is. */
export async function insertApiKey(sql: Sql, vault: Vault, key: NewApiKey): Promise<void> {
  await sql.query(
    `INSERT INTO api_key (account_id, key_hash, tail, name, rate_per_second, created_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (key_hash) DO NOTHING`,
    [key.accountId, apiKeyHash(vault, key.secret), key.secret.slice(-4), key.name, key.ratePerSecond, key.now],
  );
}

/**
 * How many keys of an account are in force. The account is locked until the transaction ends, so
 * that two who count do not both add.
 */
export async function countLiveKeysLocked(tx: Sql, accountId: string): Promise<number> {
  await tx.query("SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE", [accountId]);
  const [row] = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM api_key WHERE account_id = $1 AND revoked_at IS NULL",
    [accountId],
  );
  return row?.count ?? 0;
}

export interface LiveKey {
  id: string;
  name: string;
  tail: string;
  ratePerSecond: number | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface LiveKeyOf extends LiveKey {
  accountId: string;
}

/** The keys of these accounts that are in force, newest first. */
export async function selectLiveKeysOf(sql: Sql, accountIds: string[], limit: number): Promise<LiveKeyOf[]> {
  return sql.query<LiveKeyOf>(
    `SELECT account_id AS "accountId", id, name, tail, rate_per_second AS "ratePerSecond", created_at AS "createdAt",
            last_used_at AS "lastUsedAt"
       FROM api_key WHERE account_id = ANY($1::uuid[]) AND revoked_at IS NULL ORDER BY created_at DESC, id LIMIT $2`,
    [accountIds, limit],
  );
}

/** Takes a key back; false where the account has no such key in force. */
export async function revokeKey(sql: Sql, accountId: string, keyId: string, now: Date): Promise<boolean> {
  const rows = await sql.query(
    "UPDATE api_key SET revoked_at = $3 WHERE id = $2 AND account_id = $1 AND revoked_at IS NULL RETURNING 1",
    [accountId, keyId, now],
  );
  return rows.length > 0;
}
