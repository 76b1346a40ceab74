import { themeCheckRun } from "@shopify/theme-check-node";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { localeWords } from "./shopper-answers";

const folder = "extensions/theme-tracking";
const read = (file: string) => readFileSync(`${folder}/${file}`, "utf8");
const filesOf = (part: "blocks" | "snippets") => readdirSync(`${folder}/${part}`).map((file) => `${part}/${file}`);
const blocks = filesOf("blocks").map((file) => ({ file, source: read(file), schema: schemaTextOf(read(file)) }));
/** Every Liquid file without its schema and comments. */
const markups = [...filesOf("blocks"), ...filesOf("snippets")].map(
  (file) =>
    [
      file,
      read(file)
        .replace(/\{% schema %\}[\s\S]*\{% endschema %\}/, "")
        .replace(/\{%-? comment -?%\}[\s\S]*?\{%-? endcomment -?%\}/g, ""),
    ] as const,
);
const markup = markups.map(([, text]) => text).join("\n");
const script = read("assets/tracking.js");
const styles = read("assets/tracking.css");
const locales = readdirSync(`${folder}/locales`);

function schemaTextOf(source: string): string {
  return /\{% schema %\}([\s\S]*)\{% endschema %\}/.exec(source)?.[1] ?? "";
}

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
      `{{ 'no.such.word' | t }}<script src="https://cdn.example/x.js" defer></script>${read("blocks/tracking.liquid")}`,
    );
    expect((await themeCheck(copy)).map((offence) => offence.split(":")[0])).toEqual(
      expect.arrayContaining(["TranslationKeyExists", "RemoteAsset"]),
    );
  });
});

// prettier-ignore
const templates = z.enum([
  "404", "article", "blog", "cart", "collection", "gift_card", "index",
  "list-collections", "metaobject", "page", "password", "policy", "product", "search",
  "customers/account", "customers/activate_account", "customers/addresses", "customers/login", "customers/order", "customers/register", "customers/reset_password",
]);
const label = z.string().startsWith("t:");
const input = { id: z.string().regex(/^[a-z_]+$/), label, info: label.optional() };
/** What a block's schema may hold, of the settings those we use; anything else is a slip. */
const blockSchema = z.strictObject({
  name: label,
  target: z.literal("section"),
  stylesheet: z.string(),
  javascript: z.string(),
  enabled_on: z.strictObject({ templates: z.array(templates).min(1) }),
  settings: z.array(
    z.discriminatedUnion("type", [
      z.strictObject({
        type: z.enum(["text", "textarea"]),
        ...input,
        default: z.string().min(1).optional(),
        placeholder: label.optional(),
      }),
      z.strictObject({ type: z.literal("url"), ...input }),
      z.strictObject({ type: z.literal("color"), ...input }),
      z.strictObject({ type: z.literal("checkbox"), ...input, default: z.boolean() }),
      z.strictObject({
        type: z.literal("select"),
        ...input,
        options: z.array(z.strictObject({ value: z.string(), label })).min(2),
        default: z.string(),
      }),
      z.strictObject({
        type: z.literal("range"),
        ...input,
        min: z.number(),
        max: z.number(),
        step: z.number().positive(),
        unit: z.string().max(3),
        default: z.number(),
      }),
      z.strictObject({ type: z.literal("header"), content: label }),
    ]),
  ),
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

  test("no forbidden tag, as a tag or in a liquid tag", () => {
    expect(markup).not.toMatch(/(\{%-?|^)\s*(javascript|stylesheet|include|layout|sections?)\b/m);
  });

  test("no more than its sizes and numbers allow", () => {
    const bytesOf = (part: string) =>
      readdirSync(`${folder}/${part}`).reduce((sum, file) => sum + statSync(`${folder}/${part}/${file}`).size, 0);
    expect(["assets", "blocks", "snippets", "locales"].reduce((sum, part) => sum + bytesOf(part), 0)).toBeLessThan(
      10e6,
    );
    expect(bytesOf("blocks") + bytesOf("snippets")).toBeLessThan(100_000);
    expect(blocks.length).toBeLessThanOrEqual(30);
  });

  test.each(blocks)("$file has a schema with keys, templates and settings Shopify knows", ({ schema }) => {
    const { settings, ...block } = blockSchema.parse(JSON.parse(schema));
    expect(block.name).toMatch(/^t:/);
    const inputs = settings.flatMap((setting) => ("id" in setting ? [setting] : []));
    expect(new Set(inputs.map(({ id }) => id)).size).toBe(inputs.length);
    for (const asset of [block.stylesheet, block.javascript])
      expect(statSync(`${folder}/assets/${asset}`).isFile()).toBe(true);
    for (const setting of settings) {
      if (setting.type === "range") expect((setting.max - setting.min) / setting.step).toBeLessThanOrEqual(101);
      if (setting.type === "select") expect(setting.options.map(({ value }) => value)).toContain(setting.default);
    }
  });
});

describe("budgets", () => {
  test("the script stays under 3 KB gzip and the 10,000 raw bytes theme check counts", () => {
    expect(statSync(`${folder}/assets/tracking.js`).size).toBeLessThan(10_000);
    expect(gzipSync(script).length).toBeLessThanOrEqual(3 * 1024);
  });

  test("the styles stay under 6 KB", () => {
    expect(statSync(`${folder}/assets/tracking.css`).size).toBeLessThanOrEqual(6 * 1024);
  });

  test.each(locales.filter((file) => !file.includes(".schema.")))(
    "blocks, script, styles and the words of %s stay under 32 KB compressed",
    (words) => {
      const shipped = [markup, script, styles, read(`locales/${words}`)];
      expect(gzipSync(shipped.join("\n")).length).toBeLessThanOrEqual(32 * 1024);
    },
  );

  test("nothing is loaded from anywhere", () => {
    expect(markup).not.toMatch(/https?:|\ssrc=|<link/);
    expect(styles).not.toMatch(/url\(|@import/);
    expect(script).not.toMatch(/\bimport\b|https?:\/\//);
  });
});

describe("safe output", () => {
  test("every Liquid output is escaped for where it stands", () => {
    const outputs = (text: string) =>
      [...text.matchAll(/\{\{-?\s*([\s\S]*?)\s*-?\}\}|^\s*echo (.*)$/gm)].map((found) => found[1] ?? found[2] ?? "");
    for (const [file, text] of markups) {
      const loose = outputs(text).filter((output) => !output.endsWith("| escape"));
      expect(loose, file).toEqual(file.startsWith("blocks/") ? ["block.shopify_attributes"] : []);
    }
  });

  test("the script never makes mark-up out of text, but for the app's answer, in a document where nothing runs", () => {
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(/);
    expect(script.match(/.*DOMParser.*/g)?.map((line) => line.trim())).toEqual([
      'const page = new DOMParser().parseFromString(await response.text(), "text/html");',
    ]);
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

  test("the blocks use every word there is", () => {
    for (const key of localeWords(`${folder}/locales/en.default.json`).keys()) expect(markup).toContain(`'${key}' | t`);
    for (const key of localeWords(`${folder}/locales/en.default.schema.json`).keys())
      expect(blocks.map(({ schema }) => schema).join("\n")).toContain(`"t:${key}"`);
  });
});

test("nothing moves by itself", () => {
  expect(styles).not.toMatch(/transition|animation|scroll-behavior/);
});

test("works in both directions of writing: no physical side in the styles", () => {
  expect(styles).not.toMatch(
    /(?<![-\w])(left|right|(margin|padding|border)-(top|right|bottom|left)):|text-align: (left|right)/,
  );
});
