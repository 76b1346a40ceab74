import { holdQuota, releaseHold, spendHold } from "~/features/account/api-quota.queries.server";
import type { FailedAnswer, TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Refused } from "~/tracking-api/server/service";
import { askProvider, type AskedProvider, type AskDeps } from "./ask-provider.server";

/**
 * How long a price is held, by real time. A call is given up after eight seconds
 * (services.server.ts), and waits for its turn before that: whoever has not settled by then has
 * died.
 */
const HELD_FOR_MS = 10 * 60_000;

/**
 * Passes a question that costs quota on to the account's provider. The price is held before it is
 * asked, so that questions at once do not overdraw the account, and given back where there is no
 * answer: by `giveBackHolds` where this process dies before it knows.
 */
export async function askForPrice<Answer extends { kind: string }>(
  deps: AskDeps,
  opened: AskedProvider,
  priceFifths: number,
  ask: (provider: TrackingProvider) => Promise<Answer | { kind: "not-offered" } | FailedAnswer>,
): Promise<Answer | Refused> {
  const { db, systemClock } = deps;
  const heldUntil = new Date(systemClock.now().getTime() + HELD_FOR_MS);
  const hold = await holdQuota(db, opened.connection.accountId, priceFifths, heldUntil);
  if (!hold) return { kind: "refused", code: 4021 };
  let isAnswered = false;
  try {
    const answer = await askProvider(deps, opened, ask);
    isAnswered = answer.kind !== "refused";
    return answer;
  } finally {
    await (isAnswered ? spendHold(db, hold) : releaseHold(db, hold));
  }
}
