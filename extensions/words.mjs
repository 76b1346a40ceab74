import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

// `npm run words`: writes the extensions' locale files. What shoppers read in any of them, and on
// the page of the app, stands once, in app/i18n/shopper/<language>.json. A new language is one file
// there, then this command.

/** @typedef {{ [key: string]: string | Words }} Words */

const projectDir = fileURLToPath(new URL("..", import.meta.url));
const sourceDir = path.join(projectDir, "app/i18n/shopper");
const themeDir = path.join(projectDir, "extensions/theme-tracking");
/** The extension of the page of all parcels links to these files. */
const accountsDir = path.join(projectDir, "extensions/customer-order-status");

/** What customer accounts show, a group or a single word. */
const accountsWords = [
  ...["name", "heading", "status", "next", "step", "event", "login", "fulfillment", "page"],
  ...["result.order", "result.parcel", "result.progress", "result.expected", "result.checked", "result.last_scan"],
  ...["result.quiet", "result.contents", "result.updates", "result.none", "result.none_next", "result.more"],
  ...["message.failed", "message.retry"],
];

/** Every locale file of the extensions as it has to be, by its path in the project. */
export function localeFiles() {
  const themeWords = wordsInLiquid();
  /** @type {Map<string, string>} */
  const files = new Map();
  const add = (/** @type {string} */ dir, /** @type {string} */ name, /** @type {Words} */ words) =>
    files.set(path.relative(projectDir, path.join(dir, "locales", name)), `${JSON.stringify(words, null, 2)}\n`);
  for (const file of readdirSync(sourceDir)) {
    const language = path.basename(file, ".json");
    const name = language === "en" ? "en.default" : language;
    const { editor, ...words } = JSON.parse(readFileSync(path.join(sourceDir, file), "utf8"));
    add(accountsDir, `${name}.json`, pick(words, accountsWords));
    add(themeDir, `${name}.json`, pick({ language: { tag: language }, ...words }, themeWords));
    // The theme editor speaks fewer languages than shoppers do.
    if (editor) add(themeDir, `${name}.schema.json`, editor);
  }
  return files;
}

/**
 * A theme's locale file holds what its Liquid uses: `'form.order' | t`. The rest comes with the
 * app's answer.
 */
function wordsInLiquid() {
  const files = ["blocks", "snippets"].flatMap((part) =>
    readdirSync(path.join(themeDir, part)).map((file) => path.join(themeDir, part, file)),
  );
  return files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/'([\w.]+)' \| t\b/g)].map(([, key = ""]) => key),
  );
}

/**
 * These keys of the words and what lies below them, in the words' own order.
 * @param {Words} words
 * @param {readonly string[]} keys
 */
function pick(words, keys) {
  const wanted = new Set(keys);
  /** @type {Words} */
  const picked = {};
  for (const [group, word] of Object.entries(words)) {
    if (wanted.delete(group)) picked[group] = word;
    else if (typeof word === "object") {
      const inside = Object.entries(word).filter(([key]) => wanted.delete(`${group}.${key}`));
      if (inside.length > 0) picked[group] = Object.fromEntries(inside);
    }
  }
  if (wanted.size > 0) throw new Error(`No such words: ${[...wanted].join(", ")}`);
  return picked;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of localeFiles()) {
    mkdirSync(path.join(projectDir, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(projectDir, file), text);
  }
}
