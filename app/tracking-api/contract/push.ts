import { z } from "zod";
import { apiCodes } from "./errors";
import { phpJson } from "./envelope";
import { trackingItem, type EmittedItem, type TrackingItem } from "./item";
import type { VerifyInfo } from "./signature";

/** Fields of a push's `data`, in this order: fewer than an item has. */
export const pushFields = [
  "id",
  "tracking_number",
  "carrier_code",
  "status",
  "created_at",
  "updated_at",
  "title",
  "order_id",
  "customer_name",
  "customer_email",
  "original_country",
  "destination_country",
  "itemTimeLength",
  "origin_info",
  "destination_info",
  "lastEvent",
] as const satisfies readonly (keyof EmittedItem)[];

/**
 * The body of a v2 push, on one line: the official kit cuts it out with a pattern that stops at a
 * line end.
 */
export function printPush(item: EmittedItem, verifyInfo: VerifyInfo): string {
  const data = Object.fromEntries(pushFields.map((field) => [field, item[field]]));
  return phpJson({ meta: { code: 200, ...apiCodes[200] }, data, verifyInfo });
}

const pushSchema = z.object({
  data: trackingItem,
  verifyInfo: z.object({ timeStr: z.union([z.number(), z.string()]), signature: z.string() }),
});

/** A push as received, before anything about it is believed. */
export interface ReceivedPush {
  item: TrackingItem;
  verifyInfo: { timeStr: number | string; signature: string };
}

/** Reads a push's raw body; null for anything malformed. Verify it before acting on it. */
export function readPush(rawBody: string): ReceivedPush | null {
  let body: unknown;
  try {
    body = JSON.parse(rawBody);
  } catch {
    return null;
  }
  const parsed = pushSchema.safeParse(body);
  return parsed.success ? { item: parsed.data.data, verifyInfo: parsed.data.verifyInfo } : null;
}
