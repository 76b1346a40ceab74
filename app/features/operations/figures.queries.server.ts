import type { Sql } from "~/platform/database/client.server";
import type { SyncKind, SyncState } from "~/features/intake/sync/sync-runs.queries.server";

/** Answers when the database does. */
export async function ping(sql: Sql): Promise<void> {
  await sql.query("SELECT 1");
}

/** Inbox messages that were not read yet. */
export async function countWaitingMessages(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ count: string }>(
    "SELECT count(*) AS count FROM inbox_message WHERE state = 'waiting'",
  );
  return Number(row?.count ?? 0);
}

/**
 * When the oldest message that was not read yet came in; by its id, which the index has in order.
 */
export async function oldestWaitingMessage(sql: Sql): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date }>(
    "SELECT received_at AS at FROM inbox_message WHERE state = 'waiting' ORDER BY id LIMIT 1",
  );
  return row?.at ?? null;
}

/** Since when the oldest shipment of an account that is still ours waits to be registered. */
export async function oldestUnregistered(sql: Sql): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(
    `SELECT min(intent_at) AS at FROM registration JOIN account ON account.id = account_id
      WHERE state IN ('waiting', 'sending', 'unknown') AND uninstalled_at IS NULL`,
  );
  return row?.at ?? null;
}

/**
 * When the shipment that has been due longest was to be read again; null where none is due.
 * Shipments of a shop that left, or that has no provider, are not read.
 */
export async function oldestDueRefresh(sql: Sql, now: Date): Promise<Date | null> {
  const [row] = await sql.query<{ at: Date | null }>(
    `SELECT min(first.at) AS at FROM connection JOIN account ON account.id = connection.account_id,
            LATERAL (SELECT min(next_refresh_at) AS at FROM shipment
                      WHERE shipment.account_id = account.id AND next_refresh_at <= $1) AS first
      WHERE uninstalled_at IS NULL`,
    [now],
  );
  return row?.at ?? null;
}

const numbers = (rows: { key: string; count: string }[]) =>
  Object.fromEntries(rows.map(({ key, count }) => [key, Number(count)]));

/** Jobs that wait or are worked on, by queue. */
export async function countJobs(sql: Sql): Promise<Record<string, number>> {
  return numbers(await sql.query("SELECT name AS key, count(*) FROM pgboss.job WHERE state <= 'active' GROUP BY name"));
}

/** Calls to providers by result, over all connections there ever were. */
export async function countCalls(sql: Sql): Promise<Record<string, number>> {
  return numbers(
    await sql.query(
      `SELECT result.key, result.count FROM (
         SELECT COALESCE(sum(calls), 0) AS calls, COALESCE(sum(calls_too_fast), 0) AS slow, COALESCE(sum(calls_failed), 0) AS failed
           FROM (SELECT calls, calls_too_fast, calls_failed FROM connection
                 UNION ALL SELECT calls, calls_too_fast, calls_failed FROM removed_calls) AS counted) AS total,
         LATERAL (VALUES ('all', calls), ('too-fast', slow), ('failed', failed)) AS result(key, count)`,
    ),
  );
}

/** Ledger entries that are not registered, by state. */
export async function countOpenRegistrations(sql: Sql): Promise<Record<string, number>> {
  return numbers(
    await sql.query("SELECT state::text AS key, count(*) FROM registration WHERE state <> 'registered' GROUP BY state"),
  );
}

/** How the items of registrations ended since the day before, by outcome. */
export async function countSettlements(sql: Sql, now: Date): Promise<Record<string, number>> {
  return numbers(
    await sql.query(
      `SELECT outcome AS key, sum(items) AS count FROM registration_tally
        WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date - 1 GROUP BY outcome`,
      [now],
    ),
  );
}

/**
 * What the runs of one kind have done since the first one, those included that were deleted since.
 */
export interface SyncCounts {
  kind: SyncKind;
  /** Orders read. */
  seen: number;
  /** Fulfillments found missing or wrong, and put right. */
  repaired: number;
}

export async function countSynced(sql: Sql): Promise<SyncCounts[]> {
  const rows = await sql.query<{ kind: SyncKind; seen: string; repaired: string }>(
    `SELECT kind::text AS kind, sum(seen) AS seen, sum(repaired) AS repaired
       FROM (SELECT kind, seen, repaired FROM sync_run UNION ALL SELECT kind, seen, repaired FROM forgotten_sync) AS counted
      GROUP BY counted.kind`,
  );
  return rows.map(({ kind, seen, repaired }) => ({ kind, seen: Number(seen), repaired: Number(repaired) }));
}

/**
 * Runs of installed shops that are under way, and those that stopped and were not followed by
 * another of their kind.
 */
export async function countOpenRuns(
  sql: Sql,
): Promise<{ kind: SyncKind; state: Extract<SyncState, "running" | "stopped">; runs: number }[]> {
  return sql.query(
    `SELECT kind::text AS kind, state::text AS state, count(*)::int AS runs
       FROM (SELECT DISTINCT ON (account_id, sync_run.kind) sync_run.kind, state
               FROM sync_run JOIN account ON account.id = account_id
              WHERE uninstalled_at IS NULL ORDER BY account_id, sync_run.kind, started_at DESC, sync_run.id) AS latest
      WHERE state IN ('running', 'stopped') GROUP BY latest.kind, latest.state`,
  );
}

/** When a check last ended, by how it ended (simulated clock). */
export async function lastChecks(sql: Sql): Promise<{ outcome: SyncState; at: Date }[]> {
  return sql.query(
    `SELECT state::text AS outcome, max(at) AS at
       FROM (SELECT kind, state, finished_at AS at FROM sync_run UNION ALL SELECT kind, state, last_finished_at FROM forgotten_sync) AS ended
      WHERE kind = 'reconciliation' AND at IS NOT NULL GROUP BY ended.state`,
  );
}
