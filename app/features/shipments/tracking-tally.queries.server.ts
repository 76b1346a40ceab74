import type { Sql } from "~/platform/database/client.server";

/** The row that finished days are folded into; database connections have numbers above it. */
const FOLDED = 0;

const isFinished = `writer > ${FOLDED} AND day < ($1::timestamptz AT TIME ZONE 'UTC')::date`;

/** Accounts with a finished day (UTC) whose count is still spread over database connections. */
export async function accountsWithTallyToFold(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql.query<{ accountId: string }>(
    `SELECT DISTINCT account_id AS "accountId" FROM tracking_tally WHERE ${isFinished} LIMIT 1000`,
    [now],
  );
  return rows.map(({ accountId }) => accountId);
}

/**
 * Folds up to `limit` rows of an account's finished days into one row a day; answers how many there
 * were. One statement, so that the sum stays the same for readers meanwhile. A row a transaction is
 * just counting in is left for the next time, so neither waits for the other.
 */
export async function foldTallyRows(sql: Sql, accountId: string, now: Date, limit: number): Promise<number> {
  const [row] = await sql.query<{ rows: number }>(
    `WITH finished AS (
       SELECT day, writer FROM tracking_tally WHERE account_id = $2 AND ${isFinished} ORDER BY day, writer LIMIT $3
          FOR UPDATE SKIP LOCKED
     ), gone AS (
       DELETE FROM tracking_tally USING finished
        WHERE account_id = $2 AND tracking_tally.day = finished.day AND tracking_tally.writer = finished.writer
       RETURNING tracking_tally.day, trackings
     ), folded AS (
       INSERT INTO tracking_tally AS tally (account_id, day, writer, trackings)
       SELECT $2, day, ${FOLDED}, sum(trackings) FROM gone GROUP BY day ORDER BY day
       ON CONFLICT (account_id, day, writer) DO UPDATE SET trackings = tally.trackings + excluded.trackings
     )
     SELECT count(*)::int AS rows FROM gone`,
    [now, accountId, limit],
  );
  return row?.rows ?? 0;
}
