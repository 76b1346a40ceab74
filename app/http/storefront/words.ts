import { languagesAsked } from "~/http/languages-asked";
import english from "~/i18n/shopper/en.json";

/** A language with a file of words, as Shopify names it: `de`, `pt-BR`. */
export type Language = string;
export type Words = typeof english;

// Whichever languages there are. The extensions' locale files are written from the same files: `npm
// run words`.
const files = import.meta.glob<Words>("../../i18n/shopper/*.json", { eager: true, import: "default" });
const locales = new Map(Object.entries(files).map(([path, words]): [Language, Words] => [namedBy(path), words]));

/** Every language there are words in. */
export const languages: readonly Language[] = [...locales.keys()];

/** The words of one of `languages`; English for any other. */
export function wordsIn(language: Language): Words {
  return locales.get(language) ?? english;
}

/** Which way a language's lines run. */
export function directionOf(language: Language): "ltr" | "rtl" {
  return ["Arab", "Hebr"].includes(new Intl.Locale(language).maximize().script ?? "") ? "rtl" : "ltr";
}

/**
 * The first language with words that is asked for, by a locale (`de-CH`) or an Accept-Language
 * header.
 */
export function languageOf(asked: string): Language {
  for (const tag of languagesAsked(asked)) {
    const language = spokenFor(tag);
    if (language !== null) return language;
  }
  return "en";
}

/**
 * How days and hours are written beside these words: as in the asked region (`en-GB`), never in
 * another language.
 */
export function localeOfTimes(language: Language, asked: string): string {
  const [locale] = canonical(asked);
  return locale?.split("-")[0] === language.split("-")[0] ? (locale ?? language) : language;
}

/**
 * The language itself, or else one that differs in its region only: `pt` and `pt-PT` are served in
 * `pt-BR`.
 */
function spokenFor(tag: string): Language | null {
  const [wanted] = canonical(tag);
  if (wanted === undefined) return null;
  const [base] = wanted.split("-");
  return (
    languages.find((language) => language === wanted) ??
    languages.find((language) => language === base) ??
    languages.find((language) => language.split("-")[0] === base) ??
    null
  );
}

/** Empty for what is no language tag. */
function canonical(tag: string): string[] {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}

/** `…/pt-BR.json` is the file of `pt-BR`. */
function namedBy(path: string): Language {
  return path.replace(/^.*\//, "").replace(/\.json$/, "");
}

/** The text under a reason or status in a group of words, null where the group has none. */
export function wordFor(group: Readonly<Record<string, string>>, key: string | null): string | null {
  return (key === null ? null : group[key.replaceAll("-", "_")]) ?? null;
}

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{\{ (\w+) \}\}/g, (blank, name: string) => String(values[name] ?? blank));
}
