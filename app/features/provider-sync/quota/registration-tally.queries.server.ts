import type { Sql } from "~/platform/database/client.server";

export interface RegistrationsSpent {
  /** Units spent in this calendar month of the account's time zone. */
  month: number;
  /** Units spent in the last days, today included. */
  recent: number;
  /** How many days those are: fewer than asked for while the account is young. */
  recentDays: number;
  /** When the next month begins. */
  monthEndsAt: Date;
}

/** What an account has spent on registrations, from one row for each of its days and outcomes. */
export async function spentByNow(
  sql: Sql,
  accountId: string,
  { now, recentDays }: { now: Date; recentDays: number },
): Promise<RegistrationsSpent> {
  const [row] = await sql.query<RegistrationsSpent>(
    `WITH present AS (
       SELECT time_zone, ($2::timestamptz AT TIME ZONE time_zone)::date AS today FROM account WHERE id = $1
     ), first AS (
       SELECT min(day) AS day FROM registration_tally WHERE account_id = $1
     ), spent AS (
       SELECT COALESCE(sum(t.spent) FILTER (WHERE t.day >= date_trunc('month', p.today)), 0)::int AS month,
              COALESCE(sum(t.spent) FILTER (WHERE t.day > p.today - $3::int), 0)::int AS recent
         FROM registration_tally AS t, present AS p
        WHERE t.account_id = $1 AND t.day >= LEAST(date_trunc('month', p.today)::date, p.today - $3::int) AND t.day <= p.today
     )
     SELECT spent.month, spent.recent, LEAST($3::int, GREATEST(1, p.today - first.day + 1))::int AS "recentDays",
            (date_trunc('month', p.today::timestamp) + interval '1 month') AT TIME ZONE p.time_zone AS "monthEndsAt"
       FROM spent, first, present AS p`,
    [accountId, now, recentDays],
  );
  if (!row) throw new Error("The account was removed while its quota was asked for");
  return row;
}

/**
 * Registrations of an account that are under way, or whose outcome nobody knows yet: each may still
 * be charged.
 */
export async function countInFlight(sql: Sql, accountId: string): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM registration WHERE account_id = $1 AND state IN ('sending', 'unknown')",
    [accountId],
  );
  return row?.count ?? 0;
}

export interface WaitingRegistrations {
  waiting: number;
  /** Since when the oldest of them waits. */
  oldest: Date | null;
}

/** How many parcels of an account are still to be registered. Counted up to `most`. */
export async function countWaiting(sql: Sql, accountId: string, most: number): Promise<WaitingRegistrations> {
  const [row] = await sql.query<WaitingRegistrations>(
    `SELECT count(*)::int AS waiting, min(intent_at) AS oldest
       FROM (SELECT intent_at FROM registration WHERE account_id = $1 AND state IN ('waiting', 'sending', 'unknown') LIMIT $2) AS open`,
    [accountId, most],
  );
  return row ?? { waiting: 0, oldest: null };
}
