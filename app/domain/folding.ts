/** White space, control characters, and characters that take no room: zero-width joiners, direction marks, soft hyphens. */
const blanks = /[\s\p{Cf}\p{Cc}]+/gu;

/** A text in upper case without blanks, full-width and compatibility characters made plain (NFKC). Idempotent. */
export function foldUpper(text: string): string {
  return withoutBlanks(text).toUpperCase().normalize("NFKC");
}

/** A text in lower case without blanks, full-width and compatibility characters made plain (NFKC). Idempotent. */
export function foldLower(text: string): string {
  return withoutBlanks(text).toLowerCase().normalize("NFKC");
}

function withoutBlanks(text: string): string {
  return text.normalize("NFKC").replace(blanks, "").normalize("NFKC");
}
