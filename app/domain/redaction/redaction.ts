import { countryNamed, countryNames } from "../carriers/countries";
import type { HiddenWord } from "./hidden-word";
import { afterMarks, beginsWord, endsWord, foldText, type FoldedText } from "./folded-text";

/**
 * What shoppers must not read, each with what stands in its place; an empty replacement takes the
 * word out.
 */
export interface HiddenTexts {
  places: readonly HiddenWord[];
  words: readonly HiddenWord[];
  /** Names of carriers that are hidden. */
  couriers: readonly HiddenWord[];
}

/** Takes what is hidden out of everything that goes to a shopper. All of it pure. */
export interface Redactor {
  /** A sentence or a title without what is hidden. The rest stays word for word. */
  text: (text: string) => string;
  /**
   * A place: as `text`, and the codes of hidden countries ("SHENZHEN, CN") go too, also those that
   * are English words.
   */
  place: (place: string) => string;
  /**
   * A country's code (ISO 3166-1 alpha-2), null where the country is hidden under its code or any
   * of its names.
   */
  country: (code: string | null) => string | null;
  /** Whether there is something hidden in a text, such as the address of a page. */
  hides: (text: string) => boolean;
}

interface Entry {
  replacement: string;
  /** Where only this spelling counts: codes of countries, which are words otherwise. */
  spelling: string | null;
}
interface Node {
  next: Map<string, Node>;
  entry: Entry | null;
}
interface Match {
  start: number;
  end: number;
  entry: Entry;
}

/**
 * Texts that come back with something hidden in them, because a cut joined two halves of it, are
 * cut again; then given up.
 */
const mostCuts = 8;

/**
 * Codes of countries that stand in sentences for other things ("ARRIVED AT FACILITY IN TRANSIT",
 * "GO TO", "PO BOX").
 */
const ambiguousCodes = new Set(
  "AD AI AM AN AS AT BE BY CO DE DO ES ID IE IN IO IS IT LA ME MS MY NO OM PM SO TO UM US".split(" "),
);

/**
 * Makes the one function behind every way out. Compared without case and accents, as whole words,
 * or anywhere in scripts without blanks; of entries that begin at the same place the longest
 * counts. What was put in is not replaced again; a replacement that holds something hidden is left
 * out. Nothing hidden is left in what comes back, even where taking a word out joins its neighbours
 * to a hidden one. Takes time linear in a text times the longest entry, however many entries there
 * are.
 */
export function redactor(hidden: HiddenTexts): Redactor {
  const entries = [...hidden.places, ...hidden.words, ...hidden.couriers].map((entry) => ({
    ...entry,
    spelling: null,
  }));
  if (entries.length === 0) return nothingHidden;
  const aliases = entries.flatMap(aliasesOf);
  const unitsOf = remembered((word) => foldText(word).units.trim());
  const all = trieOf([...entries, ...aliases], unitsOf);
  const safe = remembered((replacement) =>
    matchesIn(foldText(replacement), all).length === 0 ? replacement.normalize("NFC") : "",
  );
  const safely = <Given extends HiddenWord>(entry: Given): Given => ({
    ...entry,
    replacement: safe(entry.replacement),
  });
  const [given, countries] = [entries.map(safely), aliases.map(safely)];
  const unambiguous = countries.filter(({ spelling }) => !ambiguousCodes.has(spelling ?? ""));
  const inTexts = trieOf([...given, ...unambiguous], unitsOf);
  const inPlaces = unambiguous.length === countries.length ? inTexts : trieOf([...given, ...countries], unitsOf);
  const hiddenCountries = new Set(countries.map(({ word }) => word));
  return {
    text: (text) => redact(text, inTexts),
    place: (place) => redact(place, inPlaces),
    country: (code) => (code === null || hiddenCountries.has(code.toUpperCase()) ? null : code),
    hides: (text) => matchesIn(foldText(text), inTexts).length > 0,
  };
}

const nothingHidden: Redactor = {
  text: (text) => text,
  place: (place) => place,
  country: (code) => code,
  hides: () => false,
};

/** A hidden country's other names, and its code in capitals. */
function aliasesOf({ word, replacement }: HiddenWord): (Entry & HiddenWord)[] {
  const code = countryNamed(word);
  if (code === null) return [];
  const names = countryNames(code).map((name) => ({ word: name, replacement, spelling: null }));
  return [...names, { word: code, replacement, spelling: code }];
}

/**
 * Every lookup folds its merchant's whole list, in which replacements repeat and words are put into
 * several tries.
 */
