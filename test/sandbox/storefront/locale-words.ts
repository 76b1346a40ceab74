import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

type Words = { [key: string]: string | Words };
export type Translate = (key: string, values?: Record<string, unknown>) => string;

/**
 * Translations of an extension as Shopify finds them: `<locale>.<suffix>`, then its language alone,
 * then the default file. `{{ name }}` is filled in; with a `count` the plural form is chosen.
 */
export function wordsOf(folder: string, locale: string, suffix: ".json" | ".schema.json" = ".json"): Translate {
  const language = locale.split("-")[0] ?? locale;
  const files = [`${locale}${suffix}`, `${language}${suffix}`, `en.default${suffix}`];
  const books = [...new Set(files)].map((file) => join(folder, file)).filter((file) => existsSync(file));
  const words = books.map((file) => JSON.parse(readFileSync(file, "utf8")) as Words);
  return (key, values = {}) => {
    const found = words.map((book) => find(book, key, values, locale)).find((text) => text !== undefined);
    if (found === undefined) return `Translation missing: ${locale}.${key}`;
    return found.replace(/\{\{\s*(\w+)\s*\}\}/g, (all, name: string) => (name in values ? String(values[name]) : all));
  };
}

function find(book: Words, key: string, values: Record<string, unknown>, locale: string): string | undefined {
  let place: string | Words | undefined = book;
  for (const part of key.split(".")) place = typeof place === "object" ? place[part] : undefined;
  if (typeof place !== "object") return place;
  const form = new Intl.PluralRules(locale).select(Number(values.count ?? 0));
  const plural = place[form] ?? place.other;
  return typeof plural === "string" ? plural : undefined;
}
