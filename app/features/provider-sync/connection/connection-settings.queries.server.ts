import type { ConnectionState } from "~/domain/provider-connection/trouble";
import type { Sql } from "~/platform/database/client.server";

/** A connection as its settings show and change it. */
export interface ConnectionSettings {
  id: string;
  kind: "trackingmore-v2" | "trackingmore-v4" | "trackru-v1" | "carrier-feed";
  baseUrl: string;
  apiKeyEnc: Buffer | null;
  accountEmailEnc: Buffer | null;
  webhookSecretEnc: Buffer | null;
  hookTokenEnc: Buffer;
  state: ConnectionState;
  stateSince: Date;
  /**
   * What the last call that failed said; empty while all is well. Holds no key and no customer
   * data.
   */
  stateDetail: string;
  retryAt: Date | null;
  silentUntil: Date | null;
  /** Since when no call that registers has worked; null also while no parcel waits for one. */
  registeringFailsSince: Date | null;
  registeringDetail: string;
  quotaRemaining: number | null;
  quotaFull: number | null;
  registerNotBefore: Date | null;
  refreshedAt: Date | null;
}

export async function selectConnection(sql: Sql, accountId: string): Promise<ConnectionSettings | null> {
  const [row] = await sql.query<ConnectionSettings>(
    `SELECT id, kind::text AS kind, base_url AS "baseUrl", api_key_enc AS "apiKeyEnc",
            account_email_enc AS "accountEmailEnc", webhook_secret_enc AS "webhookSecretEnc",
            hook_token_enc AS "hookTokenEnc", state::text AS state,
            state_since AS "stateSince", state_detail AS "stateDetail", retry_at AS "retryAt", silent_until AS "silentUntil",
            quota_remaining AS "quotaRemaining", quota_full AS "quotaFull",
            register_not_before AS "registerNotBefore", refreshed_at AS "refreshedAt", registering_detail AS "registeringDetail",
            CASE WHEN EXISTS (SELECT FROM registration WHERE registration.account_id = $1 AND registration.state IN ('waiting', 'sending', 'unknown'))
                 THEN registering_fails_since END AS "registeringFailsSince"
       FROM connection WHERE account_id = $1`,
    [accountId],
  );
  return row ?? null;
}

export interface ConnectionWrite {
  accountId: string;
  kind: string;
  baseUrl: string;
  apiKeyEnc: Buffer;
  accountEmailEnc: Buffer | null;
  webhookSecretEnc: Buffer | null;
  /** Of a new connection, and of one whose kind changes; otherwise the pace it has stays. */
  paceIntervalMs: number;
  /**
   * Only for a new connection; one that exists keeps the address its provider already pushes to.
   */
  hookTokenHash: Buffer;
  hookTokenEnc: Buffer;
  now: Date;
}

/**
 * Writes an account's one connection, in good state. A change of provider reads everything again.
 */
export async function upsertConnection(tx: Sql, write: ConnectionWrite): Promise<{ id: string; hookTokenEnc: Buffer }> {
  const [row] = await tx.query<{ id: string; hookTokenEnc: Buffer }>(
    `INSERT INTO connection AS known (account_id, kind, base_url, api_key_enc, account_email_enc, hook_token_hash,
            hook_token_enc, state_since, webhook_secret_enc, pace_interval_ms)
     VALUES ($1, $2::provider_kind, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (account_id) DO UPDATE SET kind = excluded.kind, base_url = excluded.base_url,
            api_key_enc = excluded.api_key_enc, account_email_enc = excluded.account_email_enc, state = 'ok',
            state_since = excluded.state_since, state_detail = '', failures = 0, retry_at = NULL, silent_until = NULL,
            registering_fails_since = NULL, registering_detail = '',
            quota_remaining = NULL, quota_full = NULL, quota_checked_at = NULL, register_not_before = NULL, refresh_not_before = NULL,
            webhook_secret_enc = excluded.webhook_secret_enc,
            pace_interval_ms = CASE WHEN known.kind = excluded.kind THEN known.pace_interval_ms
                                    ELSE excluded.pace_interval_ms END,
            high_water_mark = CASE WHEN known.kind = excluded.kind AND known.base_url = excluded.base_url
                                   THEN known.high_water_mark END
     RETURNING id, hook_token_enc AS "hookTokenEnc"`,
    [
      write.accountId,
      write.kind,
      write.baseUrl,
      write.apiKeyEnc,
      write.accountEmailEnc,
      write.hookTokenHash,
      write.hookTokenEnc,
      write.now,
      write.webhookSecretEnc,
      write.paceIntervalMs,
    ],
  );
  if (!row) throw new Error("The connection was not written");
  return row;
}

/** What waited because of the connection need not wait any longer. */
export async function hurryWaiting(tx: Sql, accountId: string, now: Date): Promise<void> {
  await tx.query(
    `UPDATE registration SET not_before = LEAST(not_before, $2), reason = NULL
      WHERE account_id = $1 AND state = 'waiting'`,
    [accountId, now],
  );
}

export async function deleteConnection(sql: Sql, accountId: string): Promise<boolean> {
  const rows = await sql.query("DELETE FROM connection WHERE account_id = $1 RETURNING id", [accountId]);
  return rows.length > 0;
}
