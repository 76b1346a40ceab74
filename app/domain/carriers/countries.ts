import countries from "./data/countries.json";

interface Country {
  /** ISO 3166-1 alpha-2. */
  code: string;
  /** The English name the tracking API answers with ("Hong Kong [CN]", "Korea, South"). */
  name: string;
  /** Other names seen. */
  also?: string[];
}

const list: readonly Country[] = countries;
const nameOf = new Map(list.map(({ code, name }) => [code, name]));
const codeOf = new Map(
  list.flatMap(({ code, name, also }) => [code, name, ...(also ?? [])].map((text) => [fold(text), code])),
);

/**
 * The ISO 3166-1 alpha-2 code behind what the API answers or takes: its English names, common other
 * names, and codes in either case. What is unknown passes through trimmed, so that nothing told is
 * lost.
 */
export function countryCode(nameOrCode: string): string {
  return codeOf.get(fold(nameOrCode)) ?? nameOrCode.trim();
}

/**
 * The English name the API uses for a code, in either case. What is unknown passes through trimmed.
 */
export function countryName(code: string): string {
  return nameOf.get(code.trim().toUpperCase()) ?? code.trim();
}

/**
 * Every name known for a country's code (ISO 3166-1 alpha-2), English ones first, then as carriers
 * write it in their languages.
 */
export function countryNames(code: string): string[] {
  const country = list.find((entry) => entry.code === code);
  if (country === undefined) return [];
  const local = localNames.map((names) => names.of(code)).filter((name) => name !== undefined);
  return [...new Set([country.name, ...(country.also ?? []), ...local])];
}

/**
 * The code of a country by its code or any of `countryNames`, in either case; null where nothing is
 * meant.
 */
export function countryNamed(nameOrCode: string): string | null {
  codeByAnyName ??= new Map([
    ...list.flatMap(({ code }) => countryNames(code).map((name) => [fold(name), code] as const)),
    ...codeOf,
  ]);
  return codeByAnyName.get(fold(nameOrCode)) ?? null;
}

/**
 * The ISO 3166-1 alpha-2 code of a country as a person writes it: its code in either case, "UK", or
 * any of `countryNames`. Null where no country is meant. Places without a tracking name of their
 * own, like Pitcairn, count too: Shopify ships there.
 */
export function writtenCountryCode(written: string): string | null {
  const code = written.trim().toUpperCase();
  const named = countryNamed(written);
  if (named !== null) return named;
  return /^[A-Z]{2}$/.test(code) && code !== unknownRegion && englishNames.of(code) !== undefined ? code : null;
}

/** CLDR's code for "no country known"; it has a name all the same. */
const unknownRegion = "ZZ";

/** Made at the first use: it takes some milliseconds. */
let codeByAnyName: Map<string, string> | undefined;

const regionNames = (language: string) => new Intl.DisplayNames([language], { type: "region", fallback: "none" });

const englishNames = regionNames("en");

const localNames = ["en", "zh-Hans", "zh-Hant", "ja", "ko", "ru", "de", "fr", "es", "it", "pt", "nl", "pl", "tr"].map(
  regionNames,
);

function fold(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
