import {
  recordDeparture,
  recordSilence,
  recordTrouble,
  recordWorking,
  reserveCall,
  type OpenConnection,
} from "./connections.queries.server";
import { holdForQuota } from "./registration-holds.queries.server";
import type { FailedAnswer, ProviderFailure } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import { momentReached } from "~/platform/clocks/moment-reached.server";

/** Silence after a 429. */
const SILENCE_MS = 120_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const BAD_KEY_RETRY_MS = 10 * 60_000;
/** How long an account without quota pauses before it tries again. */
export const QUOTA_RETRY_MS = 60 * 60_000;

/**
 * How long a provider may go on working after we hung up. A look-up that comes earlier may miss
 * what it is about to finish, and the number would be sent, and charged, again. Servers give an
 * abandoned request a few seconds; merchants hardly notice five.
 */
export const LATE_WORK_MS = 5_000;

/** What every call to a provider needs. */
export type PacedDeps = Pick<Services, "db" | "clock" | "systemClock" | "log">;

/** One call, ready to go out. */
type Send<Answer> = () => Promise<Answer | FailedAnswer>;

/**
 * Makes one call somebody waits for within the connection's pace, and writes on the connection what
 * the answer says about it.
 */
export async function pacedCall<Answer extends { kind: string }>(
  deps: PacedDeps,
  connection: OpenConnection,
  send: Send<Answer>,
): Promise<Answer | FailedAnswer> {
  const turn = await turnOf(deps, connection);
  if (turn) await momentReached(deps.systemClock, turn);
  return depart(deps, connection, send);
}

/**
 * The same for a call that is put together only when its turn has come, from whatever waits by
 * then. `prepare` answers null when there is nothing to send after all. So does the call itself
 * when the process is told to stop before its turn. A `prepare` that takes its time is begun
 * `preparationMs` ahead of the turn: what it took after it would be lost to the pace with every
 * call. `endsTrouble` is asked whether an answer shows that the trouble before it is over; without
 * it every answer does.
 */
export async function pacedCallOnTurn<Answer extends { kind: string }>(
  deps: PacedDeps & Pick<Services, "stopping">,
  connection: OpenConnection,
  prepare: () => Promise<Send<Answer> | null>,
  { preparationMs = 0, endsTrouble }: { preparationMs?: number; endsTrouble?: (answer: Answer) => boolean } = {},
): Promise<Answer | FailedAnswer | null> {
  const { systemClock, stopping } = deps;
  const turn = await turnOf(deps, connection);
  if (turn) await momentReached(systemClock, new Date(turn.getTime() - preparationMs), stopping);
  if (stopping.aborted) return null;
  const send = await prepare();
  if (!send) return null;
  // Not cut short by a stop: what was prepared counts as sent already.
  if (turn) await momentReached(systemClock, turn);
  return depart(deps, connection, send, endsTrouble);
}

/**
 * When the next call may go out, in real time, reserved for the caller; null where there is no pace
 * to keep. The provider counts the seconds that pass, so a story clock that is moved brings no turn
 * forward. The silence after a 429 is a pause like all others.
 */
async function turnOf({ db, systemClock }: PacedDeps, connection: OpenConnection): Promise<Date | null> {
  return connection.paceIntervalMs === 0 ? null : reserveCall(db, connection.id, systemClock.now());
}

/**
 * The pace counts from the moment a call really goes out: on a busy machine that is later than its
 * turn, and the provider counts arrivals. Noting that moment must not delay the call; should we die
 * before it is noted, the turn itself is in the database since it was reserved.
 */
async function depart<Answer extends { kind: string }>(
  deps: PacedDeps,
  connection: OpenConnection,
  send: Send<Answer>,
  endsTrouble: (answer: Answer) => boolean = () => true,
): Promise<Answer | FailedAnswer> {
  const { db, clock, systemClock, log } = deps;
  const departure = { at: systemClock.now(), storyAt: clock.now() };
  const [answer] = await Promise.all([send(), recordDeparture(db, connection.id, departure)]);
  if (isFailed(answer)) {
    const { kind: failure, detail } = answer.failure;
    log.warn({ connectionId: connection.id, failure, detail }, "provider call failed");
    await recordFailure(deps, connection, answer.failure);
  } else if ((connection.state !== "ok" || connection.failures > 0) && endsTrouble(answer)) {
    await recordWorking(db, connection.id, clock.now());
  }
  return answer;
}

function isFailed(answer: { kind: string }): answer is FailedAnswer {
  return answer.kind === "failed";
}

/**
 * A registration found no quota: registering waits, while known parcels are looked up and refreshed
 * as before.
 */
export async function pauseForQuota(
  { db, clock }: Pick<PacedDeps, "db" | "clock">,
  connection: OpenConnection,
  detail: string,
): Promise<void> {
  const now = clock.now();
  await holdForQuota(db, connection.id, { until: new Date(now.getTime() + QUOTA_RETRY_MS), detail, now });
}

async function recordFailure(
  { db, clock }: PacedDeps,
  connection: OpenConnection,
  failure: ProviderFailure,
): Promise<void> {
  const now = clock.now();
  const after = (ms: number) => new Date(now.getTime() + ms);
  if (failure.kind === "too-fast") {
    await recordSilence(db, connection.id, after(failure.retryAfterMs ?? SILENCE_MS), now);
    return;
  }
  const backOffMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** connection.failures);
  const trouble = {
    "bad-key": { state: "bad_key", retryAt: after(BAD_KEY_RETRY_MS) },
    quota: { state: "quota", retryAt: after(QUOTA_RETRY_MS) },
    unreachable: { state: "unreachable", retryAt: after(backOffMs) },
    unreadable: { state: "unreadable", retryAt: after(backOffMs) },
    refused: { state: "refused", retryAt: after(backOffMs) },
  } as const;
  await recordTrouble(db, connection.id, { ...trouble[failure.kind], detail: failure.detail }, now);
}
