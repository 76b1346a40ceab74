import type { Database, Sql } from "~/platform/database/client.server";

/**
 * Takes a price in fifths from an account's quota, or gives one back where it is negative. False
 * where the quota does not hold it, and then nothing is taken; an account without a limit always
 * pays nothing. One statement, so that calls at once do not overdraw.
 */
async function takeQuotaFifths(sql: Sql, accountId: string, fifths: number): Promise<boolean> {
  const [row] = await sql.query<{ holds: boolean }>(
    `WITH purse AS (
       SELECT id, quota_remaining::bigint * 5 - quota_fifths_spent - $2 AS rest
         FROM account WHERE id = $1 AND quota_remaining IS NOT NULL FOR UPDATE
     ), taken AS (
       UPDATE account SET quota_remaining = (rest + 4) / 5, quota_fifths_spent = (5 - rest % 5) % 5
         FROM purse WHERE account.id = purse.id AND rest >= 0
     )
     SELECT COALESCE((SELECT rest >= 0 FROM purse), true) AS holds`,
    [accountId, fifths],
  );
  return row?.holds ?? false;
}

/** A price that is held; `id` is null where the account has no limit, and nothing is held. */
export interface QuotaHold {
  id: string | null;
  accountId: string;
  fifths: number;
}

/**
 * Takes a price in fifths from an account's quota and holds it until it is settled; null where the
 * quota does not hold it.
 */
export async function holdQuota(
  db: Database,
  accountId: string,
  fifths: number,
  heldUntil: Date,
): Promise<QuotaHold | null> {
  return db.transaction(async (tx) => {
    if (!(await takeQuotaFifths(tx, accountId, fifths))) return null;
    const [held] = await tx.query<{ id: string }>(
      `INSERT INTO quota_hold (account_id, fifths, held_until)
       SELECT id, $2, $3 FROM account WHERE id = $1 AND quota_remaining IS NOT NULL RETURNING id`,
      [accountId, fifths, heldUntil],
    );
    return { id: held?.id ?? null, accountId, fifths };
  });
}

/**
 * The price was earned. Where it was given back meanwhile it is taken again, as far as the quota
 * still holds it.
 */
export async function spendHold(db: Database, { id, accountId, fifths }: QuotaHold): Promise<void> {
  if (id === null) return;
  await db.transaction(async (tx) => {
    const held = await tx.query("DELETE FROM quota_hold WHERE id = $1 RETURNING 1", [id]);
    if (held.length === 0) await takeQuotaFifths(tx, accountId, fifths);
  });
}

/** Gives a price back that was not earned, unless that has happened. */
export async function releaseHold(db: Database, { id, accountId }: QuotaHold): Promise<void> {
  if (id === null) return;
  await db.transaction(async (tx) => {
    const [gone] = await tx.query<{ fifths: number }>("DELETE FROM quota_hold WHERE id = $1 RETURNING fifths", [id]);
    if (gone) await takeQuotaFifths(tx, accountId, -gone.fifths);
  });
}

/** Accounts with a price held longer than a question can take. */
export async function accountsWithOldHolds(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql.query<{ accountId: string }>(
    `SELECT DISTINCT account_id AS "accountId" FROM quota_hold WHERE held_until <= $1 LIMIT 1000`,
    [now],
  );
  return rows.map(({ accountId }) => accountId);
}

/**
 * Gives an account the prices back that are held longer than a question can take; answers how many
 * fifths they were.
 */
export async function releaseOldHolds(db: Database, accountId: string, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const gone = await tx.query<{ fifths: number }>(
      "DELETE FROM quota_hold WHERE account_id = $1 AND held_until <= $2 RETURNING fifths",
      [accountId, now],
    );
    const fifths = gone.reduce((sum, hold) => sum + hold.fifths, 0);
    if (fifths > 0) await takeQuotaFifths(tx, accountId, -fifths);
    return fifths;
  });
}

/** Whole numbers that may still be added: one that is spent in part does not count. */
export function wholeQuota({ quotaRemaining, quotaFifthsSpent }: { quotaRemaining: number; quotaFifthsSpent: number }) {
  return Math.max(0, quotaRemaining - (quotaFifthsSpent > 0 ? 1 : 0));
}

/**
 * How many numbers an account may still add; null is without limit. A limited account stays locked
 * until the commit, so that calls at once neither overdraw it nor pay for the same number.
 */
export async function lockQuota(tx: Sql, accountId: string): Promise<number | null> {
  const [limited] = await tx.query<{ left: number }>(
    `SELECT quota_remaining - LEAST(quota_fifths_spent, 1) AS "left" FROM account WHERE id = $1 AND quota_remaining IS NOT NULL FOR UPDATE`,
    [accountId],
  );
  return limited ? Math.max(0, limited.left) : null;
}

/** Takes so many whole numbers from a limited account. */
export async function spendQuota(tx: Sql, accountId: string, spent: number): Promise<void> {
  await tx.query("UPDATE account SET quota_remaining = quota_remaining - $2 WHERE id = $1", [accountId, spent]);
}
