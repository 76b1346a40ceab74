import { z } from "zod";
import type { AdminClient } from "./admin-client.server";
import { shopQuery } from "./graphql/shop";

const shopAnswer = z.object({
  shop: z.object({ name: z.string(), email: z.string().nullish(), ianaTimezone: z.string() }),
});

/** Name, contact and time zone of a shop. */
export interface ShopDetails {
  name: string;
  email: string | null;
  /** IANA name, such as `Europe/Berlin`. */
  timeZone: string;
}

const TIMEOUT_MS = 5_000;

/**
 * Reads the shop; null when Shopify does not answer in time, so that nobody's install waits for it.
 */
export async function readShop(admin: AdminClient): Promise<ShopDetails | null> {
  const answer = await admin.query(shopQuery, {}, { timeoutMs: TIMEOUT_MS });
  const parsed = shopAnswer.safeParse(answer.kind === "ok" ? answer.data : answer.partial);
  if (!parsed.success) return null;
  const { name, email, ianaTimezone } = parsed.data.shop;
  return { name, email: email ?? null, timeZone: ianaTimezone };
}
