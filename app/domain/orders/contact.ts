import { foldLower, foldUpper, plainDigits } from "../folding";
import { callingCodeOf, withoutCallingCode } from "./calling-codes";

/**
 * Counted up with every change of these keys or of an order's number: orders hashed by older ones
 * are hashed anew by a job.
 */
export const contactHashRules = 1;

/**
 * The key e-mail addresses are compared by: trimmed, folded, lower case. Empty for an empty text.
 * Idempotent.
 */
export function emailKey(text: string): string {
  return foldLower(text);
}

/** Fewer digits are an extension or a slip, and soon guessed. */
const leastPhoneDigits = 6;
/** Of an international number written without `+`, behind its calling code. */
const leastNationalDigits = 8;
/** Where the digit dialled before a national number is not a zero. */
const trunkPrefixes = new Map([
  ["HU", "06"],
  ["RU", "8"],
  ["KZ", "8"],
  ["BY", "8"],
  ["LT", "8"],
  ["TM", "8"],
]);

/**
 * The key of a telephone number on an order: its national digits, without calling code and leading
 * zeros, because that part is the same however it is written: `+49 151 23456789`,
 * `0049 (0)151/23456789` and, for an order to Germany, `0151 23456789` give `15123456789`.
 * `country` is the order's (ISO 3166-1 alpha-2) or null; it settles numbers without `+` or `00`.
 * Empty for fewer than six digits.
 */
export function phoneKey(text: string, country: string | null): string {
  const digits = phoneDigits(text);
  if (isInternational(text)) return keyOf(nationalOf(digits));
  const code = country && callingCodeOf(country);
  if (code && digits.startsWith(code) && digits.length - code.length >= leastNationalDigits)
    return keyOf(digits.slice(code.length));
  const trunk = (country && trunkPrefixes.get(country)) ?? "";
  return keyOf(digits.startsWith(trunk) ? digits.slice(trunk.length) : digits);
}

/**
 * The keys a number typed by a shopper may fit; the country is not known then. As it is, as an
 * international one that lacks its `+`, and without a trunk prefix that is no zero. Always three,
 * so that every number costs the same.
 */
export function phoneTries(text: string): readonly [string, string, string] {
  const digits = phoneDigits(text);
  if (isInternational(text)) {
    const key = keyOf(nationalOf(digits));
    return [key, key, key];
  }
  const trunk = ["06", "8"].find((prefix) => digits.startsWith(prefix)) ?? "";
  return [keyOf(digits), keyOf(nationalOf(digits)), keyOf(digits.slice(trunk.length))];
}

const longestPostcode = 20;

/**
 * The key postcodes are compared by: letters and digits in upper case, without a country's letters
 * before four digits or more (`D-10115`, `LV-1010`) and without the four digits a US ZIP may have
 * behind its five. Of a longer text its first 20 characters count. Empty for a text without any.
 * Idempotent.
 */
export function postcodeKey(text: string): string {
  const signs = /[^\p{L}\p{N}]+/gu;
  // Once more behind the cut, which may leave half a character.
  const plain = plainDigits(foldUpper(text))
    .replace(signs, "")
    .slice(0, longestPostcode)
    .replace(signs, "")
    .replace(/^[A-Z]{1,2}(?=\d{4,}$)/, "");
  return /^\d{9}$/.test(plain) ? plain.slice(0, 5) : plain;
}

function phoneDigits(text: string): string {
  return plainDigits(text.normalize("NFKC")).replace(/[^0-9]+/g, "");
}

function isInternational(text: string): boolean {
  return /^[^\p{L}\p{N}+]*(\+|00)/u.test(plainDigits(text.normalize("NFKC")));
}

function nationalOf(digits: string): string {
  return withoutCallingCode(digits.replace(/^00/, ""));
}

function keyOf(national: string): string {
  const key = national.replace(/^0+/, "");
  return key.length < leastPhoneDigits ? "" : key.slice(0, 20);
}
