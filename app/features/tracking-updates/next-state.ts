import type { TrackingState, TrackingStateWrite } from "~/db/tracking-state.server";
import { estimateInstant } from "~/domain/tracking/checkpoint";
import { decideStatus, newerClaim, type StatusClaim } from "~/domain/tracking/current-status";
import { mergeTimeline } from "~/domain/tracking/timeline";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Checkpoint, TrackingUpdate } from "~/domain/tracking/update";

export interface NextState {
  write: TrackingStateWrite;
  createdAt: Date;
  newCheckpoints: Checkpoint[];
  changed: boolean;
}

/** What a shipment becomes when its provider tells these whole stories. Pure: the same input, the same answer. */
export function nextState(
  state: TrackingState,
  known: Checkpoint[],
  updates: TrackingUpdate[],
  { now, readAt }: { now: Date; readAt: Date },
): NextState {
  const reports = updates.flatMap((update) => update.checkpoints);
  const { all: timeline, added, completed } = mergeTimeline(known, reports, now);
  const stored: StatusClaim | null =
    state.claimStatus === null
      ? null
      : { status: state.claimStatus, substatus: state.claimSubstatus, at: state.statusAt };
  const told = updates.map((update): StatusClaim => ({
    status: update.status,
    substatus: update.substatus,
    at: update.updatedAt ?? readAt,
  }));
  const claim = [...(stored ? [stored] : []), ...told].reduce(newerClaim);
  // Facts beside the status come from the newest story; an older one fills nothing in.
  const newest = updates.reduce((a, b) => ((b.updatedAt?.getTime() ?? 0) >= (a.updatedAt?.getTime() ?? 0) ? b : a));
  const isNews = state.statusAt === null || newest.updatedAt === null || newest.updatedAt >= state.statusAt;
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
    claimStatus: claim.status,
    claimSubstatus: claim.substatus,
    statusAt: claim.at,
    following: isNews ? newest.following && state.following : state.following,
    originCountry: (isNews ? newest.originCountry : null) ?? state.originCountry,
    destinationCountry: (isNews ? newest.destinationCountry : null) ?? state.destinationCountry,
    legs: isNews ? newest.legs : {},
    lastEventText: latest?.text ?? null,
    lastEventPlace: latest?.place ?? null,
    lastEventLocal: latest?.local ?? null,
    lastEventOffset: latest?.offsetMinutes ?? null,
    lastEventAt: instant(latest),
    firstEventAt: instant(oldest),
    deliveredAt: deliveredAt(decided.status, timeline, state.deliveredAt ?? now),
    expectedFrom: isNews && newest.expected ? newest.expected.from : state.expectedFrom,
    expectedTo: isNews && newest.expected ? newest.expected.to : state.expectedTo,
    checkpointCount: timeline.length,
    providerId: newest.providerId,
  };
  const newCheckpoints = [...added, ...completed];
  return {
    write,
    createdAt: state.createdAt,
    newCheckpoints,
    changed: newCheckpoints.length > 0 || differs(state, write),
  };
}

/** When a delivered parcel was delivered: as its events tell, otherwise `fallback`; null while it is not. */
export function deliveredAt(status: TrackingStatus, timeline: readonly Checkpoint[], fallback: Date): Date | null {
  if (status !== "delivered") return null;
  return instant(timeline.find((checkpoint) => checkpoint.status === "delivered") ?? timeline[0] ?? null) ?? fallback;
}

/** Best estimate of the moment of an event. */
export function instant(checkpoint: Checkpoint | null): Date | null {
  return checkpoint && estimateInstant(checkpoint, checkpoint.firstSeenAt);
}

/** Whether anything a reader could see is different; the provider merely having looked again is not. */
function differs(state: TrackingState, write: TrackingStateWrite): boolean {
  const sameMoment = (a: Date | null, b: Date | null) => a?.getTime() === b?.getTime();
  return (
    state.status !== write.status ||
    state.rawStatus !== write.rawStatus ||
    state.substatus !== write.substatus ||
    state.claimStatus !== write.claimStatus ||
    state.claimSubstatus !== write.claimSubstatus ||
    state.following !== write.following ||
    state.originCountry !== write.originCountry ||
    state.destinationCountry !== write.destinationCountry ||
    !sameMoment(state.statusAt, write.statusAt) ||
    !sameMoment(state.expectedFrom, write.expectedFrom) ||
    !sameMoment(state.expectedTo, write.expectedTo)
  );
}
