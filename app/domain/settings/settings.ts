import { z } from "zod";
import { parseTrackingPage } from "./tracking-page";

const MAX_USUAL_COURIERS = 50;

/** No until the merchant says yes. */
const flag = z.boolean().catch(false);

/**
 * What a merchant has decided about how Homeward works for the shop, as it is stored. A new shop
 * has the defaults: nothing about a customer is sent until the merchant says so. What is missing or
 * of a wrong kind becomes its default, unknown keys are dropped.
 */
const storedSettings = z.object({
  /** Whether the customer's name goes to the tracking provider. */
  sendCustomerName: flag,
  /** Whether the customer's e-mail address goes to the tracking provider. */
  sendCustomerEmail: flag,
  /** Whether the customer's telephone number goes to the tracking provider. */
  sendCustomerPhone: flag,
  /** Whether the merchant has answered what may be sent about customers, with yes or with no. */
  customerFieldsAsked: flag,
  /** Whether the set-up guide was dismissed. */
  setupDismissed: flag,
  /**
   * Whether the merchant said that the tracking block stands in the theme; Shopify does not say so.
   */
  trackingBlockAdded: flag,
  /**
   * Courier codes this shop ships with, the most usual first; they settle ambiguous number formats.
   */
  usualCouriers: z
    .array(z.unknown())
    .catch([])
    .transform((codes) => codes.filter((code): code is string => typeof code === "string" && code !== ""))
    .transform((codes) => [...new Set(codes)].slice(0, MAX_USUAL_COURIERS)),
  /**
   * Most registrations in a calendar month of the shop's time zone, a whole number; null is no cap.
   */
  registrationCap: z.int().nonnegative().nullable().catch(null),
  /** What shoppers see, and how they look an order up. */
  trackingPage: z.record(z.string(), z.unknown()).catch({}).transform(parseTrackingPage),
});

export type MerchantSettings = z.infer<typeof storedSettings>;

/** Reads stored settings. Never fails. */
export function parseSettings(json: unknown): MerchantSettings {
  return storedSettings.parse(typeof json === "object" && json !== null && !Array.isArray(json) ? json : {});
}

export const defaultSettings: Readonly<MerchantSettings> = parseSettings({});
