import type { Checkpoint, CurrentStatus } from "./update";

/** What of a parcel is compared before and after an update. */
export interface TrackingSnapshot {
  status: Pick<CurrentStatus, "status" | "substatus">;
  /** The newest event over both legs. */
  latest: Checkpoint | null;
}

/** What an update changed, for those who are told about it. */
export interface TrackingChange {
  statusChanged: boolean;
  substatusChanged: boolean;
  /**
   * The newest event, where it was not the newest before; an older event filled in later is not
   * news.
   */
  newLatestEvent: Checkpoint | null;
  /** The parcel is delivered now and was not before. */
  delivered: boolean;
  /** The parcel is out for delivery or ready for pickup now and was not before. */
  outForDelivery: boolean;
  /** The parcel got into trouble: a failed attempt or an exception, and neither before. */
  trouble: boolean;
}

/**
 * Compares a parcel before and after an update; `before` is null for a parcel seen for the first
 * time.
 */
export function describeChange(before: TrackingSnapshot | null, after: TrackingSnapshot): TrackingChange {
  const was = before?.status.status ?? null;
  const is = after.status.status;
  const entered = (...statuses: string[]): boolean =>
    statuses.includes(is) && (was === null || !statuses.includes(was));
  const sameLatest = before?.latest?.identity === after.latest?.identity && before?.latest?.leg === after.latest?.leg;
  return {
    statusChanged: was !== is,
    substatusChanged: (before?.status.substatus ?? null) !== after.status.substatus,
    newLatestEvent: sameLatest ? null : after.latest,
    delivered: entered("delivered"),
    outForDelivery: entered("pickup"),
    trouble: entered("undelivered", "exception"),
  };
}
