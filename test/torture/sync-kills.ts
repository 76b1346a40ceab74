import { LONGEST_PAUSE_HOURS, type Danger } from "./danger";
import type { Field } from "./field";
import { startSync } from "./merchant";

/** Only a sync of past orders asks for shipped orders alone; only a comparison has an end to its time. */
const QUERIES = { backfill: "fulfillment_status", reconciliation: "updated_at:<'" } as const;

async function noneRuns(field: Field): Promise<void> {
  await field.until(async () => !(await field.runsSync()), "no sync of past orders and no comparison to run");
}

/** Shopify keeps the answer to one page back, and the worker dies waiting for it. */
async function killWaiting(field: Field): Promise<void> {
  await field.until(async () => (await field.sandbox.shopifyHeld()) === 1, "Shopify to hold a page");
  await field.kill("worker");
  await field.sandbox.shopifyRelease();
  await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
}

/** The steps by which Homeward reads Shopify's orders itself. Each goes on by itself afterwards. */
export const syncKills: Danger[] = [
  {
    name: "kill -9 of the worker while it waits for the second page of a sync of past orders",
    async meet(field, deliver) {
      await noneRuns(field);
      // The number of orders, the first page, and then the one that is held.
      await field.sandbox.shopifyFault({ mode: "hold", after: 2, only: QUERIES.backfill });
      await startSync(field.facts());
      await field.until(async () => (await field.sandbox.shopifyHeld()) === 1, "Shopify to hold a page");
      if (!(await field.runsSync({ midway: true }))) throw new Error("The sync was not in the middle of its orders");
      await deliver();
      await killWaiting(field);
      await field.logSays('"kind":"backfill","orders"');
    },
  },
  {
    name: "kill -9 of the worker while it stores a page of past orders",
    async meet(field, deliver) {
      await noneRuns(field);
      await field.database.holding("LOCK TABLE fulfillment IN EXCLUSIVE MODE", [], async () => {
        await startSync(field.facts());
        await field.until(() => field.database.somebodyWaitsFor("fulfillment"), "a page to be stored");
        if (!(await field.runsSync())) throw new Error("No sync of past orders was running");
        await deliver();
        await field.kill("worker");
      });
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await field.logSays('"kind":"backfill","orders"');
    },
  },
  {
    name: "kill -9 of the worker in the middle of the hourly comparison with Shopify",
    async meet(field, deliver) {
      await deliver();
      await noneRuns(field);
      await field.sandbox.shopifyFault({ mode: "hold", only: QUERIES.reconciliation });
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await killWaiting(field);
      await field.logSays('"kind":"reconciliation","orders"');
    },
  },
];
