import { defaultTrackingPage, parseTrackingPage, type TrackingPageSettings } from "./tracking-page";

/** What a merchant has decided about how Homeward works for the shop. */
export interface MerchantSettings {
  /** Whether the customer's name goes to the tracking provider. */
  sendCustomerName: boolean;
  /** Whether the customer's e-mail address goes to the tracking provider. */
  sendCustomerEmail: boolean;
  /** Whether the customer's telephone number goes to the tracking provider. */
  sendCustomerPhone: boolean;
  /** Whether the merchant has answered what may be sent about customers, with yes or with no. */
  customerFieldsAsked: boolean;
  /** Whether the set-up guide was dismissed. */
  setupDismissed: boolean;
  /** Whether the merchant said that the tracking block stands in the theme; Shopify does not tell. */
  trackingBlockAdded: boolean;
  /** Courier codes this shop ships with, the most usual first; they settle ambiguous number formats. */
  usualCouriers: string[];
  /** Most registrations in a calendar month of the shop's time zone, a whole number; null is no cap. */
  registrationCap: number | null;
  /** What shoppers see, and how they look an order up. */
  trackingPage: TrackingPageSettings;
}

/** A new shop: nothing about a customer is sent until the merchant says so. */
export const defaultSettings: Readonly<MerchantSettings> = {
  sendCustomerName: false,
  sendCustomerEmail: false,
  sendCustomerPhone: false,
  customerFieldsAsked: false,
  setupDismissed: false,
  trackingBlockAdded: false,
  usualCouriers: [],
  registrationCap: null,
  trackingPage: defaultTrackingPage,
};

const maxUsualCouriers = 50;

/** Reads stored settings. Never fails: what is missing or of a wrong kind becomes its default, unknown keys are dropped. */
export function parseSettings(json: unknown): MerchantSettings {
  const stored: Record<string, unknown> = isRecord(json) ? json : {};
  const flag = (name: keyof MerchantSettings): boolean => stored[name] === true;
  return {
    sendCustomerName: flag("sendCustomerName"),
    sendCustomerEmail: flag("sendCustomerEmail"),
    sendCustomerPhone: flag("sendCustomerPhone"),
    customerFieldsAsked: flag("customerFieldsAsked"),
    setupDismissed: flag("setupDismissed"),
    trackingBlockAdded: flag("trackingBlockAdded"),
    usualCouriers: courierCodes(stored.usualCouriers),
    registrationCap: wholeNumber(stored.registrationCap),
    trackingPage: parseTrackingPage(stored.trackingPage),
  };
}

function wholeNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function courierCodes(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const codes = value.filter((code): code is string => typeof code === "string" && code !== "");
  return [...new Set(codes)].slice(0, maxUsualCouriers);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
