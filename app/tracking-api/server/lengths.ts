import type { CheckpointRecord, TrackingRecord } from "./service";

const dayMs = 86_400_000;

/**
 * Days on the way, rounded up: from the item being received, else the first event, to the delivery,
 * else the newest event. Null before the first event.
 */
export function itemTimeLengthDays({ checkpoints: events, status }: TrackingRecord): number | null {
  const first = events.findLast((event) => event.milestone === "ItemReceived") ?? events.at(-1);
  const delivery = status === "delivered" ? events.find((event) => event.status === "delivered") : undefined;
  const last = delivery ?? events[0];
  if (first === undefined || last === undefined) return null;
  return daysBetween(eventInstant(first), eventInstant(last));
}

/**
 * Days since the newest event, rounded up. Grows after the delivery too, until nobody follows the
 * parcel any more: then it stays at what it was at the last look. 0 before the first event.
 */
export function stayTimeLengthDays(record: TrackingRecord, now: Date): number {
  const newest = record.checkpoints[0];
  if (newest === undefined) return 0;
  return daysBetween(eventInstant(newest), record.following ? now : (record.updatedAt ?? now));
}

/** When an event happened; a time without zone is read as UTC. */
function eventInstant(event: CheckpointRecord): Date {
  return new Date(Date.parse(`${event.local}Z`) - (event.offsetMinutes ?? 0) * 60_000);
}

function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.ceil((to.getTime() - from.getTime()) / dayMs));
}
