import { isTrackingStatus, type TrackingStatus } from "./status";

/** The eight words from the one that says most about a parcel's end to the one that says least. */
const bySayingMost = [
  "delivered",
  "exception",
  "undelivered",
  "pickup",
  "transit",
  "expired",
  "notfound",
  "pending",
] as const;

/**
 * A provider's word as one of the eight, blanks and case aside; null for an unknown word or none.
 */
export function readStatus(word: string | null): TrackingStatus | null {
  const plain = word?.trim().toLowerCase() ?? "";
  return isTrackingStatus(plain) ? plain : null;
}

/**
 * How much a status word outweighs another told for the same moment: `delivered` 8 down to
 * `pending` 1, an unknown word or none 0. Only settles ties; a later moment always wins.
 */
export function statusRank(word: string | null): number {
  const status = readStatus(word);
  return status === null ? 0 : bySayingMost.length - bySayingMost.indexOf(status);
}
