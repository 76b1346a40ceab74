import type { Sql } from "./client.server";

/**
 * Takes a price in fifths from an account's quota, or gives one back where it is negative. False where the quota does not hold it, and
 * then nothing is taken; an account without a limit always pays nothing. One statement, so that calls at once do not overdraw.
 */
export async function takeQuotaFifths(sql: Sql, accountId: string, fifths: number): Promise<boolean> {
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

/** Whole numbers that may still be added: one that is spent in part does not count. */
export function wholeQuota({ quotaRemaining, quotaFifthsSpent }: { quotaRemaining: number; quotaFifthsSpent: number }) {
  return Math.max(0, quotaRemaining - (quotaFifthsSpent > 0 ? 1 : 0));
}
