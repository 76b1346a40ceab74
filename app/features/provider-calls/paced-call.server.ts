import { recordSilence, recordTrouble, recordWorking, reserveCall, type OpenConnection } from "~/db/connections.server";
import type { FailedAnswer, ProviderFailure } from "~/providers/tracking/port";
import type { Services } from "~/services.server";
import { storyTimeReached } from "./story-time.server";

/** Silence after a 429 (API spec section 4). */
const SILENCE_MS = 120_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
const BAD_KEY_RETRY_MS = 10 * 60_000;
const QUOTA_RETRY_MS = 60 * 60_000;

type Parts = Pick<Services, "db" | "clock" | "log">;

/** Makes one call within the connection's pace, and writes on the connection what the answer says about it. */
export async function pacedCall<Answer extends { kind: string }>(
  parts: Parts,
  connection: OpenConnection,
  call: () => Promise<Answer | FailedAnswer>,
): Promise<Answer | FailedAnswer> {
  const { db, clock, log } = parts;
  const slot = await reserveCall(db, connection.id, clock.now());
  await storyTimeReached(clock, slot);
  const answer = await call();
  if (isFailed(answer)) {
    log.warn(
      { connectionId: connection.id, failure: answer.failure.kind, detail: answer.failure.detail },
      "provider call failed",
    );
    await recordFailure(parts, connection, answer.failure);
  } else {
    await recordWorking(db, connection.id, clock.now());
  }
  return answer;
}

function isFailed(answer: { kind: string }): answer is FailedAnswer {
  return answer.kind === "failed";
}

async function recordFailure(
  { db, clock }: Parts,
  connection: OpenConnection,
  failure: ProviderFailure,
): Promise<void> {
  const now = clock.now();
  const after = (ms: number) => new Date(now.getTime() + ms);
  if (failure.kind === "too-fast") {
    await recordSilence(db, connection.id, after(failure.retryAfterMs ?? SILENCE_MS));
    return;
  }
  const backOffMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** connection.failures);
  const trouble = {
    "bad-key": { state: "bad_key", retryAt: after(BAD_KEY_RETRY_MS) },
    quota: { state: "quota", retryAt: after(QUOTA_RETRY_MS) },
    unreachable: { state: "unreachable", retryAt: after(backOffMs) },
    unreadable: { state: "unreachable", retryAt: after(backOffMs) },
    refused: { state: "unreachable", retryAt: after(backOffMs) },
  } as const;
  await recordTrouble(db, connection.id, { ...trouble[failure.kind], detail: failure.detail }, now);
}
