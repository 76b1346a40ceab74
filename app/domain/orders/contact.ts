import { foldLower } from "../folding";

/** The key e-mail addresses are compared by: trimmed, folded, lower case. Empty for an empty text. Idempotent. */
export function emailKey(text: string): string {
  return foldLower(text);
}

/**
 * The key telephone numbers are compared by: digits only, without the international prefix (`+` or `00`). A national
 * number keeps its leading zero: without knowing the country it cannot be completed. Empty for a text without digits.
 * Idempotent.
 */
export function phoneKey(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[^0-9]+/g, "")
    .replace(/^(00)+/, "");
}
