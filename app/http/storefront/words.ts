import english from "../../../extensions/theme-tracking/locales/en.default.json";

/** A language with a locale file, as Shopify names it: `de`, `pt-BR`. */
export type Language = string;
export type Words = typeof english;

// The page without script says what the block says, so both read the extension's own locale files, whichever there are.
const files = import.meta.glob<Words>(
  ["../../../extensions/theme-tracking/locales/*.json", "!../../../extensions/theme-tracking/locales/*.schema.json"],
  { eager: true, import: "default" },
);
const locales = new Map(Object.entries(files).map(([path, words]): [Language, Words] => [named(path), words]));

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

/** The first language asked for that we speak, from a locale (`de-CH`) or an Accept-Language header (RFC 9110, 12.5.4). */
export function languageOf(asked: string): Language {
  for (const wish of wishes(asked)) {
    const language = spokenFor(wish);
    if (language !== null) return language;
  }
  return "en";
}

/** The tags of a header, the most wanted first; none that is refused with `q=0`. */
function wishes(asked: string): string[] {
  return asked
    .split(",", 50)
    .map((part) => {
      const [tag = "", ...options] = part.split(";").map((text) => text.trim());
      const weight = options.find((option) => /^q\s*=/i.test(option))?.split("=")[1];
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ tag, weight }) => tag !== "" && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

/** The language itself, or else one that differs in its region only: `pt` and `pt-PT` are served in `pt-BR`. */
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

/** `…/pt-BR.json` and `…/en.default.json` are the files of `pt-BR` and `en`. */
function named(path: string): Language {
  return path.replace(/^.*\//, "").replace(/\..*$/, "");
}

/** The text under a reason or status in a group of words, null where the group has none. */
export function wordFor(group: Readonly<Record<string, string>>, key: string | null): string | null {
  return (key === null ? null : group[key.replaceAll("-", "_")]) ?? null;
}

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{\{ (\w+) \}\}/g, (blank, name: string) => String(values[name] ?? blank));
}
