import {
  dueWork,
  forgetQuotaCheck,
  openConnection,
  type DueWork,
  type OpenConnection,
} from "./connection/connections.queries.server";
import { isSending, orphansAreUnknown } from "./registration/registrations.queries.server";
import { drainAlone } from "~/platform/queue/drain.server";
import { readQuota } from "./quota/read-quota.server";
import { lookUpBatch } from "./registration/look-up-batch.server";
import { registerBatch } from "./registration/register-batch.server";
import { stopUpstream } from "./registration/stop-upstream.server";
import { readDueShipments } from "./refresh/read-due-shipments.server";
import { refreshChanges } from "./refresh/refresh-changes.server";
import type { TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import { LATE_WORK_MS, pacedCall } from "./connection/paced-call.server";

type Deps = Pick<
  Services,
  "db" | "vault" | "clock" | "systemClock" | "log" | "jobs" | "providerFor" | "stopping" | "handedIn"
>;

/**
 * A provider call is given up after eight seconds (services.server.ts), and the provider may finish
 * it later.
 */
const CALLS_END_WITHIN_MS = 8_000 + LATE_WORK_MS;

/**
 * So long a connection keeps its place among those that are worked on: a long backfill must not
 * make other shops wait.
 */
const SLICE_MS = 20_000;

/** What takes turns, whatever else is done in between. */
type Turn = "register" | "refresh";

type Task = Turn | "look-up" | "stop" | "test" | "quota";

/**
 * Does what is due over one provider connection, one call at a time, in one process at a time: so
 * the pace is kept, no number is sent twice, and registration and refresh take turns. What is left
 * after a while is done behind the others who wait.
 */
export async function workConnection(deps: Deps, connectionId: string): Promise<void> {
  const { db, vault, clock, systemClock, jobs } = deps;
  const sliceEndsAt = systemClock.now().getTime() + SLICE_MS;
  const isSliceOver = () => systemClock.now().getTime() >= sliceEndsAt;
  await drainAlone(deps, `connection:${connectionId}`, {
    workOff: () => workOff(deps, connectionId, isSliceOver),
    isWaiting: async () => {
      const connection = await openConnection(db, vault, connectionId);
      if (!connection || mustWait(connection, clock.now())) return false;
      const due = await dueWork(db, connection.accountId, clock.now());
      if (nextTask(due, null) === null) return false;
      if (!isSliceOver()) return true;
      await jobs.enqueue("work-connection", { connectionId });
      return false;
    },
  });
}

async function workOff(deps: Deps, connectionId: string, isSliceOver: () => boolean): Promise<void> {
  const { db, vault, clock, stopping } = deps;
  let lastTurn: Turn | null = null;
  let first = true;
  while (!stopping.aborted && !isSliceOver()) {
    const connection = await openConnection(db, vault, connectionId);
    if (!connection || mustWait(connection, clock.now())) return;
    if (first) {
      // No other process sends over this connection while this one holds its lock: what is still
      // "sending" was left by one that died.
      await recoverOrphans(deps, connection);
      // A call that fails ends the round. Were it always the same one, a provider that fails at
      // registering alone would stop all readings.
      if (connection.registeringFailsSince && connection.failures % 2 === 0) lastTurn = "register";
      first = false;
    }
    const due = await dueWork(db, connection.accountId, clock.now());
    const task = nextTask(due, lastTurn);
    if (!task) return;
    await run(deps, task, connection, deps.providerFor(connection));
    if (task === "register" || task === "refresh") lastTurn = task;
  }
}

async function recoverOrphans({ db, log }: Deps, { id: connectionId, accountId }: OpenConnection): Promise<void> {
  if (!(await isSending(db, accountId))) return;
  const orphans = await db.transaction((tx) => orphansAreUnknown(tx, accountId, CALLS_END_WITHIN_MS));
  log.warn({ connectionId, orphans }, "registrations were interrupted, their outcome will be looked up");
}

/**
 * Unknown outcomes first: until they are settled they block their numbers. Then registration and
 * refresh in turn, then what is to be stopped. What is left of a trouble is tested when nothing
 * else would show that it is over, and the quota is asked for last.
 */
export function nextTask(due: DueWork, lastTurn: Turn | null): Task | null {
  if (due.unknown) return "look-up";
  if (due.waiting && due.refresh) return lastTurn === "register" ? "refresh" : "register";
  if (due.waiting) return "register";
  if (due.refresh) return "refresh";
  if (due.stop) return "stop";
  if (due.test) return "test";
  return due.quota ? "quota" : null;
}

async function run(deps: Deps, task: Task, connection: OpenConnection, provider: TrackingProvider): Promise<void> {
  switch (task) {
    case "look-up":
      return lookUpBatch(deps, connection, provider);
    case "register":
      await registerBatch(deps, connection, provider);
      return forgetQuotaCheck(deps.db, connection.id, deps.clock.now());
    case "refresh":
      return provider.capabilities.listsChanges
        ? refreshChanges(deps, connection, provider)
        : readDueShipments(deps, connection, provider);
    case "stop":
      return stopUpstream(deps, connection, provider);
    case "test":
      await pacedCall(deps, connection, () => provider.test());
      return;
    case "quota":
      return readQuota(deps, connection, provider);
  }
}

function mustWait(connection: OpenConnection, now: Date): boolean {
  return [connection.retryAt, connection.silentUntil].some((until) => until !== null && until > now);
}
