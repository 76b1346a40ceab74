import { createHash } from "node:crypto";
import { readPush as readV2Push } from "~/tracking-api/contract/push";
import {
  bodySignatureHeader,
  bodySignedAt,
  isFresh,
  verifyBody,
  verifyPush as verifyV2Push,
} from "~/tracking-api/contract/signature";
import { feedHint } from "./carrier-feed/feed";
import type { SupportedProviderKind } from "./index.server";
import type { TrackingKey } from "./port/tracking-provider";
import { readV4Push, verifyV4Push } from "./trackingmore-v4/push";

/**
 * Older pushes are refused: a captured v2 signature fits any body. A late one is made good by the
 * schedule.
 */
export const pushMaxAgeMs = 15 * 60_000;

/** The carrier feed's signature header. */
export const feedSignatureHeader = "x-feed-signature";

/** A push as received. */
export interface IncomingPush {
  kind: SupportedProviderKind;
  headers: Headers;
  rawBody: string;
  /**
   * v2: the provider account's e-mail address; v4: the account's webhook secret; carrier feed: the
   * feed's key.
   */
  secret: string;
  /** By the wall clock, which signatures are made with. */
  now: Date;
}

/** What a push is worth: numbers to read back, never their state. */
export type PushReading =
  /**
   * `externalId` is the same for the same push again, and for nothing else: replays are dropped by
   * it.
   */
  | { kind: "hint"; externalId: string; numbers: TrackingKey[] }
  | { kind: "refused"; reason: "signature" | "stale" | "malformed" };

/** Verifies and reads a push of a connection. */
export function readPush(push: IncomingPush): PushReading {
  return readers[push.kind](push);
}

const readers: Record<SupportedProviderKind, (push: IncomingPush) => PushReading> = {
  "trackingmore-v2": readV2,
  "trackingmore-v4": readV4,
  "trackru-v1": readV2,
  "carrier-feed": readFeed,
};

/**
 * The time string is signed by the account's address; our own servers sign the body too, and then
 * that counts as well.
 */
function readV2({ headers, rawBody, secret, now }: IncomingPush): PushReading {
  const push = readV2Push(rawBody);
  if (push === null) return { kind: "refused", reason: "malformed" };
  const ours = headers.get(bodySignatureHeader);
  const signed = verifyV2Push(secret, push.verifyInfo) && (ours === null || verifyBody(secret, rawBody, ours));
  if (!signed) return { kind: "refused", reason: "signature" };
  if (!isFresh(push.verifyInfo.timeStr, now, pushMaxAgeMs)) return { kind: "refused", reason: "stale" };
  const { tracking_number: number, carrier_code: courierCode } = push.item;
  return { kind: "hint", externalId: digest("v2", rawBody), numbers: [{ number, courierCode }] };
}

/**
 * A signature over the body needs no time beside it; a time that is told must be fresh, whatever
 * was signed.
 */
function readV4({ headers, rawBody, secret, now }: IncomingPush): PushReading {
  const push = readV4Push(headers, rawBody);
  if (push === null) return { kind: "refused", reason: "malformed" };
  if (!verifyV4Push(secret, rawBody, push)) return { kind: "refused", reason: "signature" };
  if (push.timestamp !== null && !isFresh(push.timestamp, now, pushMaxAgeMs)) {
    return { kind: "refused", reason: "stale" };
  }
  return { kind: "hint", externalId: digest("v4", rawBody), numbers: push.numbers };
}

function readFeed({ headers, rawBody, secret, now }: IncomingPush): PushReading {
  const header = headers.get(feedSignatureHeader);
  if (!verifyBody(secret, rawBody, header)) return { kind: "refused", reason: "signature" };
  const signedAt = bodySignedAt(header);
  if (!isFresh(signedAt, now, pushMaxAgeMs)) return { kind: "refused", reason: "stale" };
  const hint = feedHint.safeParse(parseJson(rawBody));
  if (!hint.success) return { kind: "refused", reason: "malformed" };
  const numbers = hint.data.numbers.map(({ courier, number }) => ({ number, courierCode: courier }));
  // The time is part of it: a feed's hints often have the same body, and each is news.
  return { kind: "hint", externalId: digest("feed", `${signedAt}.${rawBody}`), numbers };
}

function digest(kind: string, content: string): string {
  return `${kind}:${createHash("sha256").update(content).digest("hex")}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
