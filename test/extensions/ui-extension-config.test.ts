import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { z } from "zod";
import { localeWords } from "./shopper-answers";

const folder = "extensions/customer-order-status";
const targets = "node_modules/@shopify/ui-extensions/build/ts/surfaces/customer-account/targets";

const extensionConfig = z.strictObject({
  api_version: z.literal("2026-07"),
  extensions: z.tuple([
    z.strictObject({
      type: z.literal("ui_extension"),
      uid: z.string().min(36),
      name: z.string().startsWith("t:"),
      handle: z.string().regex(/^[a-z0-9-]{1,50}$/),
      targeting: z.array(
        z.strictObject({
          target: z.string(),
          module: z.string(),
          default_placement: z.enum(["ORDER_STATUS1", "ORDER_STATUS2", "ORDER_STATUS3"]),
        }),
      ),
      capabilities: z.strictObject({ network_access: z.literal(true) }),
    }),
  ]),
});
const config = extensionConfig.parse(parse(readFileSync(`${folder}/shopify.extension.toml`, "utf8")));
const [extension] = config.extensions;

test("every target is one of the customer accounts' and has its module", () => {
  for (const { target, module } of extension.targeting) {
    expect(existsSync(`${targets}/${target}.d.ts`), target).toBe(true);
    expect(existsSync(`${folder}/${module}`), module).toBe(true);
  }
});

test("there is one default locale, and every other has the same words", () => {
  const files = readdirSync(`${folder}/locales`);
  expect(files.filter((file) => file.includes(".default."))).toEqual(["en.default.json"]);
  const english = localeWords(`${folder}/locales/en.default.json`);
  expect(english.get(extension.name.replace("t:", ""))?.length).toBeGreaterThanOrEqual(5);
  for (const file of files)
    expect([...localeWords(`${folder}/locales/${file}`).keys()], file).toEqual([...english.keys()]);
});

test("widget and storefront say the same in every language", () => {
  for (const file of readdirSync(`${folder}/locales`)) {
    const storefront = localeWords(`extensions/theme-tracking/locales/${file}`);
    const shared = [...localeWords(`${folder}/locales/${file}`)].filter(([key]) => storefront.has(key));
    expect(shared.length, file).toBeGreaterThan(40);
    for (const [key, text] of shared) expect(text, `${file} ${key}`).toBe(storefront.get(key));
  }
});
