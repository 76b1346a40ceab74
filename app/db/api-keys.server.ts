import type { Sql } from "./client.server";
import type { Vault } from "./vault.server";

export const apiKeyHash = (vault: Vault, key: string): Buffer => vault.keyedHash("api-key", key);

export interface KnownKey {
  keyId: string;
  accountId: string;
  ratePerSecond: number | null;
  revoked: boolean;
}

export async function findApiKey(sql: Sql, vault: Vault, key: string): Promise<KnownKey | null> {
  const [row] = await sql.query<KnownKey>(
    `SELECT api_key.id AS "keyId", account_id AS "accountId", rate_per_second AS "ratePerSecond",
            (revoked_at IS NOT NULL OR account.uninstalled_at IS NOT NULL) AS revoked
       FROM api_key JOIN account ON account.id = account_id WHERE key_hash = $1`,
    [apiKeyHash(vault, key)],
  );
  return row ?? null;
}

/**
 * Lets a call through or not, for all processes together: the generic cell rate algorithm on one column. A call may come a little
 * early, because a client that keeps the pace exactly still arrives with the network's jitter.
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

/** Notes the use of a key, at most once a minute. */
export async function noteKeyUse(sql: Sql, keyId: string, now: Date): Promise<void> {
  await sql.query(
    `UPDATE api_key SET last_used_at = $2
      WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - INTERVAL '1 minute')`,
    [keyId, now],
  );
}
