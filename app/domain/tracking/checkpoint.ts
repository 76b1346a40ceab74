import { statusRank } from "./status-rank";
import type { CheckpointReport } from "./update";

type Timed = Pick<CheckpointReport, "local" | "offsetMinutes">;
type Reported = Pick<CheckpointReport, "leg" | "local" | "offsetMinutes" | "status" | "text">;

/**
 * Identity of an event within its leg: time, status and text; where it happened, its substatus and
 * its zone may be told later and do not make it another event. Blanks and case in status and text
 * do not count.
 *
 * The time stands in clear and status and text as 53 bits of a hash, so two events can only be
 * confused within one second of one leg; a cryptographic hash would guard nothing more here.
 */
export function checkpointIdentity(report: Pick<CheckpointReport, "local" | "status" | "text">): string {
  return `${report.local}~${hash53(`${squeeze(report.status ?? "")}|${squeeze(report.text)}`)}`;
}

/** The moment an event happened, known only where its zone was told and its time can be read. */
export function instantOf(event: Timed): Date | null {
  if (event.offsetMinutes === null) return null;
  const localMs = Date.parse(`${event.local}Z`);
  return Number.isNaN(localMs) ? null : new Date(localMs - event.offsetMinutes * 60_000);
}

/** How far ahead a carrier may announce an event. */
const mostAnnouncedMs = 24 * 60 * 60_000;

/**
 * The moment for schedules and day counts: exact where the zone was told; otherwise the local time
 * read as UTC, at most 14 hours off and never later than the moment we first saw the event. One
 * more than a day after that moment is a slip of the carrier's, which would make a silent parcel
 * look fresh for years: then it is the moment we first saw it. Not for showing: show `local`.
 */
export function estimateInstant(event: Timed, firstSeenAt: Date): Date {
  const known = instantOf(event);
  if (known !== null) return known.getTime() - firstSeenAt.getTime() > mostAnnouncedMs ? firstSeenAt : known;
  const asUtcMs = Date.parse(`${event.local}Z`);
  return Number.isNaN(asUtcMs) ? firstSeenAt : new Date(Math.min(asUtcMs, firstSeenAt.getTime()));
}

/**
 * Newest first over both legs, a function of the set alone. Events with a zone stand by instant.
 * Events without one stand by local time, each above the first event that is not later by the
 * carriers' clocks. (Comparing pair by pair, by instant or by local time, would not be an order:
 * three events could each be newer than the next in a circle.)
 */
export function orderCheckpoints<T extends Reported>(events: readonly T[]): T[] {
  const placed = events.map((event) => ({ event, instantMs: instantOf(event)?.getTime() ?? null }));
  const zoned = placed.filter(({ instantMs }) => instantMs !== null);
  zoned.sort((a, b) => (b.instantMs ?? 0) - (a.instantMs ?? 0) || byWeight(a.event, b.event));
  const unzoned = placed.filter(({ instantMs }) => instantMs === null).map(({ event }) => event);
  unzoned.sort(byLocal);

  const ordered: T[] = [];
  let next = 0;
  for (const { event } of zoned) {
    let above = unzoned[next];
    while (above !== undefined && byLocal(above, event) < 0) {
      ordered.push(above);
      above = unzoned[++next];
    }
    ordered.push(event);
  }
  return [...ordered, ...unzoned.slice(next)];
}

function byLocal(a: Reported, b: Reported): number {
  return compareText(b.local, a.local) || byWeight(a, b);
}

/** At one time: the destination leg first, then the status that says more, then any fixed order. */
function byWeight(a: Reported, b: Reported): number {
  if (a.leg !== b.leg) return a.leg === "destination" ? -1 : 1;
  return statusRank(b.status) - statusRank(a.status) || compareText(checkpointIdentity(a), checkpointIdentity(b));
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, " ").toLowerCase();
}

/**
 * Two 32-bit lanes over the UTF-16 units, mixed at the end (the public-domain cyrb53); 14
 * hexadecimal digits.
 */
function hash53(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(16).padStart(14, "0");
}
