import type { TrackingStatus } from "./status";
import { readStatus, statusRank } from "./status-rank";
import type { Checkpoint, CurrentStatus } from "./update";

/**
 * What a provider says of the whole parcel, and when it last changed it. `at` null: it does not
 * say; a caller that has read the story itself may give the moment of reading.
 */
export interface StatusClaim {
  status: string;
  substatus: string | null;
  at: Date | null;
}

/** The rules that can decide a status, in the order they are asked. */
export const statusRules = ["merchant-forced", "provider-status", "latest-checkpoint", "nothing-known"] as const;

/** One of the rules that can decide a status. */
export type StatusRule = (typeof statusRules)[number];

/** The current status with the rule that decided it. */
export interface DecidedStatus extends CurrentStatus {
  rule: StatusRule;
}

/**
 * Where a parcel stands and why. First that answers wins:
 * 1. `merchant-forced`: the merchant set it;
 * 2. `provider-status`: the provider's word, if it is one of the eight; `pending` and `notfound`
 *    only while no event with a status contradicts them;
 * 3. `latest-checkpoint`: the newest event whose status is one of the eight;
 * 4. `nothing-known`: pending.
 *
 * An unknown word of the provider decides nothing and is kept as `rawStatus`. `timeline` is newest
 * first, as `mergeTimeline` gives it.
 */
export function decideStatus(input: {
  claim: StatusClaim | null;
  timeline: readonly Checkpoint[];
  forced: TrackingStatus | null;
}): DecidedStatus {
  const { claim, timeline, forced } = input;
  const word = claim === null ? null : readStatus(claim.status);
  const rawStatus = claim !== null && word === null ? claim.status : null;
  if (forced !== null) {
    return { status: forced, rule: "merchant-forced", identity: null, rawStatus, substatus: null };
  }
  const reporting = timeline.find((checkpoint) => readStatus(checkpoint.status) !== null);
  const fromEvent = reporting === undefined ? null : readStatus(reporting.status);
  if (word !== null && (fromEvent === null || (word !== "pending" && word !== "notfound"))) {
    const support = timeline.find((checkpoint) => readStatus(checkpoint.status) === word);
    return {
      status: word,
      rule: "provider-status",
      identity: support?.identity ?? null,
      rawStatus: null,
      substatus: claim?.substatus ?? null,
    };
  }
  if (reporting !== undefined && fromEvent !== null) {
    return {
      status: fromEvent,
      rule: "latest-checkpoint",
      identity: reporting.identity,
      rawStatus,
      substatus: reporting.substatus,
    };
  }
  return { status: "pending", rule: "nothing-known", identity: null, rawStatus, substatus: null };
}

/**
 * The claim that stands when two are told, whatever their order: the later one; a dated one over an
 * undated; at one moment the word that says more (`delivered` first, `pending` last).
 */
export function newerClaim(a: StatusClaim, b: StatusClaim): StatusClaim {
  const byMoment = (a.at?.getTime() ?? -Infinity) - (b.at?.getTime() ?? -Infinity);
  if (!Number.isNaN(byMoment) && byMoment !== 0) return byMoment > 0 ? a : b;
  const byRank = statusRank(a.status) - statusRank(b.status);
  if (byRank !== 0) return byRank > 0 ? a : b;
  if (a.status !== b.status) return a.status > b.status ? a : b;
  return (a.substatus ?? "") >= (b.substatus ?? "") ? a : b;
}
