import { createHmac, timingSafeEqual } from "node:crypto";

/** How a v2 push says who it is from: the signature covers `timeStr` alone, never the body. */
export interface VerifyInfo {
  /** Unix seconds. */
  timeStr: number;
  /** 64 lower-case hex digits. */
  signature: string;
}

/** Signs a v2 push at an instant. The key is the account's e-mail address. */
export function signPush(accountEmail: string, at: Date): VerifyInfo {
  const timeStr = Math.floor(at.getTime() / 1000);
  return { timeStr, signature: hmac(accountEmail, String(timeStr)) };
}

/**
 * Whether a v2 push carries the account's signature. Anything malformed is "no". A yes proves
 * neither the body, which is not covered, nor the age: ask `isFresh`, and read the numbers back.
 */
export function verifyPush(accountEmail: string, given: { timeStr: unknown; signature: unknown }): boolean {
  const { timeStr, signature } = given;
  if (accountEmail === "") return false;
  if (typeof timeStr !== "number" && typeof timeStr !== "string") return false;
  if (typeof signature !== "string" || !/^\d{1,12}$/.test(String(timeStr))) return false;
  return sameDigest(signature, hmac(accountEmail, String(timeStr)));
}

/** Our own header beside the v2 signature, and the carrier feed's only one; it covers the body. */
export const bodySignatureHeader = "x-homeward-signature";

/** Signs time and body: `t=<unix seconds>,v1=<hex hmac-sha256 of "t.body">`. */
export function signBody(secret: string, rawBody: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${hmac(secret, `${seconds}.${rawBody}`)}`;
}

/**
 * Whether the header signs exactly this raw body. Malformed is "no"; a body parsed and printed
 * again does not verify.
 */
export function verifyBody(secret: string, rawBody: string, header: string | null): boolean {
  const signed = parts(header);
  return secret !== "" && signed !== null && sameDigest(signed.digest, hmac(secret, `${signed.seconds}.${rawBody}`));
}

/**
 * The time a body signature names, in Unix seconds; null for a malformed header. Trust it only
 * after `verifyBody`.
 */
export function bodySignedAt(header: string | null): number | null {
  const signed = parts(header);
  return signed === null ? null : Number(signed.seconds);
}

/**
 * Whether a signed time is at most `maxAgeMs` old, and not further than that ahead of our clock.
 */
export function isFresh(unixSeconds: unknown, now: Date, maxAgeMs: number): boolean {
  if (typeof unixSeconds !== "number" && !(typeof unixSeconds === "string" && /^\d{1,12}$/.test(unixSeconds))) {
    return false;
  }
  return Math.abs(now.getTime() - Number(unixSeconds) * 1000) <= maxAgeMs;
}

function parts(header: string | null): { seconds: string; digest: string } | null {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? "");
  return match?.[1] !== undefined && match[2] !== undefined ? { seconds: match[1], digest: match[2] } : null;
}

/** The lower-case hex HMAC-SHA256 that every signature here is made of. */
export function hmac(key: string, message: string): string {
  return createHmac("sha256", key).update(message).digest("hex");
}

/** Compares two digests in a time that does not tell where they differ. */
export function sameDigest(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
