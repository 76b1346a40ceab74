import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Liquid, type TagToken, type TopLevelToken } from "liquidjs";
import { escapeHtml, scriptJson } from "../http/reply";
import { defaultSettings, mayStandOn, schemaOf } from "./block-schema";
import { wordsOf, type Translate } from "./locale-words";

/** The storefront's part of the app, as it is shipped. */
export function themeExtensionDir(projectDir: string): string {
  return join(projectDir, "extensions", "theme-tracking");
}

export interface RenderedBlocks {
  html: string;
  stylesheets: string[];
  scripts: string[];
}

export interface BlockPage {
  /** The theme's template, as `enabled_on` names it: `page`, `customers/order`. */
  template: string;
  /** The blocks a merchant has placed there. */
  blocks: readonly string[];
  locale: string;
  /** Liquid's global objects on this page. */
  globals: Record<string, unknown>;
  /** The app's own object, which only blocks see. */
  app?: { metafields: Record<string, unknown> };
  /** What the merchant has set in the theme editor, where it differs from the defaults. */
  settings?: Record<string, unknown>;
}

/**
 * Renders blocks of the extension on a page of this template, reading the files now. Throws where
 * one is missing, may not stand there or does not render: a storefront without the shipped block
 * must not look healthy.
 */
export async function renderSectionBlocks(extensionDir: string, page: BlockPage): Promise<RenderedBlocks> {
  const { template, blocks, locale, globals, app = { metafields: {} } } = page;
  const blocksDir = join(extensionDir, "blocks");
  const engine = themeEngine(extensionDir, wordsOf(join(extensionDir, "locales"), locale));
  const names = wordsOf(join(extensionDir, "locales"), locale, ".schema.json");
  const rendered: RenderedBlocks = { html: "", stylesheets: [], scripts: [] };
  for (const name of blocks) {
    const file = join(blocksDir, `${name}.liquid`);
    if (!existsSync(file)) throw new Error(`The block ${file} is missing`);
    const source = readFileSync(file, "utf8");
    const schema = schemaOf(file, source);
    if (!mayStandOn(schema, template)) throw new Error(`The block ${file} may not stand on the template ${template}`);
    const id = `sandbox-${name}`;
    const block = {
      id,
      type: schema.name,
      settings: { ...defaultSettings(schema, names), ...page.settings },
      shopify_attributes: `data-block-id="${id}"`,
    };
    // Snippets see the page's globals, and of the block only what it hands them.
    const html = await engine.parseAndRender(source, { app, block }, { globals });
    rendered.html += `<div class="shopify-app-block" id="shopify-block-${id}">${String(html)}</div>`;
    // Once a page, however many blocks name them.
    if (schema.stylesheet) addOnce(rendered.stylesheets, assetUrl(extensionDir, schema.stylesheet));
    if (schema.javascript) addOnce(rendered.scripts, assetUrl(extensionDir, schema.javascript));
  }
  return rendered;
}

function addOnce(urls: string[], url: string): void {
  if (!urls.includes(url)) urls.push(url);
}

/**
 * A Liquid engine with what blocks and app-proxy answers may use; unknown tags and filters are
 * errors.
 */
export function themeEngine(extensionDir: string, translate: Translate): Liquid {
  const engine = new Liquid({ strictFilters: true, partials: join(extensionDir, "snippets"), extname: ".liquid" });
  engine.registerTag("schema", {
    // Read from the source by itself: JSON is no Liquid.
    parse(_token: TagToken, remaining: TopLevelToken[]) {
      while (remaining.length > 0) {
        const token = remaining.shift();
        if (token?.getText().includes("endschema")) return;
      }
      throw new Error("schema is not closed");
    },
    render: () => "",
  });
  engine.registerFilter("t", (key: string, ...values: [string, unknown][]) =>
    translate(key, Object.fromEntries(values)),
  );
  // As Shopify's: safe inside a script element.
  engine.registerFilter("json", (value: unknown) => scriptJson(value ?? null));
  engine.registerFilter("color_brightness", colorBrightness);
  engine.registerFilter("asset_url", (name: string) => assetUrl(extensionDir, name));
  engine.registerFilter("stylesheet_tag", (url: string) => `<link rel="stylesheet" href="${escapeHtml(url)}">`);
  engine.registerFilter("script_tag", (url: string) => `<script src="${escapeHtml(url)}"></script>`);
  return engine;
}

/** 0 to 255, by the weights of Shopify's filter of this name. */
function colorBrightness(color: unknown): number {
  const parts = /^#(..)(..)(..)$/.exec(String(color))?.slice(1) ?? [];
  const [red = 0, green = 0, blue = 0] = parts.map((hex) => parseInt(hex, 16));
  return (red * 299 + green * 587 + blue * 114) / 1000;
}

function assetUrl(extensionDir: string, name: string): string {
  if (!existsSync(join(extensionDir, "assets", name))) throw new Error(`The asset ${name} is missing`);
  return `/store/assets/${encodeURIComponent(name)}`;
}
