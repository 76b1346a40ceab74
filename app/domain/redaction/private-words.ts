import { unspaced } from "./folded-text";

/**
 * What a parcel's own text may not tell: carriers write who signed, sometimes with an address or a
 * number to call.
 */
export interface CustomerWords {
  name: string | null;
  email: string | null;
  phone: string | null;
}

/**
 * Shorter than this, a name or a phone number is in every second word; names in Han characters are
 * this short.
 */
const minimumNameLetters = { spaced: 3, unspaced: 2 };
const minimumPhoneDigits = 6;

/**
 * Makes the function that takes a customer out of a carrier's or a merchant's text. The sentence
 * stays. A name goes in each order it is written in, whatever became of its case and accents
 * (`JORG MUELLER`), and in scripts without blanks anywhere, written together or not.
 */
export function customerRemover({ name, email, phone }: CustomerWords): (text: string) => string {
  const patterns = [signature, signatureAbroad, anyEmail];
  const parts = name?.trim().split(/\s+/).filter(Boolean) ?? [];
  const writing = unspaced.test(parts.join("")) ? "unspaced" : "spaced";
  const names = parts.join("").length < minimumNameLetters[writing] ? [] : ordersOf(parts).map(namePatterns[writing]);
  if (email?.trim()) patterns.push(new RegExp(literally(email.trim()), "giu"));
  const digits = phone?.replace(/\D/g, "") ?? "";
  if (digits.length >= minimumPhoneDigits) patterns.push(new RegExp(Array.from(digits).join("[\\s().+/-]*"), "gu"));
  return (text) => {
    const left = patterns.reduce((left, pattern) => left.replace(pattern, keepLead), text);
    return tidy(names.reduce(withoutName, left));
  };
}

/** As given, back to front, and with the last part in front, as lists do. */
function ordersOf(parts: string[]): string[][] {
  return parts.length < 2 ? [parts] : [parts, [...parts].reverse(), [...parts.slice(-1), ...parts.slice(0, -1)]];
}

/**
 * Letters are compared without their accents, which stand behind them once a text is taken apart
 * (NFD).
 */
function withoutName(text: string, name: RegExp): string {
  const apart = text.normalize("NFD");
  const left = apart.replace(name, "");
  return left === apart ? text : left.normalize("NFC");
}

/** Letters that carriers write as two, beside those that lose their accent. */
const spellings: Readonly<Record<string, string>> = {
  ä: "ae?",
  ö: "oe?",
  ü: "ue?",
  å: "aa?",
  ø: "(?:ø|oe?)",
  æ: "(?:æ|ae?)",
  ß: "(?:ß|ss?)",
  ł: "[łl]",
  đ: "[đd]",
  ı: "[ıi]",
};

function anySpelling(word: string): string {
  return Array.from(word.normalize("NFC").toLowerCase(), (letter) => {
    const plain = spellings[letter] ?? literally(letter.normalize("NFD").replace(/\p{M}/gu, ""));
    return plain === "" ? "" : `${plain}\\p{M}*`;
  }).join("");
}

const namePatterns = {
  spaced: (words: string[]) => wordsPattern(words.map(anySpelling).join("[\\s,.]+")),
  unspaced: (words: string[]) => new RegExp(words.map(anySpelling).join("[\\s,.・·]*"), "giu"),
};

/** "Signed for by: A BUYER": whatever follows is a person. The lead is kept. */
const signature =
  /(?<lead>\b(?:signed(?: for)?|(?:received|accepted|signed(?: for)?) by(?=\s*:)|recipient(?=\s*:)|consignee(?=\s*:)))(?:\s+by\b|\s*:).*$/gisu;
/** The same in other languages of carriers: "签收人：张三", "Firmado por: ANA". */
const signatureAbroad =
  /(?<lead>签收人|收件人|簽收人|受取人|수령인|(?<!\p{L})(?:firmado por|recibido por|signé par|unterschrieben von|empfänger|firmato da|assinado por|recebido por|getekend door))\s*[:：].*$/gisu;
// Begins where a run of its characters begins: tried from inside the run too, a long word would
// cost the square of its length.
const anyEmail = /(?<![^\s@<>(){}[\],;:])[^\s@<>(){}[\],;:]+@[^\s@<>(){}[\],;:]+\.[^\s@<>(){}[\],;:]+/gu;

function wordsPattern(words: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])${words}(?![\\p{L}\\p{N}\\p{M}])`, "giu");
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

/**
 * A place no finer than its town: parts with digits are streets, houses or postcodes, and the town
 * stands last.
 */
export function townOf(place: string): string {
  const parts = place.split(",").map((part) => part.trim());
  return parts
    .filter((part) => part !== "" && !/\d/.test(part))
    .slice(-2)
    .join(", ");
}
