import { foldCompany } from "./shopify-companies";

/**
 * A carrier a merchant added because no provider lists it. It is named and linked, and never asked
 * for news.
 */
export interface OwnCarrier {
  /** Its courier code, which begins with `own-`. */
  code: string;
  name: string;
  /** Its tracking page with `{number}` in it; null where it has none. */
  trackingUrl: string | null;
}

/** Most carriers of its own that an account may have. */
export const maxOwnCarriers = 100;
/** Longest name of a carrier, in characters. */
export const maxCarrierName = 80;
/** Longest address of a tracking page, in characters. */
export const maxTrackingUrl = 500;

const prefix = "own-";
const place = "{number}";
/** Stands for a number while an address is judged: letters and digits, as in any number. */
const someNumber = "RB123456785CN";

/**
 * Whether a courier code is a merchant's own carrier. Providers' codes never are: a list that holds
 * one loses it (listing.ts).
 */
export function isOwnCarrierCode(code: string): boolean {
  return code.startsWith(prefix);
}

/**
 * A code for a new carrier, made from its name and unlike every code in `taken`: `own-` and at most
 * 40 letters, digits and hyphens.
 */
export function ownCarrierCode(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  const base = `${prefix}${plain === "" ? "carrier" : plain}`;
  if (!taken.has(base)) return base;
  let count = 2;
  while (taken.has(`${base}-${String(count)}`)) count += 1;
  return `${base}-${String(count)}`;
}

/** What reading a tracking page's address gives. */
export type TrackingUrlReading =
  { kind: "url"; trackingUrl: string | null } | { kind: "refused"; reason: "not-https" | "no-number" | "too-long" };

/**
 * Reads the address of a carrier's tracking page as a merchant typed it. Nothing typed is no page.
 * It must be https, because shoppers are sent there, and hold `{number}` after the host: whose page
 * it is must not depend on a number.
 */
export function readTrackingUrl(text: string): TrackingUrlReading {
  const typed = text.trim();
  if (typed === "") return { kind: "url", trackingUrl: null };
  if (typed.length > maxTrackingUrl) return { kind: "refused", reason: "too-long" };
  const filled = readUrl(typed.replaceAll(place, someNumber));
  if (filled === null || filled.protocol !== "https:" || filled.username !== "" || filled.password !== "") {
    return { kind: "refused", reason: "not-https" };
  }
  const [host = ""] = typed.replace(/^https:\/\//i, "").split(/[/?#\\]/);
  const inHost = host.includes(place);
  return typed.includes(place) && !inHost
    ? { kind: "url", trackingUrl: typed }
    : { kind: "refused", reason: "no-number" };
}

/** Where a number sent with an own carrier can be looked up, null where the carrier has no page. */
export function ownTrackingLink({ trackingUrl }: OwnCarrier, number: string): string | null {
  return trackingUrl?.replaceAll(place, encodeURIComponent(number.replace(/\s+/g, ""))) ?? null;
}

/**
 * The own carrier that is called like a fulfillment's company; case, accents and punctuation do not
 * count.
 */
export function ownCarrierNamed(carriers: readonly OwnCarrier[], company: string | null): OwnCarrier | null {
  const key = foldCompany(company ?? "");
  return key === "" ? null : (carriers.find(({ name }) => foldCompany(name) === key) ?? null);
}

function readUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
