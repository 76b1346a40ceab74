/** What a parcel's own text may not tell: carriers write who signed, sometimes with an address or a number to call. */
export interface CustomerWords {
  name: string | null;
  email: string | null;
  phone: string | null;
}

/** Shorter than this, a name or a phone number is in every second word. */
const minimumNameLetters = 3;
const minimumPhoneDigits = 6;

/** Makes the function that takes a customer out of a carrier's or a merchant's text. The sentence stays. */
export function customerRemover({ name, email, phone }: CustomerWords): (text: string) => string {
  const patterns = [signature, anyEmail];
  const parts = name?.trim().split(/\s+/).filter(Boolean) ?? [];
  if (parts.join("").length >= minimumNameLetters) {
    patterns.push(wordsPattern(parts));
    if (parts.length > 1) patterns.push(wordsPattern([...parts].reverse()));
  }
  if (email?.trim()) patterns.push(new RegExp(literally(email.trim()), "giu"));
  const digits = phone?.replace(/\D/g, "") ?? "";
  if (digits.length >= minimumPhoneDigits) patterns.push(new RegExp(Array.from(digits).join("[\\s().+/-]*"), "gu"));
  return (text) => tidy(patterns.reduce((left, pattern) => left.replace(pattern, keepLead), text));
}

/** "Signed for by: A BUYER": whatever follows is a person. The lead is kept. */
const signature =
  /(?<lead>\b(?:signed(?: for)?|(?:received|accepted|signed(?: for)?) by(?=\s*:)|recipient(?=\s*:)|consignee(?=\s*:)))(?:\s+by\b|\s*:).*$/gisu;
// Begins where a run of its characters begins: tried from inside the run too, a long word would cost the square of its length.
const anyEmail = /(?<![^\s@<>(){}[\],;:])[^\s@<>(){}[\],;:]+@[^\s@<>(){}[\],;:]+\.[^\s@<>(){}[\],;:]+/gu;

function wordsPattern(words: string[]): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}])${words.map((word) => literally(word)).join("[\\s,.]+")}(?![\\p{L}\\p{N}])`,
    "giu",
  );
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function keepLead(_match: string, ...rest: unknown[]): string {
  const groups = rest.at(-1);
  return typeof groups === "object" && groups !== null && "lead" in groups ? String(groups.lead) : "";
}

function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** A place no finer than its town: parts with digits are streets, houses or postcodes, and the town stands last. */
export function townOf(place: string): string {
  const parts = place.split(",").map((part) => part.trim());
  return parts
    .filter((part) => part !== "" && !/\d/.test(part))
    .slice(-2)
    .join(", ");
}
