import type { TrackingState, TrackingStateWrite } from "./tracking-state.queries.server";
import { estimateInstant } from "~/domain/tracking/checkpoint";
import { decideStatus, newerClaim, type StatusClaim } from "~/domain/tracking/current-status";
import { mergeTimeline } from "~/domain/tracking/timeline";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Checkpoint, TrackingUpdate } from "~/domain/tracking/update";

export interface NextState {
  write: TrackingStateWrite;
  createdAt: Date;
  newCheckpoints: Checkpoint[];
  /** Stored events that are one too many now. */
  dropped: Checkpoint[];
  changed: boolean;
}

/** A provider's clock may be ahead of ours by so much. What it dates later still is no date. */
const MOST_AHEAD_MS = 15 * 60_000;

/**
 * What a shipment becomes when its provider tells these whole stories; with none, what follows from
 * what is stored. Pure: the same input, the same answer.
 */
export function nextState(
  state: TrackingState,
  known: Checkpoint[],
  updates: TrackingUpdate[],
  { now, readAt }: { now: Date; readAt: Date },
): NextState {
  const reports = updates.flatMap((update) => update.checkpoints);
  const { all: timeline, added, completed, dropped } = mergeTimeline(known, reports, now);
  const stored: StatusClaim | null =
    state.claimStatus === null
      ? null
      : { status: state.claimStatus, substatus: state.claimSubstatus, at: credible(state.statusAt, now) };
  const reported = updates.map((update): StatusClaim => {
    const { status, substatus } = update;
    if (update.updatedAt === null) return { status, substatus, at: readAt };
    // A word whose date cannot be believed counts from when it was first read; read again, it is no
    // news.
    const isKnown = stored !== null && stored.status === status && stored.substatus === substatus;
    return { status, substatus, at: credible(update.updatedAt, now) ?? (isKnown ? stored.at : null) ?? readAt };
  });
  const claims = [...(stored ? [stored] : []), ...reported];
  const claim = claims.length === 0 ? null : claims.reduce(newerClaim);
  const news = newestStory(updates, stored?.at ?? null);
  const decided = decideStatus({ claim, timeline, forced: state.statusForced });
  const latest = timeline[0] ?? null;
  const oldest = timeline.at(-1) ?? null;

  const write: TrackingStateWrite = {
    id: state.id,
    status: decided.status,
    rawStatus: decided.rawStatus,
    substatus: decided.substatus,
    statusRule: decided.rule,
    statusIdentity: decided.identity,
    claimStatus: claim?.status ?? null,
    claimSubstatus: claim?.substatus ?? null,
    statusAt: claim?.at ?? null,
    following: state.following && (news?.following ?? true),
    originCountry: news?.originCountry ?? state.originCountry,
    destinationCountry: news?.destinationCountry ?? state.destinationCountry,
    legs: news?.legs ?? {},
    lastEventText: latest?.text ?? null,
    lastEventPlace: latest?.place ?? null,
    lastEventLocal: latest?.local ?? null,
    lastEventOffset: latest?.offsetMinutes ?? null,
    lastEventAt: instant(latest),
    firstEventAt: instant(oldest),
    deliveredAt: deliveredAt(decided.status, timeline, state.deliveredAt ?? now),
    expectedFrom: news?.expected ? news.expected.from : state.expectedFrom,
    expectedTo: news?.expected ? news.expected.to : state.expectedTo,
    checkpointCount: timeline.length,
    providerId: updates.find((update) => update.providerId !== null)?.providerId ?? null,
  };
  const newCheckpoints = [...added, ...completed];
  return {
    write,
    createdAt: state.createdAt,
    newCheckpoints,
    dropped,
    changed: newCheckpoints.length > 0 || differs(state, write),
  };
}

/**
 * Null for a moment that cannot have come yet: once believed, it would outrank everything told
 * until then.
 */
function credible(at: Date | null, now: Date): Date | null {
  return at !== null && at.getTime() <= now.getTime() + MOST_AHEAD_MS ? at : null;
}

/**
 * Facts beside the status come from the newest story; one older than what is known fills nothing
 * in.
 */
function newestStory(updates: TrackingUpdate[], knownAt: Date | null): TrackingUpdate | null {
  const [first, ...others] = updates;
  if (!first) return null;
  const newest = others.reduce(
    (a, b) => ((b.updatedAt?.getTime() ?? 0) >= (a.updatedAt?.getTime() ?? 0) ? b : a),
    first,
  );
  return knownAt === null || newest.updatedAt === null || newest.updatedAt >= knownAt ? newest : null;
}

/**
 * When a delivered parcel was delivered: as its events tell, otherwise `fallback`; null while it is
 * not.
 */
function deliveredAt(status: TrackingStatus, timeline: readonly Checkpoint[], fallback: Date): Date | null {
  if (status !== "delivered") return null;
  return instant(timeline.find((checkpoint) => checkpoint.status === "delivered") ?? timeline[0] ?? null) ?? fallback;
}

/** Best estimate of the moment of an event. */
function instant(checkpoint: Checkpoint | null): Date | null {
  return checkpoint && estimateInstant(checkpoint, checkpoint.firstSeenAt);
}

/**
 * Whether anything a reader could see is different; the provider merely having looked again is not.
 */
function differs(state: TrackingState, write: TrackingStateWrite): boolean {
  const sameMoment = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();
  return (
    state.status !== write.status ||
    state.rawStatus !== write.rawStatus ||
    state.substatus !== write.substatus ||
    state.claimStatus !== write.claimStatus ||
    state.claimSubstatus !== write.claimSubstatus ||
    state.statusRule !== write.statusRule ||
    state.following !== write.following ||
    state.originCountry !== write.originCountry ||
    state.destinationCountry !== write.destinationCountry ||
    !sameMoment(state.statusAt, write.statusAt) ||
    !sameMoment(state.expectedFrom, write.expectedFrom) ||
    !sameMoment(state.expectedTo, write.expectedTo)
  );
}
