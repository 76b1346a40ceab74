/** The eight main statuses of the tracking API, in the order of their codes. */
export const trackingStatuses = [
  "pending",
  "notfound",
  "transit",
  "pickup",
  "delivered",
  "expired",
  "undelivered",
  "exception",
] as const;

/** One of the eight words every party uses for where a parcel stands. */
export type TrackingStatus = (typeof trackingStatuses)[number];

/**
 * Whether a provider's word is one of the eight; unknown words stay visible as they came and are
 * counted.
 */
export function isTrackingStatus(word: string): word is TrackingStatus {
  return (trackingStatuses as readonly string[]).includes(word);
}
