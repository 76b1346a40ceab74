import { asiaPacificFormats } from "./formats/asia-pacific";
import { europeanFormats } from "./formats/europe";
import { expressFormats } from "./formats/expresses";
import type { NumberFormat } from "./formats/format";
import { northAmericanFormats } from "./formats/north-america";
import { postalOperators, readPostalNumber } from "./s10";

/**
 * Every format beside the postal S10, which is a table of countries. Own data rather than the npm
 * package `ts-tracking-number`, which knows six couriers and the S10: `npm run bench -- detect`
 * compares the two.
 */
export const numberFormats: readonly NumberFormat[] = [
  ...expressFormats,
  ...northAmericanFormats,
  ...europeanFormats,
  ...asiaPacificFormats,
];

/** How sure: a check digit that fits, or the looks alone. */
export type Certainty = "check-digit" | "pattern";

/** One courier a number can belong to. */
export interface DetectedCourier {
  courierCode: string;
  certainty: Certainty;
  /** Hardly anybody else's: letters or a fixed beginning tell. */
  distinct: boolean;
  /** Name of the format, for the merchant. */
  why: string;
}

/**
 * The couriers a number can belong to, likeliest first: check digits before looks, distinct formats
 * before plain ones, then those of `prefer` in its order, then those at home where the parcel goes.
 * `countryCode` is that country (ISO 3166-1 alpha-2, either case). Costs nothing and asks nobody;
 * each courier comes once; empty where no format fits.
 */
export function detectCouriers(
  numberKey: string,
  hints: { countryCode?: string | null; prefer?: readonly string[] } = {},
): DetectedCourier[] {
  const prefer = hints.prefer ?? [];
  const country = hints.countryCode?.toUpperCase() ?? "";
  const asked = numberFormats.filter(
    ({ countries, courierCode }) =>
      countries === undefined || countries.includes(country) || prefer.includes(courierCode),
  );
  const found = [
    ...postal(numberKey).map((courier) => ({ courier, abroad: 0 })),
    ...asked.flatMap((format) =>
      byFormat(format, numberKey).map((courier) => ({ courier, abroad: isAtHome(format, country) ? 0 : 1 })),
    ),
  ];
  const ranked = found
    .map(({ courier, abroad }, index) => ({
      courier,
      index,
      abroad,
      weight: weight(courier),
      preferred: place(prefer, courier.courierCode),
    }))
    .sort((a, b) => b.weight - a.weight || a.preferred - b.preferred || a.abroad - b.abroad || a.index - b.index)
    .map(({ courier }) => courier);
  return ranked.filter(
    (courier, index) => ranked.findIndex(({ courierCode }) => courierCode === courier.courierCode) === index,
  );
}

/** Whether a number's key has a format's shape and, where there is one, its check digit. */
export function formatFits(format: NumberFormat, numberKey: string): boolean {
  const parts = format.pattern.exec(numberKey);
  return parts !== null && (format.check === undefined || format.check(parts[1] ?? numberKey));
}

/**
 * A distinct shape with a wrong check digit is most likely a typing error: still its courier's, but
 * no longer sure.
 */
function byFormat(format: NumberFormat, numberKey: string): DetectedCourier[] {
  const { courierCode, name, distinct } = format;
  if (formatFits(format, numberKey)) {
    return [{ courierCode, certainty: format.check === undefined ? "pattern" : "check-digit", distinct, why: name }];
  }
  const mistyped = distinct && format.check !== undefined && format.pattern.test(numberKey);
  return mistyped ? [{ courierCode, certainty: "pattern", distinct: false, why: name }] : [];
}

/** A postal number names its operator; the country's other operators follow by looks. */
function postal(numberKey: string): DetectedCourier[] {
  const number = readPostalNumber(numberKey);
  if (number === null) return [];
  return postalOperators(number).map((courierCode, index) => {
    const named = index === 0 && number.checkDigitFits;
    const why = `Postal number ${number.service}…${number.countryCode}`;
    return { courierCode, certainty: named ? "check-digit" : "pattern", distinct: named, why };
  });
}

function isAtHome({ countries = [], home = [] }: NumberFormat, country: string): boolean {
  return countries.includes(country) || home.includes(country);
}

function weight({ certainty, distinct }: DetectedCourier): number {
  return (certainty === "check-digit" ? 2 : 0) + (distinct ? 1 : 0);
}

function place(prefer: readonly string[], courierCode: string): number {
  const index = prefer.indexOf(courierCode);
  return index === -1 ? prefer.length : index;
}
