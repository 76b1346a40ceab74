/**
 * A text as it is compared: one unit of `units` for each character that counts, with the place of
 * its source.
 */
export interface FoldedText {
  /** Lower case, without accents; every run of blanks, dashes and underscores is one blank. */
  units: string;
  /** For each unit, where its character begins and ends in `source`. */
  starts: number[];
  ends: number[];
  /** What was folded, in Unicode's composed form (NFC). */
  source: string;
}

/** Letters that Unicode does not take apart. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ı: "i",
  þ: "th",
  ħ: "h",
};
const separator = /[\s\p{Pd}_]/u;
/** Takes no room: accents that stand alone, joiners, direction marks, soft hyphens. */
const invisible = /[\u0300-\u036f\p{Cf}]/u;
const letter = /\p{L}/u;
const wordCharacter = /[\p{L}\p{N}\p{M}]/u;
/** A character of a script that puts no blank between words, or glues endings to them. */
export const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/**
 * Folds a text for comparing: case, accents and compatibility forms ("ＤＨＬ", "Łódź") go, invisible
 * characters go, a dot or apostrophe after a letter goes ("U.S.A." is "usa"), what separates words
 * is one blank. Takes time linear in the text.
 */
export function foldText(text: string): FoldedText {
  const source = text.normalize("NFC");
  const folded: FoldedText = { units: "", starts: [], ends: [], source };
  const units: string[] = [];
  let before = "";
  for (let at = 0; at < source.length;) {
    const character = characterAt(source, at);
    const end = at + character.length;
    const isDropped = letter.test(before) && /[.'’`]/.test(character);
    const added = isDropped ? "" : foldCharacter(character);
    for (const unit of added === " " && units.at(-1) === " " ? "" : added) {
      // A character outside the basic plane is two units of one source.
      for (let half = 0; half < unit.length; half += 1) {
        units.push(unit.charAt(half));
        folded.starts.push(at);
        folded.ends.push(end);
      }
    }
    if (added !== "" || isDropped) before = character;
    at = end;
  }
  return { ...folded, units: units.join("") };
}

/** Whether a word may begin at this unit: what stands before it is no part of the same word. */
export function beginsWord({ units, starts, source }: FoldedText, at: number): boolean {
  const start = starts[at] ?? 0;
  const isInside = at > 0 && starts[at - 1] === start;
  const before = isInside ? units.charAt(at - 1) : visibleBefore(source, start);
  return !joins(before, units.charAt(at));
}

/** Whether a word may end with this unit. */
export function endsWord({ units, starts, ends, source }: FoldedText, at: number): boolean {
  const isInside = at + 1 < units.length && starts[at + 1] === starts[at];
  const after = isInside ? units.charAt(at + 1) : visibleFrom(source, ends[at] ?? source.length);
  return !joins(units.charAt(at), after);
}

/** Where the character at `end` has marks that take no room of their own, the end after them. */
export function afterMarks(source: string, end: number): number {
  let at = end;
  while (at < source.length && /[\u0300-\u036f]/.test(source.charAt(at))) at += 1;
  return at;
}

function foldCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 128) return separator.test(character) ? " " : character.toLowerCase();
  if (invisible.test(character)) return "";
  if (separator.test(character)) return " ";
  const plain = character
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC");
  return Array.from(plain, (unit) => (separator.test(unit) ? " " : (plainLetters[unit] ?? unit))).join("");
}

function joins(left: string, right: string): boolean {
  return isSpacedWord(left) && isSpacedWord(right);
}

function isSpacedWord(character: string): boolean {
  if (character === "") return false;
  return wordCharacter.test(character) && !unspaced.test(character);
}

function visibleBefore(source: string, end: number): string {
  for (let at = end; at > 0;) {
    const isLowHalf = at > 1 && /[\udc00-\udfff]/.test(source.charAt(at - 1));
    const character = source.slice(at - (isLowHalf ? 2 : 1), at);
    if (!invisible.test(character)) return character;
    at -= character.length;
  }
  return "";
}

function visibleFrom(source: string, start: number): string {
  for (let at = start; at < source.length;) {
    const character = characterAt(source, at);
    if (!invisible.test(character)) return character;
    at += character.length;
  }
  return "";
}

function characterAt(source: string, at: number): string {
  return String.fromCodePoint(source.codePointAt(at) ?? 0);
}
