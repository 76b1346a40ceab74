import { z } from "zod";
import { lenientText } from "~/tracking-api/contract/lenient";
import { hmac, sameDigest } from "~/tracking-api/contract/signature";
import type { TrackingKey } from "~/providers/tracking/port/tracking-provider";

const pushedPair = z
  .object({ tracking_number: z.coerce.string().min(1), courier_code: z.string().min(1) })
  .transform((given): TrackingKey => ({ number: given.tracking_number, courierCode: given.courier_code }));

const stamp = z.object({ timestamp: lenientText, timeStr: lenientText, signature: lenientText }).nullish().catch(null);

const pushSchema = z.object({
  // One tracking or several.
  data: z.union([pushedPair.transform((key) => [key]), z.array(pushedPair).min(1).max(200)]),
  verify: stamp,
  verifyInfo: stamp,
});

/** A v4 push as received, before anything about it is believed. */
export interface ReceivedV4Push {
  numbers: TrackingKey[];
  /** Unix seconds as text; null where none came. */
  timestamp: string | null;
  signature: string | null;
}

/** The documents print no header names; these are the ones that public receivers look for. */
const headerPrefixes = ["", "x-", "trackingmore-", "x-trackingmore-"];

/**
 * Reads a push's body and whatever signs it: headers first, else the body's own fields. Null for
 * anything malformed.
 */
export function readV4Push(headers: Headers, rawBody: string): ReceivedV4Push | null {
  let body: unknown;
  try {
    body = JSON.parse(rawBody);
  } catch {
    return null;
  }
  const parsed = pushSchema.safeParse(body);
  if (!parsed.success) return null;
  const { data, verify, verifyInfo } = parsed.data;
  const inBody = verify ?? verifyInfo;
  const header = (name: string) =>
    headerPrefixes.map((prefix) => headers.get(`${prefix}${name}`)).find((value) => value !== null && value !== "");
  return {
    numbers: data,
    timestamp: header("timestamp") ?? inBody?.timestamp ?? inBody?.timeStr ?? null,
    signature: header("signature") ?? inBody?.signature ?? null,
  };
}

/**
 * Whether a push carries the account's signature, in constant time. The documents contradict
 * themselves: the text signs the body, the sample beside it the timestamp, and hex and base64 are
 * both shown. So each is taken. A yes does not prove the body: read the numbers back.
 */
export function verifyV4Push(secret: string, rawBody: string, { timestamp, signature }: ReceivedV4Push): boolean {
  const given = signature === null ? null : toHex(signature);
  if (secret === "" || given === null) return false;
  const signsBody = sameDigest(given, hmac(secret, rawBody));
  const signsTime = timestamp !== null && sameDigest(given, hmac(secret, timestamp));
  return signsBody || signsTime;
}

/** A digest in lower-case hex, from hex or base64; null for what is neither. */
function toHex(signature: string): string | null {
  if (/^[0-9a-f]{64}$/i.test(signature)) return signature.toLowerCase();
  return /^[A-Za-z0-9+/]{43}=$/.test(signature) ? Buffer.from(signature, "base64").toString("hex") : null;
}
