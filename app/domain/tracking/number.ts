import { foldUpper } from "../folding";

/** Shortest number taken: the provider's own client library refuses fewer characters. */
export const trackingNumberMinLength = 5;

/**
 * Longest number taken. The longest printed codes in use have 34 to 36 characters (FedEx 34, USPS
 * with postcode 34); 50 leaves room and keeps pasted addresses and notes out.
 */
export const trackingNumberMaxLength = 50;

/** Why a text cannot be a tracking number. */
export type NotANumberReason = "empty" | "too-long" | "too-short" | "symbols";

/** What reading a text as a tracking number gives. */
export type TrackingNumberReading =
  { kind: "number"; number: string; numberKey: string } | { kind: "not-a-number"; reason: NotANumberReason };

/** The characters the provider takes, after folding. */
const allowed = /^[0-9A-Z_-]+$/;

/**
 * The identity of a number: upper case without blanks. Full-width digits and letters become plain
 * ones, any dash becomes `-`. Two texts with the same key are the same parcel of a courier.
 * Idempotent.
 */
export function numberKey(text: string): string {
  return foldUpper(text).replace(/\p{Pd}/gu, "-");
}

/**
 * Reads a text as a tracking number. `number` is what we print: as it was given, trimmed, on one
 * line. `numberKey` is what we compare and what we send. Length and characters are judged on the
 * key.
 */
export function readTrackingNumber(text: string): TrackingNumberReading {
  const key = numberKey(text);
  if (key === "") return { kind: "not-a-number", reason: "empty" };
  if (!allowed.test(key)) return { kind: "not-a-number", reason: "symbols" };
  if (key.length < trackingNumberMinLength) return { kind: "not-a-number", reason: "too-short" };
  if (key.length > trackingNumberMaxLength) return { kind: "not-a-number", reason: "too-long" };
  return { kind: "number", number: printed(text), numberKey: key };
}

// Stryker disable next-line Regex: what it makes of \v is no pattern, and no test would start.
const lineBreak = /[\r\n\u2028\u2029\u0085\v\f]/u;

function printed(text: string): string {
  return (
    text
      .replace(/[\p{Cf}]/gu, "")
      // A whole run at a time: looked for from each of its blanks, a break would cost the square of
      // their number.
      .replace(/[\s\u0085]+/gu, (blanks) => (lineBreak.test(blanks) ? "" : blanks))
      .replace(/[\p{Cc}\s]+/gu, " ")
      .trim()
  );
}
