import type { Sql } from "~/platform/database/client.server";

/**
 * Nothing is registered over a connection until then; looking up, refreshing and everything else
 * goes on.
 */
export async function holdRegistrations(sql: Sql, connectionId: string, until: Date): Promise<void> {
  await sql.query("UPDATE connection SET register_not_before = $2 WHERE id = $1", [connectionId, until]);
}

/** The quota is used up: that holds registrations, and nothing else. */
export async function holdForQuota(
  sql: Sql,
  connectionId: string,
  hold: { until: Date; detail: string; now: Date },
): Promise<void> {
  await sql.query(
    `UPDATE connection SET register_not_before = $2, retry_at = NULL, failures = 0, state_detail = $3, quota_remaining = 0,
            state_since = CASE WHEN state = 'quota' THEN state_since ELSE $4 END, state = 'quota'
      WHERE id = $1`,
    [connectionId, hold.until, hold.detail, hold.now],
  );
}

/**
 * There is quota again, or the merchant changed the cap: what waits may go, the oldest first, also
 * what was refused for want of quota. How much there is now only the provider knows, and it is
 * asked soon.
 */
export async function releaseRegistrations(sql: Sql, connectionId: string, now: Date): Promise<void> {
  await sql.query(
    `WITH released AS (
       UPDATE connection SET register_not_before = NULL, state_since = CASE WHEN state = 'quota' THEN $2 ELSE state_since END,
              state_detail = CASE WHEN state = 'quota' THEN '' ELSE state_detail END,
              quota_remaining = CASE WHEN state = 'quota' THEN NULLIF(quota_remaining, 0) ELSE quota_remaining END,
              quota_checked_at = CASE WHEN state = 'quota' AND quota_remaining = 0 THEN NULL ELSE quota_checked_at END,
              state = CASE WHEN state = 'quota' THEN 'ok' ELSE state END
        WHERE id = $1 AND register_not_before IS NOT NULL RETURNING account_id
     )
     UPDATE registration SET not_before = $2
       FROM released WHERE registration.account_id = released.account_id AND state = 'waiting' AND reason = 'quota' AND not_before > $2`,
    [connectionId, now],
  );
}
