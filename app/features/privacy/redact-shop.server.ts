import type { Sql } from "~/platform/database/client.server";
import type { Services } from "~/features/services.server";

/** Shopify asks for it so long after an uninstall (shopify-facts §1.8). */
const ASKED_AFTER_HOURS = 48;

/**
 * Removes a shop with everything that hangs on it, unless it has been installed again meanwhile. An uninstall we never heard of counts,
 * too: since then no token was given out, and the last one has ended.
 */
export async function redactShop({ tx }: { tx: Sql }, accountId: string, askedAt: Date): Promise<void> {
  await tx.query(
    `WITH gone AS (
       DELETE FROM account
        WHERE id = $1 AND (uninstalled_at IS NOT NULL
               OR installed_at <= $2::timestamptz - $3 * INTERVAL '1 hour'
                  AND NOT EXISTS (SELECT FROM session WHERE shop = shop_domain AND (expires IS NULL OR expires > $2)))
       RETURNING shop_domain
     )
     DELETE FROM session USING gone WHERE session.shop = gone.shop_domain`,
    [accountId, askedAt, ASKED_AFTER_HOURS],
  );
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
