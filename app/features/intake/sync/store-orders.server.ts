import { whileHoldingLock, type Sql } from "~/platform/database/client.server";
import {
  knownFulfillments,
  removedNumbers,
  writeEstimates,
} from "~/features/intake/orders/fulfillments.queries.server";
import { hasWaitingMessages } from "~/features/intake/inbox/inbox.queries.server";
import { cancelOrders } from "~/features/intake/orders/cancel-orders.server";
import { ordersWithDetails } from "~/features/intake/orders/orders.queries.server";
import { countRepairs, holdRun, type SyncRun } from "./sync-runs.queries.server";
import { applyFulfillments } from "~/features/intake/orders/apply-fulfillments.server";
import { attempt } from "~/features/intake/inbox/attempt.server";
import { inboxLock } from "~/features/intake/inbox/process-inbox.server";
import type { JobQueue } from "~/platform/queue/queue.server";
import type { ShopifyOrder } from "~/providers/shopify/order-pages.server";
import type { Services } from "~/features/services.server";
import { differences, numberKeysOf } from "./differences";
import { payloadsOf } from "./order-payloads";

type Deps = Pick<Services, "db" | "vault" | "clock" | "log"> & { jobs: JobQueue };

/** How storing a page ended. */
export type StoredOrders = { kind: "stored"; skipped: number } | { kind: "not-running" };

/**
 * Stores what differs of a page of orders, through the same ingest as webhooks and in turn with it.
 * An order that cannot be stored is left out and counted, so that it does not hold back the others
 * for ever.
 */
export async function storeOrders(
  deps: Deps,
  accountId: string,
  run: Pick<SyncRun, "id" | "kind">,
  orders: ShopifyOrder[],
): Promise<StoredOrders> {
  const stored = await whileHoldingLock(
    deps.db,
    inboxLock(accountId),
    () => storeOrSingleOut(deps, accountId, run, orders),
    { wait: true },
  );
  // A webhook whose job found the lock taken has gone away again.
  if (await hasWaitingMessages(deps.db, accountId)) await deps.jobs.enqueue("process-inbox", { accountId });
  return stored ?? { kind: "not-running" };
}

async function storeOrSingleOut(
  deps: Deps,
  accountId: string,
  run: Pick<SyncRun, "id" | "kind">,
  orders: ShopifyOrder[],
): Promise<StoredOrders> {
  if (orders.length === 0) return { kind: "stored", skipped: 0 };
  const held = { isRunning: true };
  const attempted = await attempt(deps, async ({ tx, jobs }) => {
    held.isRunning = await holdRun(tx, run.id);
    if (held.isRunning) await repair({ ...deps, jobs }, tx, accountId, run, orders);
  });
  if (!held.isRunning) return { kind: "not-running" };
  if (attempted.kind === "applied") return { kind: "stored", skipped: 0 };
  const [only] = orders;
  if (only && orders.length === 1) {
    deps.log.error({ err: attempted.error, accountId, orderId: only.orderId }, "order of a sync left out");
    return { kind: "stored", skipped: 1 };
  }
  let skipped = 0;
  for (const order of orders) {
    const alone = await storeOrSingleOut(deps, accountId, run, [order]);
    if (alone.kind === "not-running") return alone;
    skipped += alone.skipped;
  }
  return { kind: "stored", skipped };
}

async function repair(
  deps: Deps,
  tx: Sql,
  accountId: string,
  run: Pick<SyncRun, "id" | "kind">,
  orders: ShopifyOrder[],
): Promise<void> {
  const payloads = orders.flatMap(payloadsOf);
  const ids = payloads.map((payload) => payload.id);
  const known = await knownFulfillments(tx, accountId, ids);
  const removed = await removedNumbers(tx, accountId, payloads.flatMap(numberKeysOf));
  const { stale, missing } = differences(
    payloads,
    new Map(known.map((row) => [row.shopifyFulfillmentId, row])),
    removed,
  );
  // Shopify may not have answered when their webhooks came: whose an order is, is made up for here.
  const detailed = await ordersWithDetails(
    tx,
    accountId,
    orders.map((order) => order.orderId),
  );
  const withoutDetails = payloads.filter((payload) => !detailed.has(payload.order_id) && !stale.includes(payload));
  const details = new Map(orders.map((order) => [order.orderId, order.details]));
  await applyFulfillments({ ...deps, tx }, accountId, [...stale, ...withoutDetails], details, {
    isBackfill: run.kind === "backfill",
  });
  const cancelled = orders.flatMap(({ orderId, details: { cancelledAt } }) =>
    cancelledAt ? [{ shopifyOrderId: orderId, at: cancelledAt }] : [],
  );
  await cancelOrders(tx, accountId, cancelled);
  // Webhooks do not tell it, so that it may be news of a fulfillment that is up to date otherwise.
  await writeEstimates(
    tx,
    accountId,
    orders.flatMap((order) =>
      order.fulfillments.map(({ legacyResourceId, estimatedDeliveryAt, updatedAt }) => ({
        shopifyFulfillmentId: legacyResourceId,
        estimatedDeliveryAt: estimatedDeliveryAt ?? null,
        shopifyUpdatedAt: updatedAt,
      })),
    ),
  );
  if (missing > 0) await countRepairs(tx, run.id, missing);
}
