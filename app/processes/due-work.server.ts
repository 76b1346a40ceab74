import { connectionsWithDueCarriers } from "~/features/carriers/catalogue-sources.queries.server";
import { connectionsWithDueWork } from "~/features/provider-sync/connection/connections.queries.server";
import { accountsWithOldHashes } from "~/features/intake/orders/orders.queries.server";
import { hasEndedMisses } from "~/features/shopper/look-up/look-up-misses.queries.server";
import { accountsWithOldMessages, accountsWithWaitingMessages } from "~/features/intake/inbox/inbox.queries.server";
import { accountsWithDueOutbox, accountsWithOldPushes } from "~/features/outbox/outbox.queries.server";
import { accountsWithOldHolds } from "~/features/account/api-quota.queries.server";
import { accountsWithDueChecks, accountsWithDueRuns } from "~/features/intake/sync/sync-runs.queries.server";
import { lanesCountedEveryMs } from "~/domain/arrival/transit-days";
import { contactHashRules } from "~/domain/orders/contact";
import { accountsWithTallyToFold } from "~/features/shipments/tracking-tally.queries.server";
import { accountsWithDueThemeFacts } from "~/features/account/theme-facts.queries.server";
import { accountsWithLanesToCount } from "~/features/shopper/arrival/lane-transit.queries.server";
import { CHECK_EVERY_MS } from "~/domain/orders/order-window";
import type { Services } from "~/features/services.server";

const LOOK_EVERY_MS = 1_000;
/** The inbox has a job for every message; only a queue that lost its table needs this look. */
const INBOX_LOOKS_EVERY = 15;
/** What is compared once an hour may wait some seconds. */
const CHECK_LOOKS_EVERY = 10;
/** What is held for ten minutes may be held for some seconds more. */
const HOLD_LOOKS_EVERY = 30;
/** Old entries of the log of pushes and of the inbox may stay a while longer. */
const LOG_LOOKS_EVERY = 600;
/** A day is over once a day; who missed the hour after it is found in the next. */
const TALLY_LOOKS_EVERY = 3_600;

const accounts = (ids: string[]) => ids.map((accountId) => ({ accountId }));
const connections = (ids: string[]) => ids.map((connectionId) => ({ connectionId }));

/**
 * Turns columns that fell due into jobs: schedules, ended pauses, what a restart left behind. Looks once a second and whenever the
 * story clock is moved.
 */
export function watchDueWork(services: Services): { stop: () => Promise<void> } {
  const { db, jobs, clock, systemClock, log } = services;
  let looking: Promise<void> = Promise.resolve();
  let busy = false;
  let round = 0;
  let moved = false;

  const look = async () => {
    const now = clock.now();
    const all = moved;
    moved = false;
    await jobs.enqueueMissing("work-connection", connections(await connectionsWithDueWork(db, now)));
    await jobs.enqueueMissing("send-outbox", accounts(await accountsWithDueOutbox(db, now)));
    await jobs.enqueueMissing("sync-carriers", connections(await connectionsWithDueCarriers(db, now)));
    await jobs.enqueueMissing("sync-orders", accounts(await accountsWithDueRuns(db, now)));
    await jobs.enqueueMissing("publish-theme-facts", accounts(await accountsWithDueThemeFacts(db, now)));
    if (all || round % INBOX_LOOKS_EVERY === 0) {
      await jobs.enqueueMissing("process-inbox", accounts(await accountsWithWaitingMessages(db)));
    }
    if (all || round % CHECK_LOOKS_EVERY === 0) {
      const lastBefore = new Date(now.getTime() - CHECK_EVERY_MS);
      await jobs.enqueueMissing("sync-orders", accounts(await accountsWithDueChecks(db, lastBefore)));
    }
    if (round % HOLD_LOOKS_EVERY === 0) {
      await jobs.enqueueMissing("give-back-quota", accounts(await accountsWithOldHolds(db, systemClock.now())));
    }
    if (all || round % LOG_LOOKS_EVERY === 0) {
      await jobs.enqueueMissing("prune-push-log", accounts(await accountsWithOldPushes(db, now)));
      await jobs.enqueueMissing("prune-inbox", accounts(await accountsWithOldMessages(db, systemClock.now())));
      await jobs.enqueueMissing("hash-contacts", accounts(await accountsWithOldHashes(db, contactHashRules)));
      await jobs.enqueueMissing(
        "count-lanes",
        accounts(await accountsWithLanesToCount(db, new Date(now.getTime() - lanesCountedEveryMs))),
      );
      if (await hasEndedMisses(db, systemClock.now())) await jobs.enqueueMissing("forget-misses", [{}]);
    }
    if (round % TALLY_LOOKS_EVERY === 0) {
      await jobs.enqueueMissing("fold-tally", accounts(await accountsWithTallyToFold(db, now)));
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
