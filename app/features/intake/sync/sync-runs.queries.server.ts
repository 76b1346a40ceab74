import type { ReadingPosition } from "~/domain/orders/order-window";
import type { Database, Sql } from "~/platform/database/client.server";

export type SyncKind = "backfill" | "reconciliation";
export type SyncState = "running" | "done" | "cancelled" | "stopped";

/** A reading of Shopify's orders, with where it stands. */
export interface SyncRun extends ReadingPosition {
  id: string;
  kind: SyncKind;
  state: SyncState;
  days: number | null;
  reachedAt: Date | null;
  seen: number;
  expected: number | null;
  repaired: number;
  skipped: number;
  failures: number;
  nextAt: Date | null;
  startedAt: Date;
  finishedAt: Date | null;
  detail: string;
}

const columns = `id, kind::text AS kind, state::text AS state, days, window_from AS "from", window_to AS "to", cursor,
  window_read AS read, reached_at AS "reachedAt", seen, expected, repaired, skipped, failures, next_at AS "nextAt",
  started_at AS "startedAt", finished_at AS "finishedAt", detail`;

/**
 * Begins a run, unless the account has one of this kind that is running; null then. Whoever asks
 * twice at once gets one.
 */
export async function beginRun(
  tx: Sql,
  accountId: string,
  run: { kind: SyncKind; days: number | null; position: ReadingPosition },
  now: Date,
): Promise<SyncRun | null> {
  await holdAccount(tx, accountId);
  const [begun] = await tx.query<SyncRun>(
    `INSERT INTO sync_run (account_id, kind, state, days, window_from, window_to, next_at, started_at)
     SELECT $1, $2::sync_kind, 'running', $3, $4, $5, $6, $6
      WHERE NOT EXISTS (SELECT FROM sync_run WHERE account_id = $1 AND kind = $2::sync_kind AND state = 'running')
     RETURNING ${columns}`,
    [accountId, run.kind, run.days, run.position.from, run.position.to, now],
  );
  return begun ?? null;
}

/** The latest run of a kind; null when there was none. */
export async function latestRun(sql: Sql, accountId: string, kind: SyncKind): Promise<SyncRun | null> {
  const [run] = await sql.query<SyncRun>(
    `SELECT ${columns} FROM sync_run WHERE account_id = $1 AND kind = $2::sync_kind ORDER BY started_at DESC, id LIMIT 1`,
    [accountId, kind],
  );
  return run ?? null;
}

const isDue = "state = 'running' AND next_at <= $1";

/**
 * Takes a run that is due, the short check before the long backfill, and keeps it from being due
 * again until `leasedUntil`.
 */
export async function takeDueRun(sql: Sql, accountId: string, now: Date, leasedUntil: Date): Promise<SyncRun | null> {
  const [run] = await sql.query<SyncRun>(
    `UPDATE sync_run SET next_at = $3
      WHERE id = (SELECT id FROM sync_run WHERE account_id = $2 AND ${isDue} ORDER BY kind DESC, started_at LIMIT 1)
     RETURNING ${columns}`,
    [now, accountId, leasedUntil],
  );
  return run ?? null;
}

export async function hasDueRun(sql: Sql, accountId: string, now: Date): Promise<boolean> {
  return (
    (await sql.query(`SELECT FROM sync_run WHERE account_id = $2 AND ${isDue} LIMIT 1`, [now, accountId])).length > 0
  );
}

/** Accounts with a run that is due, of shops that are installed. */
export async function accountsWithDueRuns(db: Database, now: Date): Promise<string[]> {
  const rows = await db.query<{ accountId: string }>(
    `SELECT DISTINCT account_id AS "accountId" FROM sync_run JOIN account ON account.id = account_id
      WHERE ${isDue} AND uninstalled_at IS NULL LIMIT 1000`,
    [now],
  );
  return rows.map((row) => row.accountId);
}

/**
 * Holds a run against being cancelled until the transaction ends; false when it is no longer
 * running.
 */
export async function holdRun(tx: Sql, runId: string): Promise<boolean> {
  return (await tx.query("SELECT FROM sync_run WHERE id = $1 AND state = 'running' FOR UPDATE", [runId])).length > 0;
}

/** Counts repairs, in the transaction that makes them. */
export async function countRepairs(tx: Sql, runId: string, repaired: number): Promise<void> {
  await tx.query("UPDATE sync_run SET repaired = repaired + $2 WHERE id = $1", [runId, repaired]);
}

export async function recordExpected(sql: Sql, runId: string, expected: number): Promise<void> {
  await sql.query("UPDATE sync_run SET expected = $2 WHERE id = $1", [runId, expected]);
}

/** What one page added to a run, and where it goes on. */
export interface RunProgress {
  position: ReadingPosition;
  reachedAt: Date | null;
  seen: number;
  skipped: number;
  nextAt: Date;
}

/** Moves a run on after a page; false when it is no longer running. */
export async function recordPage(sql: Sql, runId: string, progress: RunProgress): Promise<boolean> {
  const { position, reachedAt, seen, skipped, nextAt } = progress;
  const rows = await sql.query(
    `UPDATE sync_run
        SET window_from = $2, cursor = $3, window_read = $4, reached_at = COALESCE($5, reached_at), seen = seen + $6,
            skipped = skipped + $7, next_at = $8, failures = 0, detail = ''
      WHERE id = $1 AND state = 'running' RETURNING 1`,
    [runId, position.from, position.cursor, position.read, reachedAt, seen, skipped, nextAt],
  );
  return rows.length > 0;
}

