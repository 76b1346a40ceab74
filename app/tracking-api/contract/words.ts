/** The eight main statuses; anything else in the `status` filter is 4033. */
export const statusWords = [
  "pending",
  "notfound",
  "transit",
  "pickup",
  "delivered",
  "undelivered",
  "exception",
  "expired",
] as const;

/** One main status. */
export type StatusWord = (typeof statusWords)[number];

/** The code of each status: what the answer to a change prints. */
export const statusCodes: Readonly<Record<StatusWord, number>> = {
  pending: 0,
  notfound: 1,
  transit: 2,
  pickup: 3,
  delivered: 4,
  expired: 5,
  undelivered: 6,
  exception: 7,
};

/** Marked moments of a half, in the order the API prints them. */
export const milestoneNames = [
  "ItemReceived",
  "ItemDispatched",
  "DepartfromAirport",
  "ArrivalfromAbroad",
  "CustomsClearance",
  "DestinationArrived",
] as const;

/** One marked moment. */
export type MilestoneName = (typeof milestoneNames)[number];

/**
 * The identity of a tracking number: upper case, without blanks. What is printed stays as it was
 * given.
 */
export function numberKey(number: string): string {
  return number.replace(/\s+/gu, "").toUpperCase();
}

/** The identity of a number under a courier; couriers compare without case. */
export function pairKey(number: string, carrierCode: string): string {
  return `${numberKey(number)}|${carrierCode.trim().toLowerCase()}`;
}
