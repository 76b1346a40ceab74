import { checkpointIdentity, orderCheckpoints } from "./checkpoint";
import type { Checkpoint, CheckpointReport } from "./update";

/**
 * Events kept of one parcel; the newest stay. Real parcels have tens: the cap is against a feed
 * gone wrong.
 */
export const maxCheckpoints = 2_000;

/**
 * Characters kept of an event's words and of its place; a status word has no more than a place.
 * Carriers write a line: the cap is against a feed gone wrong, whose megabytes every page about the
 * parcel would have to carry.
 */
export const longestText = { text: 1_000, place: 200 } as const;

/** A parcel's events after a report. */
export interface MergedTimeline {
  /** Every event, newest first, at most `maxCheckpoints`. */
  all: Checkpoint[];
  /** The events not known before, newest first. */
  added: Checkpoint[];
  /** Known events of which more was told now (place, substatus, zone, milestone), newest first. */
  completed: Checkpoint[];
  /** Known events that the cap leaves out now. */
  dropped: Checkpoint[];
}

/**
 * Joins newly reported events to the known ones. Nothing known is lost or overwritten by less, so
 * that any order and any repetition of the same reports gives the same timeline. `seenAt` is when
 * these reports came in.
 */
export function mergeTimeline(
  existing: readonly Checkpoint[],
  reports: readonly CheckpointReport[],
  seenAt: Date,
): MergedTimeline {
  const before = new Map(existing.map((checkpoint) => [key(checkpoint), checkpoint]));
  const merged = new Map(before);
  for (const report of reports.map(cut)) {
    const reported: Checkpoint = { ...report, identity: checkpointIdentity(report), firstSeenAt: seenAt };
    const known = merged.get(key(reported));
    merged.set(key(reported), known === undefined ? reported : join(known, reported));
  }
  const ordered = orderCheckpoints([...merged.values()]);
  const all = ordered.slice(0, maxCheckpoints);
  return {
    all,
    dropped: ordered.slice(maxCheckpoints).filter((checkpoint) => before.has(key(checkpoint))),
    added: all.filter((checkpoint) => !before.has(key(checkpoint))),
    completed: all.filter((checkpoint) => {
      const known = before.get(key(checkpoint));
      return known !== undefined && known !== checkpoint && !saysTheSame(known, checkpoint);
    }),
  };
}

/** The newest event over both legs, null where there is none. */
export function latest(events: readonly Checkpoint[]): Checkpoint | null {
  return orderCheckpoints(events)[0] ?? null;
}

function cut(report: CheckpointReport): CheckpointReport {
  const { text, place, status, substatus } = report;
  return {
    ...report,
    text: upTo(longestText.text, text),
    place: upTo(longestText.place, place),
    status: status === null ? null : upTo(longestText.place, status),
    substatus: substatus === null ? null : upTo(longestText.place, substatus),
  };
}

/** A character outside the basic plane may be cut in half, and half of one cannot be stored. */
function upTo(most: number, text: string): string {
  return text.length <= most ? text : text.slice(0, most).toWellFormed();
}

function key(checkpoint: Checkpoint): string {
  return `${checkpoint.leg} ${checkpoint.identity}`;
}

/**
 * The fuller of two tellings, field by field; which came first makes no difference. A text that no
 * longer fits its identity was taken out on purpose (a customer asked to be forgotten) and stays
 * out, however often the carrier tells it again.
 */
function join(a: Checkpoint, b: Checkpoint): Checkpoint {
  return {
    leg: a.leg,
    identity: a.identity,
    local: a.local,
    offsetMinutes: fuller(a.offsetMinutes, b.offsetMinutes),
    text: isTakenOut(a) ? a.text : isTakenOut(b) ? b.text : fuller(a.text, b.text),
    place: fuller(a.place, b.place),
    status: fuller(a.status, b.status),
    substatus: fuller(a.substatus, b.substatus),
    milestone: fuller(a.milestone, b.milestone),
    firstSeenAt: a.firstSeenAt <= b.firstSeenAt ? a.firstSeenAt : b.firstSeenAt,
  };
}

function isTakenOut(checkpoint: Checkpoint): boolean {
  return checkpointIdentity(checkpoint) !== checkpoint.identity;
}

function fuller<T extends string | number | null>(a: T, b: T): T {
  if (a === null || a === b) return b;
  if (b === null) return a;
  const byLength = String(a).trim().length - String(b).trim().length;
  if (byLength !== 0) return byLength > 0 ? a : b;
  return a > b ? a : b;
}

function saysTheSame(a: Checkpoint, b: Checkpoint): boolean {
  return (
    a.offsetMinutes === b.offsetMinutes &&
    a.text === b.text &&
    a.place === b.place &&
    a.status === b.status &&
    a.substatus === b.substatus &&
    a.milestone === b.milestone &&
    a.firstSeenAt.getTime() === b.firstSeenAt.getTime()
  );
}
