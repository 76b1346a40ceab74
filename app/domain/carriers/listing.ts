import { isOwnCarrierCode } from "./own-carriers";
import { foldCompany } from "./shopify-companies";

/** Languages in which a provider gives names; English comes first, the others over it. */
export const listingLanguages = ["en", "cn", "tw", "es", "ru", "it"] as const;

/** A language of `GET /carriers`. */
export type ListingLanguage = (typeof listingLanguages)[number];

/** One courier as a provider told it, unchecked. */
export interface ListedByProvider {
  code: string;
  name: string;
  type: string | null;
  homepage: string | null;
  phone: string | null;
  picture: string | null;
}

/** One courier as we keep it: a code that a path can hold, an address that a page may link to. */
export interface ListedCourier extends ListedByProvider {
  /** The name folded, by which a fulfillment's company finds it. */
  nameKey: string;
}

/** The longest list in use has about 1,500 couriers; more than this is no list of couriers. */
const mostCouriers = 5_000;
const mostCharacters = { code: 64, name: 120, phone: 60, address: 500 };
/** What a `carrier_code` may consist of. */
const codeShape = /^[0-9A-Za-z_-]+$/;

/**
 * What of a provider's list can be kept, each code once, in the provider's order. An entry without
 * a usable code or name is left out; a telephone number or address that cannot be shown is dropped
 * from its entry.
 */
export function readListing(reported: readonly ListedByProvider[]): ListedCourier[] {
  const read = reported.slice(0, mostCouriers).flatMap((courier): ListedCourier[] => {
    const code = courier.code.trim();
    const name = courier.name.replace(/[\s\p{Cc}]+/gu, " ").trim();
    if (!codeShape.test(code) || code.length > mostCharacters.code || isOwnCarrierCode(code)) return [];
    if (name === "" || name.length > mostCharacters.name) return [];
    const type = courier.type === "express" || courier.type === "globalpost" ? courier.type : null;
    const homepage = webAddress(courier.homepage);
    const picture = webAddress(courier.picture);
    return [{ code, name, nameKey: foldCompany(name), type, homepage, phone: phoneOf(courier.phone), picture }];
  });
  return [...new Map(read.map((courier) => [courier.code, courier])).values()];
}

/** An address as browsers take it, with a scheme; null for anything that is not on the web. */
export function webAddress(text: string | null): string | null {
  const given = text?.trim() ?? "";
  if (given === "" || given.length > mostCharacters.address) return null;
  const full = /^https?:\/\//i.test(given) ? given : `https://${given.replace(/^\/+/, "")}`;
  return URL.canParse(full) && new URL(full).hostname.includes(".") ? full : null;
}

function phoneOf(text: string | null): string | null {
  const given = text?.trim() ?? "";
  return given === "" || given.length > mostCharacters.phone ? null : given;
}
