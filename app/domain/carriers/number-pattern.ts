import { numberKey } from "../tracking/number";

/**
 * Whether a number's key fits what a merchant wrote: without a `*` the number begins so; with one,
 * `*` stands for any run of characters, none included, and the whole number must fit (`RB*CN`).
 * Case and blanks do not count. Takes time in proportion to both lengths.
 */
export function numberFits(pattern: string, key: string): boolean {
  const [first = "", ...rest] = numberKey(pattern).split("*");
  if (!key.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return true;
  let at = first.length;
  for (const part of rest) {
    const found = key.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return key.length - last.length >= at && key.endsWith(last);
}

/**
 * Whether a text can be the pattern of a number: something beside `*`, and only what numbers are
 * made of.
 */
export function isNumberPattern(text: string): boolean {
  return /^[0-9A-Z_*-]{1,50}$/.test(numberKey(text)) && /[^*]/.test(numberKey(text));
}
