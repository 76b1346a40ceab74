import { themeCheckRun } from "@shopify/theme-check-node";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { localeWords } from "./shopper-answers";

const folder = "extensions/theme-tracking";
const read = (file: string) => readFileSync(`${folder}/${file}`, "utf8");
const liquid = read("blocks/tracking.liquid");
const markup = liquid
  .replace(/\{% schema %\}[\s\S]*\{% endschema %\}/, "")
  .replace(/\{% comment %\}[\s\S]*?\{% endcomment %\}/g, "");
const script = read("assets/tracking.js");
const styles = read("assets/tracking.css");
const locales = readdirSync(`${folder}/locales`);

async function themeCheck(root: string) {
  const { offenses } = await themeCheckRun(path.resolve(root), path.resolve(root, ".theme-check.yml"));
  return offenses.map(({ check, message }) => `${check}: ${message}`);
}

describe("theme check", () => {
  test("finds nothing", async () => {
    expect(await themeCheck(folder)).toEqual([]);
  });

  test("does look: it finds a missing translation and a script from elsewhere", async () => {
    const copy = mkdtempSync(path.join(tmpdir(), "theme-"));
    onTestFinished(() => rmSync(copy, { recursive: true }));
    cpSync(folder, copy, { recursive: true });
    writeFileSync(
      path.join(copy, "blocks/tracking.liquid"),
      `{{ 'no.such.word' | t }}<script src="https://cdn.example/x.js" defer></script>${liquid}`,
    );
    expect((await themeCheck(copy)).map((offence) => offence.split(":")[0])).toEqual(
      expect.arrayContaining(["TranslationKeyExists", "RemoteAsset"]),
    );
  });
});

describe("what Shopify refuses at deploy", () => {
  test("only the folders and file types of a theme extension", () => {
    const allowed: Record<string, RegExp> = {
      assets: /\.(js|css|json|png|jpe?g|svg|wasm)$/,
      blocks: /\.liquid$/,
      snippets: /\.liquid$/,
      locales: /\.json$/,
    };
    for (const entry of readdirSync(folder, { withFileTypes: true }).filter((found) => found.isDirectory())) {
      expect(Object.keys(allowed)).toContain(entry.name);
      for (const file of readdirSync(`${folder}/${entry.name}`)) expect(file).toMatch(allowed[entry.name] ?? /^$/);
    }
  });

  test("no forbidden tag in a block", () => {
    expect(markup).not.toMatch(/\{%-?\s*(javascript|stylesheet|include|layout|sections?)\b/);
  });
});

describe("budgets", () => {
  test("the script stays under 8 KB gzip and the 10,000 raw bytes theme check counts", () => {
    expect(statSync(`${folder}/assets/tracking.js`).size).toBeLessThan(10_000);
    expect(gzipSync(script).length).toBeLessThanOrEqual(8 * 1024);
  });

  test("the styles stay under 6 KB", () => {
    expect(statSync(`${folder}/assets/tracking.css`).size).toBeLessThanOrEqual(6 * 1024);
  });

  test("nothing is loaded from anywhere", () => {
    expect(markup).not.toMatch(/https?:|\ssrc=|<link/);
    expect(styles).not.toMatch(/url\(|@import/);
    expect(script).not.toMatch(/\bimport\b|https?:\/\//);
  });
});

describe("safe output", () => {
  test("every Liquid output is escaped for where it stands", () => {
    const [json] = /<script type="application\/json">[\s\S]*?<\/script>/.exec(markup) ?? [""];
    const outputs = (text: string) =>
      [...text.matchAll(/\{\{-?\s*([\s\S]*?)\s*-?\}\}/g)].map((found) => found[1] ?? "");
    expect(outputs(json).filter((output) => !output.endsWith("| json"))).toEqual([]);
    expect(outputs(markup.replace(json, "")).filter((output) => !output.endsWith("| escape"))).toEqual([
      "block.shopify_attributes",
    ]);
  });

  test("the script never makes mark-up out of text", () => {
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|Function\(/);
  });
});

describe("words", () => {
  test.each([
    ["en.default.json", /^[a-z]{2}(-[A-Z]{2})?\.json$/],
    ["en.default.schema.json", /^[a-z]{2}(-[A-Z]{2})?\.schema\.json$/],
  ])("%s is the one default, and every other has the same words and blanks to fill", (standard, others) => {
    const kind = standard.includes("schema") ? /\.default\.schema\.json$/ : /\.default\.json$/;
    expect(locales.filter((file) => kind.test(file))).toEqual([standard]);
    const english = localeWords(`${folder}/locales/${standard}`);
    const blanks = (text = "") => (text.match(/\{\{ \w+ \}\}/g) ?? []).sort();
    for (const file of locales.filter((name) => others.test(name))) {
      const words = localeWords(`${folder}/locales/${file}`);
      expect([...words.keys()], file).toEqual([...english.keys()]);
      for (const [key, text] of words) expect(blanks(text), `${file} ${key}`).toEqual(blanks(english.get(key)));
    }
  });

  test("the block uses every word there is", () => {
    for (const key of localeWords(`${folder}/locales/en.default.json`).keys()) expect(markup).toContain(`'${key}' | t`);
    for (const key of localeWords(`${folder}/locales/en.default.schema.json`).keys())
      expect(liquid).toContain(`"t:${key}"`);
  });
});

test("works in both directions of writing: no physical side in the styles", () => {
  expect(styles).not.toMatch(
    /(?<![-\w])(left|right|(margin|padding|border)-(top|right|bottom|left)):|text-align: (left|right)/,
  );
});
