import { allCouriers } from "./catalogue";
import { s10 } from "./formats/check-digits";

/**
 * A number of the postal union's standard S10 (UPU S10-12): service indicator of two letters, eight
 * digits, a check digit, the country that gave it.
 */
export interface PostalNumber {
  /**
   * First letter of the service indicator: C parcels, E express, L and U small packets, R
   * registered, V insured …
   */
  service: string;
  /** ISO 3166-1 alpha-2 of the operator that gave the number. */
  countryCode: string;
  checkDigitFits: boolean;
}

/** Reads a number's key as S10, null where it has not that shape. */
export function readPostalNumber(numberKey: string): PostalNumber | null {
  const parts = /^([A-Z])[A-Z](\d{9})([A-Z]{2})$/.exec(numberKey);
  const [, service, digits, countryCode] = parts ?? [];
  if (service === undefined || digits === undefined || countryCode === undefined) return null;
  return { service, countryCode, checkDigitFits: s10(digits) };
}

/**
 * Where a country has several operators in the catalogue: who carries which service, `*` for the
 * rest.
 */
const operators: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  AU: { E: ["australia-ems", "australia-post"], "*": ["australia-post", "auspost"] },
  BD: { "*": ["bangladesh-ems"] },
  CA: { E: ["canada-post", "xpresspost"], "*": ["canada-post"] },
  CI: { "*": ["ivory-coast-ems"] },
  CN: {
    E: ["china-ems", "china-post"],
    L: ["china-ems", "china-post", "epacket"],
    "*": ["china-post", "china-ems", "epacket"],
  },
  DE: {
    R: ["deutsche-post", "dhl-germany"],
    L: ["deutsche-post", "dhl-germany"],
    "*": ["dhl-germany", "deutsche-post"],
  },
  FR: { C: ["colissimo", "laposte"], E: ["chronopost", "laposte"], "*": ["laposte", "colissimo"] },
  GB: { C: ["parcel-force", "royal-mail"], E: ["parcel-force", "royal-mail"], "*": ["royal-mail", "parcel-force"] },
  IN: { E: ["india-post", "speed-post"], "*": ["india-post"] },
  MC: { E: ["monaco-ems", "la-poste-monaco"], "*": ["la-poste-monaco"] },
  NL: { "*": ["postnl-parcels", "netherlands-post"] },
  SG: { E: ["singapore-speedpost", "singapore-post"], "*": ["singapore-post"] },
  TW: { "*": ["taiwan-post"] },
  UA: { E: ["ukraine-ems", "ukraine-post"], "*": ["ukraine-post"] },
  US: { "*": ["usps"] },
};

/** Every other country: its one postal operator of the catalogue. */
const onlyOperator = new Map<string, string>();
for (const { code, country, type } of allCouriers()) {
  if (type === "globalpost" && country !== null && !onlyOperator.has(country)) onlyOperator.set(country, code);
}

/**
 * The codes of the couriers that carry a postal number, likeliest first; empty where the catalogue
 * has none for its country. The check digit is not looked at.
 */
export function postalOperators(number: PostalNumber): readonly string[] {
  const several = operators[number.countryCode];
  if (several !== undefined) return several[number.service] ?? several["*"] ?? [];
  const only = onlyOperator.get(number.countryCode);
  return only === undefined ? [] : [only];
}
