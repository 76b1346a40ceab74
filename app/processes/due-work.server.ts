import { lanesCountedEveryMs } from "~/domain/arrival/transit-days";
import { contactHashRules } from "~/domain/orders/contact";
import { CHECK_EVERY_MS } from "~/domain/orders/order-window";
import { accountsWithOldHolds } from "~/features/account/api-quota.queries.server";
import { accountsWithDueThemeFacts } from "~/features/account/theme-facts.queries.server";
import { connectionsWithDueCarriers } from "~/features/carriers/catalogue-sources.queries.server";
import { accountsWithOldMessages, accountsWithWaitingMessages } from "~/features/intake/inbox/inbox.queries.server";
import { accountsWithOldHashes } from "~/features/intake/orders/orders.queries.server";
import { accountsWithDueChecks, accountsWithDueRuns } from "~/features/intake/sync/sync-runs.queries.server";
import { accountsWithDueOutbox, accountsWithOldPushes } from "~/features/outbox/outbox.queries.server";
import { connectionsWithDueWork } from "~/features/provider-sync/connection/connections.queries.server";
import type { Services } from "~/features/services.server";
import { accountsWithTallyToFold } from "~/features/shipments/tracking-tally.queries.server";
import { accountsWithLanesToCount } from "~/features/shopper/arrival/lane-transit.queries.server";
import { hasEndedMisses } from "~/features/shopper/look-up/look-up-misses.queries.server";
import type { Database } from "~/platform/database/client.server";
import type { JobName, JobPayload } from "~/platform/queue/job-definitions";

const LOOK_EVERY_MS = 1_000;
/** Rare work is looked for this often, in rounds of a second: it may stay a while longer. */
const TEN_MINUTES = 600;
const HOUR = 3_600;

/** When a look is made: the simulated clock, and real time. */
interface Now {
  now: Date;
  systemNow: Date;
}

/** One kind of work that falls due. */
interface DueWork<Name extends JobName> {
  job: Name;
  /** How many rounds of a second lie between two looks. */
  every: number;
  /** Whether a moved clock makes it due at once. Work by real time does not care. */
  whenMoved: boolean;
  find: (db: Database, now: Now) => Promise<JobPayload<Name>[]>;
}

const accounts = (ids: string[]) => ids.map((accountId) => ({ accountId }));
const connections = (ids: string[]) => ids.map((connectionId) => ({ connectionId }));
const before = (at: Date, ms: number) => new Date(at.getTime() - ms);

/** Makes sure that what is found is what the job carries. */
const row = <Name extends JobName>(work: DueWork<Name>) => ({
  ...work,
  enqueue: async ({ db, jobs }: Pick<Services, "db" | "jobs">, now: Now) =>
    jobs.enqueueMissing(work.job, await work.find(db, now)),
});

/** Everything that falls due, in the order it is looked for. */
const dueWork = [
  row({
    job: "work-connection",
    every: 1,
    whenMoved: true,
    find: async (db, { now }) => connections(await connectionsWithDueWork(db, now)),
  }),
  row({
    job: "send-outbox",
    every: 1,
    whenMoved: true,
    find: async (db, { now }) => accounts(await accountsWithDueOutbox(db, now)),
  }),
  row({
    job: "sync-carriers",
    every: 1,
    whenMoved: true,
    find: async (db, { now }) => connections(await connectionsWithDueCarriers(db, now)),
  }),
  row({
    job: "sync-orders",
    every: 1,
    whenMoved: true,
    find: async (db, { now }) => accounts(await accountsWithDueRuns(db, now)),
  }),
  row({
    job: "publish-theme-facts",
    every: 1,
    whenMoved: true,
    find: async (db, { now }) => accounts(await accountsWithDueThemeFacts(db, now)),
  }),
  row({
    // The inbox has a job for every message; only a queue that lost its table needs this look.
    job: "process-inbox",
    every: 15,
    whenMoved: true,
    find: async (db) => accounts(await accountsWithWaitingMessages(db)),
  }),
  row({
    // The hourly check.
    job: "sync-orders",
    every: 10,
    whenMoved: true,
    find: async (db, { now }) => accounts(await accountsWithDueChecks(db, before(now, CHECK_EVERY_MS))),
  }),
  row({
    job: "give-back-quota",
    every: 30,
    whenMoved: false,
    find: async (db, { systemNow }) => accounts(await accountsWithOldHolds(db, systemNow)),
  }),
  row({
    job: "prune-push-log",
    every: TEN_MINUTES,
    whenMoved: true,
    find: async (db, { now }) => accounts(await accountsWithOldPushes(db, now)),
  }),
  row({
    job: "prune-inbox",
    every: TEN_MINUTES,
    whenMoved: true,
    find: async (db, { systemNow }) => accounts(await accountsWithOldMessages(db, systemNow)),
  }),
  row({
    job: "hash-contacts",
    every: TEN_MINUTES,
    whenMoved: true,
    find: async (db) => accounts(await accountsWithOldHashes(db, contactHashRules)),
  }),
  row({
    job: "count-lanes",
    every: TEN_MINUTES,
    whenMoved: true,
    find: async (db, { now }) => accounts(await accountsWithLanesToCount(db, before(now, lanesCountedEveryMs))),
  }),
  row({
    job: "forget-misses",
    every: TEN_MINUTES,
    whenMoved: true,
    find: async (db, { systemNow }) => ((await hasEndedMisses(db, systemNow)) ? [{}] : []),
  }),
  row({
    job: "fold-tally",
    every: HOUR,
    whenMoved: false,
    find: async (db, { now }) => accounts(await accountsWithTallyToFold(db, now)),
  }),
];

/**
 * Turns columns that fell due into jobs: schedules, ended pauses, what a restart left behind. Looks
 * once a second, and whenever the simulated clock is moved.
 */
export function watchDueWork(services: Services): { stop: () => Promise<void> } {
  const { clock, systemClock, log } = services;
  let looking: Promise<void> = Promise.resolve();
  let busy = false;
  let round = 0;
  let moved = false;

  const look = async () => {
    const now = { now: clock.now(), systemNow: systemClock.now() };
    const wasMoved = moved;
    moved = false;
    for (const work of dueWork) {
      if (round % work.every === 0 || (wasMoved && work.whenMoved)) await work.enqueue(services, now);
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
