import type { ConnectionState, Trouble } from "~/domain/provider-connection/trouble";
import type { Database, Sql } from "~/platform/database/client.server";
import { stopIsDue } from "./stop-requests.queries.server";
import type { Vault } from "~/platform/vault.server";

/** A provider connection with its key opened, as the work over it needs it. */
export interface OpenConnection {
  id: string;
  accountId: string;
  kind: "trackingmore-v2" | "trackingmore-v4" | "trackru-v1" | "carrier-feed";
  baseUrl: string;
  apiKey: string;
  paceIntervalMs: number;
  state: ConnectionState;
  retryAt: Date | null;
  silentUntil: Date | null;
  registeringFailsSince: Date | null;
  failures: number;
  highWaterMark: Date | null;
  refreshRequestedAt: Date | null;
  refreshedAt: Date | null;
}

type Row = Omit<OpenConnection, "apiKey"> & { apiKeyEnc: Buffer | null };

/**
 * The connection of an account that is still ours; null when there is none, or the shop has left.
 */
export async function openConnection(sql: Sql, vault: Vault, connectionId: string): Promise<OpenConnection | null> {
  const [row] = await sql.query<Row>(
    `SELECT connection.id, account_id AS "accountId", connection.kind::text AS kind, base_url AS "baseUrl",
            api_key_enc AS "apiKeyEnc", pace_interval_ms AS "paceIntervalMs", state::text AS state, retry_at AS "retryAt",
            silent_until AS "silentUntil", registering_fails_since AS "registeringFailsSince", failures, high_water_mark AS "highWaterMark",
            refresh_requested_at AS "refreshRequestedAt", refreshed_at AS "refreshedAt"
       FROM connection JOIN account ON account.id = account_id
      WHERE connection.id = $1 AND account.uninstalled_at IS NULL`,
    [connectionId],
  );
  if (!row) return null;
  const { apiKeyEnc, ...connection } = row;
  return { ...connection, apiKey: apiKeyEnc ? vault.decrypt(apiKeyEnc) : "" };
}

/** Which provider an account has; null where it has none. */
export async function connectionOf(
  sql: Sql,
  accountId: string,
): Promise<Pick<OpenConnection, "id" | "kind" | "baseUrl"> | null> {
  const [row] = await sql.query<Pick<OpenConnection, "id" | "kind" | "baseUrl">>(
    `SELECT id, kind::text AS kind, base_url AS "baseUrl" FROM connection WHERE account_id = $1`,
    [accountId],
    "connection-of",
  );
  return row ?? null;
}

/**
 * Reserves the next moment at which a call may go out, in real time, for all processes together.
 */
export async function reserveCall(sql: Sql, connectionId: string, now: Date): Promise<Date> {
  const [row] = await sql.query<{ slot: Date }>(
    `UPDATE connection
        SET next_call_at = GREATEST(next_call_at, $2) + paced.step
       FROM (SELECT id, pace_interval_ms * INTERVAL '1 millisecond' AS step FROM connection WHERE id = $1) AS paced
      WHERE connection.id = paced.id
     RETURNING next_call_at - paced.step AS slot`,
    [connectionId, now],
  );
  if (!row) throw new Error("The connection was removed while a call was planned");
  return row.slot;
}

/**
 * The call goes out now, and is counted: the next one may follow a pace later, however late this
 * one is.
 */
export async function recordDeparture(
  sql: Sql,
  connectionId: string,
  departure: { at: Date; storyAt: Date },
): Promise<void> {
  await sql.query(
    `UPDATE connection SET last_call_at = $3, calls = calls + 1,
            next_call_at = GREATEST(next_call_at, $2::timestamptz + pace_interval_ms * INTERVAL '1 millisecond')
      WHERE id = $1`,
    [connectionId, departure.at, departure.storyAt],
  );
}

/**
 * A connection whose trouble a call that works would end. A quota that is used up is ended by
 * registering, or by the quota itself.
 */
const mayHaveRecovered =
  "(connection.state <> 'ok' AND NOT (connection.state = 'quota' AND connection.register_not_before IS NOT NULL))";
/**
 * Where a number waits, only its registration shows whether registering works; any other call would
 * say so too early.
 */
const isToBeTested = (now: string) =>
  `(${mayHaveRecovered} AND (connection.register_not_before > ${now} OR NOT EXISTS (SELECT FROM registration
    WHERE registration.account_id = connection.account_id AND registration.state IN ('waiting', 'sending', 'unknown'))))`;

/**
 * A call that worked ends every pause, and the trouble; but only a registration, or the quota
 * itself, tells that there is quota again. Another trouble may have come while the quota was used
 * up: then the quota is what is left.
 */
