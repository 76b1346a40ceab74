import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { adminApiVersion } from "~/providers/shopify/api.server";
import { localeWords } from "./shopper-answers";

const folder = "extensions/customer-order-status";
const folders = readdirSync("extensions")
  .map((name) => `extensions/${name}`)
  .filter((place) => existsSync(`${place}/shopify.extension.toml`))
  .filter((place) => readFileSync(`${place}/shopify.extension.toml`, "utf8").includes('type = "ui_extension"'));
const targets = "node_modules/@shopify/ui-extensions/build/ts/surfaces/customer-account/targets";

/** What a settings field may be limited by, for the types we know how to read. */
const validation = z.strictObject({ name: z.enum(["min", "max", "regex", "choices"]), value: z.string() });
const named = {
  key: z.string().regex(/^\w{1,64}$/),
  name: z.string().min(1).max(50),
  description: z.string().max(100),
};
const field = z.discriminatedUnion("type", [
  z.strictObject({ ...named, type: z.literal("boolean") }),
  z.strictObject({ ...named, type: z.literal("single_line_text_field"), validations: z.array(validation).optional() }),
]);

const extensionConfig = z.strictObject({
  api_version: z.literal(adminApiVersion),
  extensions: z.tuple([
    z.strictObject({
      type: z.literal("ui_extension"),
      uid: z.string().min(36).max(250),
      name: z.string().startsWith("t:"),
      handle: z.string().regex(/^(?!-)[a-z0-9-]{1,50}(?<!-)$/),
      targeting: z.array(
        z.strictObject({
          target: z.string(),
          module: z.string(),
          default_placement: z.enum(["ORDER_STATUS1", "ORDER_STATUS2", "ORDER_STATUS3"]).optional(),
        }),
      ),
      // No metafields, and no access to the storefront's API: what is not asked for cannot be
      // misused.
      capabilities: z.strictObject({ network_access: z.literal(true) }),
      settings: z.strictObject({ fields: z.array(field).min(1).max(20) }),
    }),
  ]),
});
const configOf = (place: string) =>
  extensionConfig.parse(parse(readFileSync(`${place}/shopify.extension.toml`, "utf8"))).extensions[0];
const extension = configOf(folder);

test("there are the order's page and the page of all parcels, each under an id and a handle of its own", () => {
  const all = folders.map(configOf);
  expect(all.flatMap(({ targeting }) => targeting.map(({ target }) => target)).sort()).toEqual([
    "customer-account.order-status.block.render",
    "customer-account.order-status.fulfillment-details.render-after",
    "customer-account.page.render",
  ]);
  for (const own of [all.map(({ uid }) => uid), all.map(({ handle }) => handle)])
    expect(new Set(own).size).toBe(own.length);
});

describe.each(folders)("%s", (place) => {
  const { targeting, settings, name } = configOf(place);

  test("every target is one of the customer accounts' and has a module of its own", () => {
    for (const { target, module } of targeting) {
      expect(existsSync(`${targets}/${target}.d.ts`), target).toBe(true);
      expect(readFileSync(`${place}/${module}`, "utf8"), module).toMatch(/^export default async \(\) => \{/m);
    }
    expect(new Set(targeting.map(({ module }) => module)).size).toBe(targeting.length);
  });

  test("a full page is alone, and only a block has a placement", () => {
    const isPage = ({ target }: { target: string }) => target.endsWith(".page.render");
    expect(targeting.some(isPage) ? targeting.length : 1).toBe(1);
    for (const { target, default_placement: placement } of targeting)
      expect(placement !== undefined, target).toBe(target.endsWith(".block.render"));
  });

  test("every setting is read by the code, and none is there twice", () => {
    const keys = settings.fields.map(({ key }) => key);
    const read = readFileSync(`${folder}/src/preferences.ts`, "utf8");
    for (const key of keys) expect(read).toMatch(new RegExp(`\\b${key}\\b`));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("its name stands in the locale files, which the extensions share", () => {
    const english = localeWords(`${place}/locales/en.default.json`);
    const said = english.get(name.replace("t:", "")) ?? "";
    expect(said.length).toBeGreaterThanOrEqual(5);
    expect(said.length).toBeLessThanOrEqual(50);
    expect(realpathSync(`${place}/locales`)).toBe(realpathSync(`${folder}/locales`));
  });

  test("every component it uses is one of the customer accounts'", () => {
    const components = new Set(
      readdirSync("node_modules/@shopify/ui-extensions/build/ts/surfaces/customer-account/components")
        .map((file) => file.replace(/\.d\.ts$/, ""))
        .map((component) => `s-${component.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase()}`),
    );
    const sources = readdirSync(`${place}/src`).map((file) => readFileSync(`${place}/src/${file}`, "utf8"));
    const used = new Set(sources.flatMap((source) => source.match(/(?<=<)s-[a-z-]+/g) ?? []));
    expect(used.size).toBeGreaterThan(3);
    expect([...used].filter((component) => !components.has(component))).toEqual([]);
  });
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
    const storefront = localeWords(`app/i18n/shopper/${file.replace(".default", "")}`);
    const shared = [...localeWords(`${folder}/locales/${file}`)].filter(([key]) => storefront.has(key));
    expect(shared.length, file).toBeGreaterThan(40);
    for (const [key, text] of shared) expect(text, `${file} ${key}`).toBe(storefront.get(key));
  }
});
