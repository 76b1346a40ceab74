import type { LedgerEntry, Settlement } from "~/db/registrations.server";
import { LATE_WORK_MS, QUOTA_RETRY_MS } from "~/features/provider-calls/paced-call.server";
import type { ProviderFailure, RegisterOutcome } from "~/providers/tracking/port";

/** After the provider has refused a whole call this often, trying again is no use: the merchant is told. */
const REFUSALS_BEFORE_GIVING_UP = 5;
const FIRST_LOOK_MS = 60_000;
/** Failures after which the provider may still be at work: it did not answer, or not to the end. Any other answer comes when it is done. */
const mayBeAtWork = new Set<ProviderFailure["kind"]>(["unreachable", "unreadable"]);

/** Words a merchant understands stand in the interface's texts under these keys. */
const reasonByCode: Record<number, string> = {
  4013: "number-missing",
  4014: "invalid-number",
  4015: "invalid-carrier",
  // TrackingMore v4's (SPEC-v4 §4), which begin where v2's end.
  4110: "invalid-number",
  4111: "number-missing",
  4120: "invalid-carrier",
};

type Entry = Pick<LedgerEntry, "registrationId" | "submissions" | "reason">;

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
      return { ...base, state: "unknown" };
  }
}

/**
 * How a batch ends that got no itemised answer. Even a refusal may have come after the work was done, so every item is looked up before
 * it is sent again; and not before a provider that works on after we hung up has had time to finish.
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

/** How an item ends that was looked up: what is there was charged once, what is not there may be sent. */
export function settleLookedUp(entry: Entry, found: { providerId: string | null } | null, now: Date): Settlement {
  const base = { ...nothing, registrationId: entry.registrationId, notBefore: now };
  return found
    ? { ...base, state: "registered", outcome: "found", spent: 1, providerId: found.providerId, nextRefreshAt: now }
    : { ...base, state: "waiting", outcome: "missing", reason: entry.reason === "refused" ? "refused" : null };
}

/** A look-up that failed leaves the outcome unknown. */
export function settleNotLookedUp(entry: Entry, failure: ProviderFailure, now: Date): Settlement {
  return {
    ...nothing,
    registrationId: entry.registrationId,
    state: "unknown",
    outcome: failure.kind,
    reason: failure.kind,
    detail: failure.detail,
    notBefore: now,
  };
}