/** Makes a run wait, and says why. */
export async function recordWait(
  sql: Sql,
  runId: string,
  wait: { position: ReadingPosition; detail: string; failures: number; nextAt: Date },
): Promise<void> {
  const { position, detail, failures, nextAt } = wait;
  await sql.query(
    `UPDATE sync_run SET window_from = $2, cursor = $3, window_read = $4, detail = $5, failures = $6, next_at = $7
      WHERE id = $1 AND state = 'running'`,
    [runId, position.from, position.cursor, position.read, detail, failures, nextAt],
  );
}

/** Gives a run back that this job does not go on with; the next one may at `nextAt`. */
export async function handBackRun(sql: Sql, runId: string, nextAt: Date): Promise<void> {
  await sql.query("UPDATE sync_run SET next_at = $2 WHERE id = $1 AND state = 'running'", [runId, nextAt]);
}

/** Ends a run that is running. */
export async function endRun(
  sql: Sql,
  runId: string,
  end: { state: Exclude<SyncState, "running">; detail: string },
  now: Date,
): Promise<void> {
  await sql.query(
    `UPDATE sync_run SET state = $2::sync_state, detail = $3, finished_at = $4, next_at = NULL
      WHERE id = $1 AND state = 'running'`,
    [runId, end.state, end.detail, now],
  );
}

/** Ends an account's running backfill at the merchant's wish; false when none is running. */
export async function cancelBackfillRun(sql: Sql, accountId: string, now: Date): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE sync_run SET state = 'cancelled', detail = '', finished_at = $2, next_at = NULL
      WHERE account_id = $1 AND kind = 'backfill' AND state = 'running' RETURNING 1`,
    [accountId, now],
  );
  return rows.length > 0;
}

/**
 * Lets the latest backfill go on where it stopped; with `only`, if it stopped for one of these
 * reasons. False when it did not, or another is running.
 */
export async function goOnWithBackfill(
  tx: Sql,
  accountId: string,
  now: Date,
  only: readonly string[] | null = null,
): Promise<boolean> {
  await holdAccount(tx, accountId);
  const rows = await tx.query(
    `UPDATE sync_run SET state = 'running', detail = '', failures = 0, finished_at = NULL, next_at = $2
      WHERE state = 'stopped' AND ($3::text[] IS NULL OR detail = ANY($3))
        AND id = (SELECT id FROM sync_run WHERE account_id = $1 AND kind = 'backfill' ORDER BY started_at DESC, id LIMIT 1)
     RETURNING 1`,
    [accountId, now, only],
  );
  return rows.length > 0;
}

/** Lets one transaction at a time begin runs of an account. */
async function holdAccount(tx: Sql, accountId: string): Promise<void> {
  await tx.query("SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE", [accountId]);
}

/** Installed shops whose last check began, or whose installation lies, an hour back or more. */
const checkIsDue = `account.kind = 'shop' AND account.uninstalled_at IS NULL AND account.created_at <= $1
  AND NOT EXISTS (SELECT FROM sync_run WHERE account_id = account.id AND sync_run.kind = 'reconciliation'
                     AND (state = 'running' OR started_at > $1))`;

/** Accounts to be compared with Shopify again: those not looked at since `lastBefore`. */
export async function accountsWithDueChecks(db: Database, lastBefore: Date): Promise<string[]> {
  const rows = await db.query<{ id: string }>(`SELECT id FROM account WHERE ${checkIsDue} LIMIT 1000`, [lastBefore]);
  return rows.map((row) => row.id);
}

/**
 * Takes an account's check that is due, and answers up to when orders were compared before: the end
 * of the last check that came through, or the installation. Null when none is due.
 */
export async function takeDueCheck(tx: Sql, accountId: string, lastBefore: Date): Promise<Date | null> {
  await holdAccount(tx, accountId);
  const [row] = await tx.query<{ checkedTo: Date }>(
    `SELECT COALESCE((SELECT max(window_to) FROM sync_run
                       WHERE account_id = $2 AND sync_run.kind = 'reconciliation' AND state = 'done'), created_at) AS "checkedTo"
       FROM account WHERE id = $2 AND ${checkIsDue}`,
    [lastBefore, accountId],
  );
  return row?.checkedTo ?? null;
}

/**
 * Forgets checks that found nothing, and those older than `keptSince`; the last that came through
 * stays, for its end.
 */
export async function forgetOldChecks(tx: Sql, accountId: string, keptSince: Date): Promise<void> {
  await tx.query(
    `DELETE FROM sync_run
      WHERE account_id = $1 AND kind = 'reconciliation' AND state <> 'running' AND (repaired = 0 OR started_at < $2)
        AND id <> ALL (SELECT id FROM sync_run WHERE account_id = $1 AND kind = 'reconciliation' AND state = 'done'
                        ORDER BY window_to DESC LIMIT 1)`,
    [accountId, keptSince],
  );
}

/**
 * When an account was last compared to the end, and how many fulfillments the checks since `since`
 * have found missing.
 */
export async function checkSummary(
  sql: Sql,
  accountId: string,
  since: Date,
): Promise<{ checkedAt: Date | null; missing: number }> {
  const [row] = await sql.query<{ checkedAt: Date | null; missing: number }>(
    `SELECT max(finished_at) FILTER (WHERE state = 'done') AS "checkedAt",
            COALESCE(sum(repaired) FILTER (WHERE started_at >= $2), 0)::int AS missing
       FROM sync_run WHERE account_id = $1 AND kind = 'reconciliation'`,
    [accountId, since],
  );
  return row ?? { checkedAt: null, missing: 0 };
}