export async function recordWorking(sql: Sql, connectionId: string, now: Date): Promise<void> {
  await sql.query(
    `UPDATE connection SET failures = 0, retry_at = NULL,
            state = CASE WHEN NOT ${mayHaveRecovered} THEN state
                         WHEN register_not_before > $2 AND quota_remaining = 0 THEN 'quota' ELSE 'ok' END::connection_state,
            state_since = CASE WHEN ${mayHaveRecovered} THEN $2 ELSE state_since END,
            state_detail = CASE WHEN ${mayHaveRecovered} THEN '' ELSE state_detail END
      WHERE id = $1 AND (${mayHaveRecovered} OR failures > 0 OR retry_at IS NOT NULL)`,
    [connectionId, now],
  );
}

/**
 * Since when the trouble `$n` lasts. A provider in trouble fails now this way and now that, and all
 * of it is one trouble; a key and a quota are each another.
 */
const troubleSince = (trouble: string, moment: string) =>
  `CASE WHEN state = ${trouble} OR state NOT IN ('ok', 'bad_key', 'quota') AND ${trouble} NOT IN ('bad_key', 'quota')
        THEN state_since ELSE ${moment} END`;

export interface TroubleRecord {
  state: Exclude<Trouble, "too_fast">;
  detail: string;
  retryAt: Date;
}

export async function recordTrouble(sql: Sql, connectionId: string, trouble: TroubleRecord, now: Date): Promise<void> {
  await sql.query(
    `UPDATE connection SET failures = failures + 1, calls_failed = calls_failed + 1, retry_at = $4, state_detail = $3,
            state_since = ${troubleSince("$2::connection_state", "$5")}, state = $2::connection_state
      WHERE id = $1`,
    [connectionId, trouble.state, trouble.detail, trouble.retryAt, now],
  );
}

/** A call that registers did not work, whatever other calls do meanwhile. */
export async function recordNotRegistering(sql: Sql, connectionId: string, detail: string, now: Date): Promise<void> {
  await sql.query(
    `UPDATE connection SET registering_fails_since = COALESCE(registering_fails_since, $3), registering_detail = $2 WHERE id = $1`,
    [connectionId, detail, now],
  );
}

/** A number was registered: that ends what `recordNotRegistering` began. */
export async function recordRegistering(sql: Sql, connectionId: string): Promise<void> {
  await sql.query("UPDATE connection SET registering_fails_since = NULL, registering_detail = '' WHERE id = $1", [
    connectionId,
  ]);
}

/**
 * The provider wants no call of any kind until then. A key or a quota that is used up stays the
 * trouble: it is what has to be mended.
 */
export async function recordSilence(sql: Sql, connectionId: string, until: Date, now: Date): Promise<void> {
  await sql.query(
    `UPDATE connection SET silent_until = $2, calls_too_fast = calls_too_fast + 1,
            state_since = CASE WHEN state IN ('bad_key', 'quota') THEN state_since ELSE ${troubleSince("'too_fast'", "$3")} END,
            state_detail = CASE WHEN state IN ('bad_key', 'quota') THEN state_detail ELSE '' END,
            state = CASE WHEN state IN ('bad_key', 'quota') THEN state ELSE 'too_fast' END
      WHERE id = $1`,
    [connectionId, until, now],
  );
}

/**
 * A reading came to its end. With `notBefore`, parcels that fall due wait until then for the next
 * one; news does not.
 */
export async function recordRefreshed(
  sql: Sql,
  connectionId: string,
  round: { startedAt: Date; highWaterMark: Date | null; notBefore: Date | null },
): Promise<void> {
  await sql.query(
    `UPDATE connection SET refreshed_at = $2, high_water_mark = GREATEST(high_water_mark, $3), refresh_not_before = $4,
            refresh_requested_at = CASE WHEN refresh_requested_at <= $2 THEN NULL ELSE refresh_requested_at END
      WHERE id = $1`,
    [connectionId, round.startedAt, round.highWaterMark, round.notBefore],
  );
}

/** Marks that there is news at the provider. */
export async function requestRefresh(sql: Sql, connectionId: string, at: Date): Promise<void> {
  await sql.query("UPDATE connection SET refresh_requested_at = GREATEST(refresh_requested_at, $2) WHERE id = $1", [
    connectionId,
    at,
  ]);
}

/** Largest number the column holds; a provider without a limit may tell a larger one. */
const MOST_QUOTA = 2_147_483_647;

export interface KnownQuota {
  remaining: number | null;
  /** What was left after the last renewal or top-up. */
  full: number | null;
}

export async function quotaOf(sql: Sql, connectionId: string): Promise<KnownQuota> {
  const [row] = await sql.query<KnownQuota>(
    "SELECT quota_remaining AS remaining, quota_full AS full FROM connection WHERE id = $1",
    [connectionId],
  );
  return row ?? { remaining: null, full: null };
}

