import type { Sql } from "~/db/client.server";
import type { Services } from "~/services.server";

/** Removes a shop with everything that hangs on it, unless it has been installed again meanwhile. */
export async function redactShop({ tx }: { tx: Sql }, accountId: string): Promise<void> {
  await tx.query(
    `DELETE FROM session USING account
      WHERE account.id = $1 AND account.uninstalled_at IS NOT NULL AND session.shop = account.shop_domain`,
    [accountId],
  );
  await tx.query("DELETE FROM account WHERE id = $1 AND uninstalled_at IS NOT NULL", [accountId]);
}

const ROWS_PER_ROUND = 1_000;

/** What has rows of its own hanging on it, each removed by itself, and a column by whose order an index goes through it. */
const dearest = [
  { table: "shipment", column: "number_key" },
  { table: '"order"', column: "shopify_order_id" },
] as const;

/**
 * Removes what a shop that left has most of, so many rows at a time that stopping loses little of it: twenty million parcels with all that
 * hangs on them would else be one transaction of hours. False when it is to stop before the end. Ends at once for a shop that is installed.
 */
export async function emptyShop(
  { db, stopping }: Pick<Services, "db" | "stopping">,
  accountId: string,
): Promise<boolean> {
  for (const { table, column } of dearest) {
    let reached = "";
    for (let removed = ROWS_PER_ROUND; removed === ROWS_PER_ROUND;) {
      if (stopping.aborted) return false;
      // Not from the beginning each time: what was deleted stays in the index until it is vacuumed.
      const rows = await db.query<{ at: string }>(
        `DELETE FROM ${table} WHERE id IN (
           SELECT id FROM ${table} WHERE account_id = $1 AND ${column} >= $2
              AND EXISTS (SELECT FROM account WHERE id = $1 AND uninstalled_at IS NOT NULL)
            ORDER BY ${column} LIMIT ${String(ROWS_PER_ROUND)})
         RETURNING ${column} AS at`,
        [accountId, reached],
      );
      removed = rows.length;
      reached = rows.reduce((furthest, { at }) => (at > furthest ? at : furthest), reached);
    }
  }
  return true;
}
