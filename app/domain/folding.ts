/**
 * White space, control characters, and characters that take no room: zero-width joiners, direction
 * marks, soft hyphens.
 */
const blanks = /[\s\p{Cf}\p{Cc}]+/gu;

/**
 * A text in upper case without blanks, full-width and compatibility characters made plain (NFKC).
 * Idempotent.
 */
export function foldUpper(text: string): string {
  return withoutBlanks(text).toUpperCase().normalize("NFKC");
}

/**
 * A text in lower case without blanks, full-width and compatibility characters made plain (NFKC).
 * Idempotent.
 */
export function foldLower(text: string): string {
  return withoutBlanks(text).toLowerCase().normalize("NFKC");
}

function withoutBlanks(text: string): string {
  return text.normalize("NFKC").replace(blanks, "").normalize("NFKC");
}

/**
 * Where the ten digits of scripts begin that NFKC leaves as they are: Arabic, Persian, Devanagari,
 * Bengali, Thai.
 */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

/** A text with the digits of other scripts as `0` to `9`: `١٠٠١` gives `1001`. Idempotent. */
export function plainDigits(text: string): string {
  return text.replace(/[٠-٩۰-۹०-९০-৯๐-๙]/gu, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = zeros.findLast((start) => start <= code) ?? code;
    return String(code - zero);
  });
}