/**
 * Keeps what the provider said of the quota; null where it did not say, and then the last word
 * stands.
 */
export async function recordQuota(sql: Sql, connectionId: string, known: KnownQuota, now: Date): Promise<void> {
  const stored = (count: number | null) => (count === null ? null : Math.min(count, MOST_QUOTA));
  await sql.query(
    `UPDATE connection SET quota_remaining = COALESCE($2, quota_remaining), quota_full = COALESCE($3, quota_full), quota_checked_at = $4
      WHERE id = $1`,
    [connectionId, stored(known.remaining), stored(known.full), now],
  );
}

/**
 * Numbers were registered, so the quota is another now; asked for anew at most every five minutes.
 */
export async function forgetQuotaCheck(sql: Sql, connectionId: string, now: Date): Promise<void> {
  await sql.query(
    "UPDATE connection SET quota_checked_at = NULL WHERE id = $1 AND quota_checked_at <= $2::timestamptz - INTERVAL '5 minutes'",
    [connectionId, now],
  );
}

export interface DueWork {
  unknown: boolean;
  waiting: boolean;
  refresh: boolean;
  /** Numbers of which the provider has to be told that nobody follows them any more. */
  stop: boolean;
  /** Nothing else would show that the trouble is over. */
  test: boolean;
  /** Nobody waits for it: only for a connection that has been at rest for a while. */
  quota: boolean;
}

/**
 * When the quota is due at the moment `$n`: asked for hourly, by a connection that keeps a pace and
 * has not called for ten seconds.
 */
const quotaIsDue = (moment: string) =>
  `(pace_interval_ms > 0 AND (quota_checked_at IS NULL OR quota_checked_at <= ${moment}::timestamptz - INTERVAL '1 hour')
    AND COALESCE(last_call_at, state_since) <= ${moment}::timestamptz - INTERVAL '10 seconds')`;

/** Whether a reading on schedule may begin at the moment `$n`, of a connection in scope. */
const mayReadOnSchedule = (moment: string) => `(refresh_not_before IS NULL OR refresh_not_before <= ${moment})`;

/** What there is to do over a connection at this moment, regardless of whether it may call now. */
export async function dueWork(sql: Sql, accountId: string, now: Date): Promise<DueWork> {
  const [row] = await sql.query<DueWork>(
    `SELECT EXISTS (SELECT FROM registration WHERE account_id = $1 AND state IN ('unknown', 'sending') AND not_before <= $2) AS unknown,
            EXISTS (SELECT FROM registration WHERE account_id = $1 AND state = 'waiting' AND not_before <= $2)
            AND NOT EXISTS (SELECT FROM connection WHERE account_id = $1 AND register_not_before > $2) AS waiting,
            EXISTS (SELECT FROM connection WHERE account_id = $1 AND refresh_requested_at <= $2)
            OR EXISTS (SELECT FROM connection WHERE account_id = $1 AND ${mayReadOnSchedule("$2")})
           AND EXISTS (SELECT FROM shipment WHERE account_id = $1 AND next_refresh_at <= $2) AS refresh,
            ${stopIsDue("$1", "$2")} AS stop,
            EXISTS (SELECT FROM connection WHERE account_id = $1 AND ${isToBeTested("$2")}) AS test,
            EXISTS (SELECT FROM connection WHERE account_id = $1 AND ${quotaIsDue("$2")}) AS quota`,
    [accountId, now],
  );
  return row ?? { unknown: false, waiting: false, refresh: false, stop: false, test: false, quota: false };
}

/**
 * Connections that may call now and have something to call for; what a restart, a pause or a
 * schedule left behind.
 */
export async function connectionsWithDueWork(db: Database, now: Date): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT connection.id FROM connection JOIN account ON account.id = connection.account_id
      WHERE account.uninstalled_at IS NULL AND (retry_at IS NULL OR retry_at <= $1)
        AND (silent_until IS NULL OR silent_until <= $1)
        AND (refresh_requested_at <= $1 OR ${quotaIsDue("$1")} OR ${isToBeTested("$1")}
             OR EXISTS (SELECT FROM registration WHERE registration.account_id = account.id
                           AND registration.state IN ('unknown', 'sending') AND not_before <= $1)
             OR (register_not_before IS NULL OR register_not_before <= $1)
                AND EXISTS (SELECT FROM registration WHERE registration.account_id = account.id
                               AND registration.state = 'waiting' AND not_before <= $1)
             OR ${mayReadOnSchedule("$1")}
                AND EXISTS (SELECT FROM shipment WHERE shipment.account_id = account.id AND next_refresh_at <= $1)
             OR ${stopIsDue("account.id", "$1")})
      LIMIT 1000`,
    [now],
  );
  return rows.map((row) => row.id);
}
