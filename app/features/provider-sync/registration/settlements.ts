import type { LedgerEntry, LookUpEntry, Settlement } from "./registrations.queries.server";
import { LATE_WORK_MS, QUOTA_RETRY_MS } from "~/features/provider-sync/connection/paced-call.server";
import type { ProviderFailure, RegisterOutcome } from "~/providers/tracking/port/tracking-provider";

/**
 * After the provider has refused a whole call this often, trying again is no use: the merchant is
 * told.
 */
const REFUSALS_BEFORE_GIVING_UP = 5;
/**
 * The same for a number that a batch's answer does not mention, although the batch was taken: it is
 * this number's fault, not the batch's.
 */
const OMISSIONS_BEFORE_GIVING_UP = 5;
/**
 * Sent so often without an answer about it, a number is suspected of spoiling its batch, and goes
 * alone from then on.
 */
const SENDINGS_BEFORE_SUSPICION = 5;
/** At the longest waits this is more than a day of trying. */
const SENDINGS_BEFORE_GIVING_UP = 40;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 60 * 60_000;
/**
 * A look-up costs nothing and holds back what may have been done already: it is never put off for
 * longer than the connection is.
 */
const LONGEST_LOOK_UP_WAIT_MS = 5 * 60_000;
const FIRST_LOOK_MS = 60_000;
/**
 * Failures after which the provider may still be at work: it did not answer, or not to the end. Any
 * other answer comes when it is done.
 */
const mayBeAtWork = new Set<ProviderFailure["kind"]>(["unreachable", "unreadable"]);

/** Words a merchant understands stand in the interface's texts under these keys. */
const reasonByCode: Record<number, string> = {
  4013: "number-missing",
  4014: "invalid-number",
  4015: "invalid-carrier",
  // TrackingMore v4's, which begin where v2's end.
  4110: "invalid-number",
  4111: "number-missing",
  4120: "invalid-carrier",
};

type Entry = Pick<LedgerEntry, "registrationId" | "submissions" | "reason">;

/** What an entry keeps through its look-ups: it decides how it is sent again, and how often. */
const keptReasons = ["refused", "omitted"];

const nothing = { spent: 0, reason: null, code: null, detail: null, providerId: null, nextRefreshAt: null };

/** How each item of an answered batch ends. One bad number never touches the others. */
export function settleAnswered(
  entries: readonly Entry[],
  outcomes: readonly RegisterOutcome[],
  now: Date,
): Settlement[] {
  if (entries.length !== outcomes.length) throw new Error("A batch answer must have one outcome for every item sent");
  return entries.map((entry, index) => settleItem(entry, outcomes[index] ?? { kind: "unknown" }, now));
}

function settleItem({ registrationId }: Entry, outcome: RegisterOutcome, now: Date): Settlement {
  const base = { ...nothing, registrationId, outcome: outcome.kind, notBefore: now };
  const firstLook = new Date(now.getTime() + FIRST_LOOK_MS);
  switch (outcome.kind) {
    case "registered":
      return { ...base, state: "registered", spent: 1, providerId: outcome.providerId, nextRefreshAt: firstLook };
    case "exists":
      return { ...base, state: "registered", nextRefreshAt: now };
    case "rejected":
      return {
        ...base,
        state: "rejected",
        reason: reasonByCode[outcome.code] ?? "refused",
        code: outcome.code,
        detail: outcome.message,
      };
    case "quota":
      return {
        ...base,
        state: "waiting",
        reason: "quota",
        code: outcome.code,
        detail: outcome.message,
        notBefore: new Date(now.getTime() + QUOTA_RETRY_MS),
      };
    case "unknown":
      return { ...base, state: "unknown", reason: "omitted" };
  }
}

/**
 * How a batch ends that got no itemised answer. Even a refusal may have come after the work was
 * done, so every item is looked up before it is sent again; and not before a provider that works on
 * after we hung up has had time to finish.
 */
export function settleUnanswered(entries: readonly Entry[], failure: ProviderFailure, now: Date): Settlement[] {
  const notBefore = mayBeAtWork.has(failure.kind) ? new Date(now.getTime() + LATE_WORK_MS) : now;
  return entries.map(({ registrationId, submissions }) => {
    const base = { ...nothing, registrationId, outcome: failure.kind, detail: failure.detail, notBefore };
    return failure.kind === "refused" && submissions >= REFUSALS_BEFORE_GIVING_UP
      ? { ...base, state: "rejected" as const, reason: "refused" }
      : { ...base, state: "unknown" as const, reason: failure.kind };
  });
}

/**
 * How an item ends that was looked up: what is there was charged once, what is not there may be
 * sent. Each further sending waits longer, up to an hour; one that never brings an answer about
 * this number is given up, and the merchant is told.
 */
export function settleLookedUp(
  entry: Pick<LookUpEntry, "registrationId" | "reason" | "sendings">,
  found: { providerId: string | null } | null,
  now: Date,
): Settlement {
  const { registrationId, sendings, reason } = entry;
  const base = { ...nothing, registrationId, notBefore: now };
  if (found) {
    return {
      ...base,
      state: "registered",
      outcome: "found",
      spent: 1,
      providerId: found.providerId,
      nextRefreshAt: now,
    };
  }
  const most = reason === "omitted" ? OMISSIONS_BEFORE_GIVING_UP : SENDINGS_BEFORE_GIVING_UP;
  if (sendings >= most) return { ...base, state: "rejected", outcome: "missing", reason: "unanswered" };
  const suspicion = sendings >= SENDINGS_BEFORE_SUSPICION ? "unanswered" : null;
  return {
    ...base,
    state: "waiting",
    outcome: "missing",
    reason: reason === "refused" ? "refused" : suspicion,
    notBefore: new Date(now.getTime() + waitAfter(sendings - 1, LONGEST_WAIT_MS)),
  };
}

/**
 * A look-up that failed, or said nothing of this item, leaves the outcome unknown. What nobody can
 * read is asked for ever more rarely: the look-ups of others, and everything else over this
 * connection, go on meanwhile.
 */
export function settleNotLookedUp(
  entry: Pick<LookUpEntry, "registrationId" | "reason" | "lookUps">,
  failure: Pick<ProviderFailure, "kind" | "detail">,
  now: Date,
): Settlement {
  const { registrationId, lookUps, reason } = entry;
  const waitMs = failure.kind === "unreadable" ? waitAfter(lookUps, LONGEST_LOOK_UP_WAIT_MS) : 0;
  return {
    ...nothing,
    registrationId,
    state: "unknown",
    outcome: failure.kind,
    reason: reason !== null && keptReasons.includes(reason) ? reason : failure.kind,
    detail: failure.detail,
    notBefore: new Date(now.getTime() + waitMs),
  };
}

/** No wait after none, then doubling up to the longest. */
function waitAfter(times: number, longestMs: number): number {
  return times <= 0 ? 0 : Math.min(longestMs, FIRST_WAIT_MS * 2 ** Math.min(times - 1, 20));
}
