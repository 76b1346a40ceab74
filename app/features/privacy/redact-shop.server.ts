import { deleteDepartedShop } from "~/features/account/departed-shop.queries.server";
import { deleteOrdersOfDeparted } from "~/features/intake/orders/erased-orders.queries.server";
import { deleteShipmentsOfDeparted } from "~/features/shipments/erased-shipments.queries.server";
import type { Sql } from "~/platform/database/client.server";
import type { Services } from "~/features/services.server";

/**
 * Shopify asks for it so long after an uninstall ("Privacy law compliance" in Shopify's developer
 * documentation).
 */
const ASKED_AFTER_HOURS = 48;

/**
 * Removes a shop with everything that hangs on it, unless it has been installed again meanwhile. An
 * uninstall that was never reported counts, too: since then no token was given out, and the last
 * one has ended.
 */
export async function redactShop({ tx }: { tx: Sql }, accountId: string, askedAt: Date): Promise<void> {
  await deleteDepartedShop(tx, accountId, { askedAt, askedAfterHours: ASKED_AFTER_HOURS });
}

const ROWS_PER_ROUND = 1_000;

/** What has rows of its own hanging on it, each removed by itself. */
const stages = [deleteShipmentsOfDeparted, deleteOrdersOfDeparted];

/**
 * Removes what a shop that left has most of, so many rows at a time that stopping loses little of
 * it: twenty million shipments with all that hangs on them would else be one transaction of hours.
 * False when it is to stop before the end. Ends at once for a shop that is installed.
 */
export async function emptyShop(
  { db, stopping }: Pick<Services, "db" | "stopping">,
  accountId: string,
): Promise<boolean> {
  for (const deleteSome of stages) {
    let reached = "";
    for (let removed = ROWS_PER_ROUND; removed === ROWS_PER_ROUND;) {
      if (stopping.aborted) return false;
      // Not from the beginning each time: what was deleted stays in the index until it is vacuumed.
      const keys = await deleteSome(db, accountId, { from: reached, limit: ROWS_PER_ROUND });
      removed = keys.length;
      reached = keys.reduce((furthest, key) => (key > furthest ? key : furthest), reached);
    }
  }
  return true;
}
