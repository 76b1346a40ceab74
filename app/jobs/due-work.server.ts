import { connectionsWithDueCarriers } from "~/db/catalogue-sources.server";
import { connectionsWithDueWork } from "~/db/connections.server";
import { accountsWithOldHashes } from "~/db/orders.server";
import { hasEndedMisses } from "~/db/look-up-misses.server";
import { accountsWithOldMessages, accountsWithWaitingMessages } from "~/db/inbox.server";
import { accountsWithDueOutbox, accountsWithOldPushes } from "~/db/outbox.server";
import { accountsWithOldHolds } from "~/db/quota.server";
import { accountsWithDueChecks, accountsWithDueRuns } from "~/db/sync-runs.server";
import { lanesCountedEveryMs } from "~/domain/arrival/transit-days";
import { contactHashRules } from "~/domain/orders/contact";
import { accountsWithTallyToFold } from "~/db/tracking-tally.server";
import { accountsWithDueThemeFacts } from "~/db/theme-facts.server";
import { accountsWithLanesToCount } from "~/db/lane-transit.server";
import { CHECK_EVERY_MS } from "~/domain/orders/order-window";
import type { Services } from "~/services.server";

const LOOK_EVERY_MS = 1_000;
/** The inbox has a job for every message; only a queue that lost its table needs this look. */
const INBOX_LOOKS_EVERY = 15;
/** What is compared once an hour may wait some seconds. */
const CHECK_LOOKS_EVERY = 10;
/** What is held for ten minutes may be held for some seconds more. */
const HOLD_LOOKS_EVERY = 30;
/** Old entries of the log of pushes may stay a while longer. */
const LOG_LOOKS_EVERY = 600;
/** A day is over once a day, and a month of messages too; who missed the hour after it is found in the next. */
const TALLY_LOOKS_EVERY = 3_600;

/**
 * Turns columns that fell due into jobs: schedules, ended pauses, what a restart left behind. Looks once a second and whenever the
 * story clock is moved.
 */
export function watchDueWork(services: Services): { stop: () => Promise<void> } {
  const { db, jobs, clock, wallClock, log } = services;
  let looking: Promise<void> = Promise.resolve();
  let busy = false;
  let round = 0;
  let moved = false;

  const look = async () => {
    const now = clock.now();
    const all = moved;
    moved = false;
    for (const connectionId of await connectionsWithDueWork(db, now))
      await jobs.enqueue("work-connection", { connectionId });
    for (const accountId of await accountsWithDueOutbox(db, now)) await jobs.enqueue("send-outbox", { accountId });
    for (const connectionId of await connectionsWithDueCarriers(db, now))
      await jobs.enqueue("sync-carriers", { connectionId });
    for (const accountId of await accountsWithDueRuns(db, now)) await jobs.enqueue("sync-orders", { accountId });
    for (const accountId of await accountsWithDueThemeFacts(db, now))
      await jobs.enqueue("publish-theme-facts", { accountId });
    if (all || round % INBOX_LOOKS_EVERY === 0) {
      for (const accountId of await accountsWithWaitingMessages(db)) await jobs.enqueue("process-inbox", { accountId });
    }
    if (all || round % CHECK_LOOKS_EVERY === 0) {
      const lastBefore = new Date(now.getTime() - CHECK_EVERY_MS);
      for (const accountId of await accountsWithDueChecks(db, lastBefore))
        await jobs.enqueue("sync-orders", { accountId });
    }
    if (round % HOLD_LOOKS_EVERY === 0) {
      for (const accountId of await accountsWithOldHolds(db, wallClock.now()))
        await jobs.enqueue("give-back-quota", { accountId });
    }
    if (all || round % LOG_LOOKS_EVERY === 0) {
      for (const accountId of await accountsWithOldPushes(db, now)) await jobs.enqueue("prune-push-log", { accountId });
      for (const accountId of await accountsWithOldHashes(db, contactHashRules))
        await jobs.enqueue("hash-contacts", { accountId });
      for (const accountId of await accountsWithLanesToCount(db, new Date(now.getTime() - lanesCountedEveryMs)))
        await jobs.enqueue("count-lanes", { accountId });
      if (await hasEndedMisses(db, wallClock.now())) await jobs.enqueue("forget-misses", {});
    }
    if (round % TALLY_LOOKS_EVERY === 0) {
      for (const accountId of await accountsWithTallyToFold(db, now)) await jobs.enqueue("fold-tally", { accountId });
      for (const accountId of await accountsWithOldMessages(db, wallClock.now()))
        await jobs.enqueue("prune-inbox", { accountId });
    }
    round += 1;
  };
  const lookUnlessBusy = () => {
    if (busy) return;
    busy = true;
    looking = look()
      .catch((error: unknown) => log.warn({ err: error }, "could not look for due work"))
      .finally(() => (busy = false));
  };

  const timer = setInterval(lookUnlessBusy, LOOK_EVERY_MS);
  const forgetMoves = clock.onMoved(() => {
    moved = true;
    lookUnlessBusy();
  });
  lookUnlessBusy();
  return {
    async stop() {
      clearInterval(timer);
      forgetMoves();
      await looking;
    },
  };
}
