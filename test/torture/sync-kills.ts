import { LONGEST_PAUSE_HOURS, type Fault } from "./fault";
import type { ChaosContext } from "./chaos-context";
import { startSync } from "./merchant";

/**
 * Only a sync of past orders asks for shipped orders alone; only a comparison has an end to its
 * time.
 */
const QUERIES = { backfill: "fulfillment_status", reconciliation: "updated_at:<'" } as const;

async function noneRuns(context: ChaosContext): Promise<void> {
  await context.until(async () => !(await context.runsSync()), "no sync of past orders and no comparison to run");
}

/** Shopify keeps the answer to one page back, and the worker dies waiting for it. */
async function killWaiting(context: ChaosContext): Promise<void> {
  await context.until(async () => (await context.sandbox.shopifyHeld()) === 1, "Shopify to hold a page");
  await context.kill("worker");
  await context.sandbox.shopifyRelease();
  await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
}

/** The steps by which Homeward reads Shopify's orders itself. Each goes on by itself afterwards. */
export const syncKills: Fault[] = [
  {
    name: "kill -9 of the worker while it waits for the second page of a sync of past orders",
    async meet(context, deliver) {
      await noneRuns(context);
      // The number of orders, the first page, and then the one that is held.
      await context.sandbox.shopifyFault({ mode: "hold", after: 2, only: QUERIES.backfill });
      await startSync(context.facts());
      await context.until(async () => (await context.sandbox.shopifyHeld()) === 1, "Shopify to hold a page");
      if (!(await context.runsSync({ midway: true }))) throw new Error("The sync was not in the middle of its orders");
      await deliver();
      await killWaiting(context);
      await context.logSays('"kind":"backfill","orders"');
    },
  },
  {
    name: "kill -9 of the worker while it stores a page of past orders",
    async meet(context, deliver) {
      await noneRuns(context);
      await context.database.holding("LOCK TABLE fulfillment IN EXCLUSIVE MODE", [], async () => {
        await startSync(context.facts());
        await context.until(() => context.database.somebodyWaitsFor("fulfillment"), "a page to be stored");
        if (!(await context.runsSync())) throw new Error("No sync of past orders was running");
        await deliver();
        await context.kill("worker");
      });
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await context.logSays('"kind":"backfill","orders"');
    },
  },
  {
    name: "kill -9 of the worker in the middle of the hourly comparison with Shopify",
    async meet(context, deliver) {
      await deliver();
      await noneRuns(context);
      await context.sandbox.shopifyFault({ mode: "hold", only: QUERIES.reconciliation });
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await killWaiting(context);
      await context.logSays('"kind":"reconciliation","orders"');
    },
  },
];