function remembered(work: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = work(text);
    known.set(text, made);
    return made;
  };
}

function trieOf(entries: readonly (Entry & HiddenWord)[], unitsOf: (word: string) => string): Node {
  const root: Node = { next: new Map(), entry: null };
  for (const { word, replacement, spelling } of entries) {
    let node = root;
    const units = unitsOf(word);
    for (let at = 0; at < units.length; at += 1) {
      const unit = units.charAt(at);
      const next = node.next.get(unit) ?? { next: new Map<string, Node>(), entry: null };
      node.next.set(unit, next);
      node = next;
    }
    if (node !== root) node.entry ??= { replacement, spelling };
  }
  return root;
}

function matchesIn(text: FoldedText, trie: Node): Match[] {
  const matches: Match[] = [];
  const { units } = text;
  for (let at = 0; at < units.length;) {
    const found = trie.next.has(units.charAt(at)) && beginsWord(text, at) ? longestAt(text, at, trie) : null;
    if (found === null) {
      at += 1;
      continue;
    }
    const { last, entry } = found;
    const start = text.starts[at] ?? 0;
    const end = afterMarks(text.source, text.ends[last] ?? start);
    matches.push({ start, end, entry });
    at = last + 1;
    while (at < units.length && (text.starts[at] ?? 0) < end) at += 1;
  }
  return matches;
}

function longestAt(text: FoldedText, at: number, trie: Node): { last: number; entry: Entry } | null {
  let node: Node | undefined = trie;
  let longest: { last: number; entry: Entry } | null = null;
  for (let last = at; last < text.units.length; last += 1) {
    node = node.next.get(text.units.charAt(last));
    if (node === undefined) break;
    if (node.entry === null || !endsWord(text, last)) continue;
    const { spelling } = node.entry;
    const isSpelt = spelling === null || text.source.slice(text.starts[at], text.ends[last]) === spelling;
    if (isSpelt) longest = { last, entry: node.entry };
  }
  return longest;
}

function redact(text: string, trie: Node): string {
  let folded = foldText(text);
  let matches = matchesIn(folded, trie);
  if (matches.length === 0) return text;
  let cut = "";
  for (let round = 0; round < mostCuts; round += 1) {
    // Only what the text said is replaced; what came together since is taken out.
    cut = replaceIn(folded.source, matches, round === 0);
    folded = foldText(cut);
    matches = matchesIn(folded, trie);
    if (matches.length === 0) return cut;
  }
  return "";
}

function replaceIn(source: string, matches: readonly Match[], withReplacement: boolean): string {
  // By single units, so that cutting at the end costs nothing, however often it happens.
  const written: string[] = [];
  let from = 0;
  for (const { start, end, entry } of matches) {
    append(written, source.slice(from, start));
    const replacement = withReplacement ? entry.replacement : "";
    append(written, replacement);
    from = replacement === "" ? closeGap(written, source, end) : end;
  }
  append(written, source.slice(from));
  return written.join("").trim();
}

/** A blank on both sides of a cut is one blank. */
function append(written: string[], more: string): void {
  const last = written.at(-1);
  for (const unit of (last === undefined || blank.test(last) ? more.trimStart() : more).split("")) written.push(unit);
}

const blank = /\s/;
const opening = new Set("([{（【「");
const separating = new Set(",;:/|、，；：-–—");
const closing = new Set(")]}）】」");
const clinging = new Set(",.;:。，；：");

/**
 * After a cut: the commas and brackets that stood around the word alone go with it. Answers where
 * to read on in the source.
 */
function closeGap(written: string[], source: string, end: number): number {
  let from = end;
  for (;;) {
    const left = written.findLastIndex((unit) => !blank.test(unit));
    const right = skipBlanks(source, from);
    const [last, next] = [written[left] ?? "", source.charAt(right)];
    const isPair = opening.has(last) && closing.has(next);
    const isDoubled = separating.has(next) && (last === "" || opening.has(last) || separating.has(last));
    const isDangling = separating.has(last) && (next === "" || closing.has(next));
    if (isPair || isDangling) written.length = left;
    if (isPair || isDoubled) from = right + 1;
    if (isPair || isDoubled || isDangling) continue;
    if (next !== "" && !clinging.has(next) && !closing.has(next)) return from;
    written.length = left + 1;
    return right;
  }
}

function skipBlanks(source: string, from: number): number {
  let at = from;
  while (at < source.length && blank.test(source.charAt(at))) at += 1;
  return at;
}
