import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { localeFiles } from "../../extensions/words.mjs";
import { localeWords } from "./shopper-answers";

/** Where every word stands; the locale files of the extensions are written from here. */
const source = "app/i18n/shopper";
const folders = [source, "extensions/theme-tracking/locales", "extensions/customer-order-status/locales"];
const kinds = folders.flatMap((folder) =>
  [...new Set(readdirSync(folder).map((file) => file.replace(/^[^.]+(\.default)?/, "")))].map((suffix) => ({
    folder,
    suffix,
    english: wordsOf(folder, folder === source ? `en${suffix}` : `en.default${suffix}`),
    files: readdirSync(folder).filter((file) => file.replace(/^[^.]+(\.default)?/, "") === suffix),
  })),
);

/**
 * The words of the theme editor, which fewer languages have, are judged in the files written from
 * them.
 */
function wordsOf(folder: string, file: string): Map<string, string> {
  const words = [...localeWords(`${folder}/${file}`)];
  return new Map(folder === source ? words.filter(([key]) => !key.startsWith("editor.")) : words);
}

const languagesOf = (files: readonly string[]) => files.map((file) => file.split(".")[0] ?? file).sort();
const blanksOf = (text = "") => (text.match(/\{\{.*?\}\}/g) ?? []).sort();

/** Words that another language spells as English does. */
const sameAsEnglish: Record<string, readonly string[]> = {
  de: ["block.intro"],
  nl: ["form.postcode"],
  sv: ["block.intro"],
};

test("the app and both extensions speak the same languages, at least thirteen, one of them from right to left", () => {
  const [first = [], ...others] = kinds
    .filter(({ suffix }) => suffix === ".json")
    .map(({ files }) => languagesOf(files));
  for (const other of others) expect(other).toEqual(first);
  expect(first.length).toBeGreaterThanOrEqual(13);
  expect(first).toEqual(expect.arrayContaining(["ar", "en"]));
  expect(first.filter((language) => Intl.getCanonicalLocales(language)[0] !== language)).toEqual([]);
});

test("the theme editor speaks those of them that Shopify's admin speaks", () => {
  const admin = new Set(languagesOf(readdirSync("node_modules/@shopify/polaris/locales")));
  const editor = kinds.filter(({ suffix }) => suffix === ".schema.json").flatMap(({ files }) => languagesOf(files));
  const shopper = kinds.flatMap(({ suffix, files }) => (suffix === ".json" ? languagesOf(files) : []));
  expect(editor).toEqual([...new Set(shopper)].filter((language) => admin.has(language)));
});

describe.each(kinds)("$folder/*$suffix", ({ folder, english, files }) => {
  test.each(files.filter((file) => !file.startsWith("en.")))("%s says all of it, in its own language", (file) => {
    const words = wordsOf(folder, file);
    const [language = ""] = file.split(".");
    expect([...words.keys()]).toEqual([...english.keys()]);
    for (const [key, text] of words) expect(blanksOf(text), key).toEqual(blanksOf(english.get(key)));
    const left = [...words].filter(([key, text]) => text === english.get(key)).map(([key]) => key);
    expect(left.filter((key) => !(sameAsEnglish[language] ?? []).includes(key))).toEqual([]);
  });

  test.each(files)("%s is clean text", (file) => {
    const bytes = readFileSync(`${folder}/${file}`);
    const source = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    expect(source).toBe(source.normalize("NFC").replace(/^\uFEFF/, ""));
    for (const [key, text] of localeWords(`${folder}/${file}`)) {
      expect(text, key).toBe(text.trim().replace(/\s+/g, " "));
      expect(text, key).not.toMatch(/^$|\.\.\.|[<>!！¡…]|&\w+;|\uFFFD/);
      expect(text.replace(/\{\{ \w+ \}\}/g, ""), key).not.toMatch(/[{}]/);
    }
  });
});

test("the locale files of the extensions are what `npm run words` writes", () => {
  const written = localeFiles();
  const folderOf = (file: string) => file.slice(0, file.lastIndexOf("/"));
  const there = [...new Set([...written.keys()].map(folderOf))].flatMap((folder) =>
    readdirSync(folder).map((name) => `${folder}/${name}`),
  );
  expect(there.sort()).toEqual([...written.keys()].sort());
  for (const [file, text] of written) expect(readFileSync(file, "utf8"), file).toBe(text);
});

test("every file of the theme's blocks says which language it speaks, for days and hours to follow", () => {
  const folder = "extensions/theme-tracking/locales";
  for (const file of readdirSync(folder).filter((name) => !name.includes(".schema.")))
    expect(localeWords(`${folder}/${file}`).get("language.tag"), file).toBe(file.split(".")[0]);
});

test("an order's name keeps its # in front where lines run from right to left", () => {
  const mark = "\u200e";
  for (const file of ["ar.json", "he.json"]) {
    const words = localeWords(`${source}/${file}`);
    expect(words.get("result.order"), file).toContain(`${mark}{{ name }}`);
    expect(words.get("form.order_hint"), file).toContain(`${mark}#1001`);
  }
});
