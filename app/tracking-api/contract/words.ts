/** The eight main statuses (SPEC §8); anything else in the `status` filter is 4033. */
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

/** Marked moments of a half, in the order the API prints them (SPEC §5). */
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

/** The identity of a tracking number: upper case, without blanks. What is printed stays as it was given. */
export function numberKey(number: string): string {
  return number.replace(/\s+/gu, "").toUpperCase();
}

/** The identity of a number under a courier; couriers compare without case. */
export function pairKey(number: string, carrierCode: string): string {
  return `${numberKey(number)}|${carrierCode.trim().toLowerCase()}`;
}
