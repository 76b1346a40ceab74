import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Liquid, type TagToken, type TopLevelToken } from "liquidjs";
import { escapeHtml } from "../http/reply";
import { defaultSettings, schemaOf } from "./block-schema";
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

/**
 * Renders every section block of the extension with its default settings, reading the files now. Throws where a file is
 * missing or does not render: a storefront without the shipped block must not look healthy.
 */
export async function renderSectionBlocks(
  extensionDir: string,
  context: Record<string, unknown>,
  locale: string,
): Promise<RenderedBlocks> {
  const blocksDir = join(extensionDir, "blocks");
  const files = existsSync(blocksDir) ? readdirSync(blocksDir).filter((file) => file.endsWith(".liquid")) : [];
  if (files.length === 0) throw new Error(`There is no block in ${blocksDir}`);
  const engine = themeEngine(extensionDir, wordsOf(join(extensionDir, "locales"), locale));
  const names = wordsOf(join(extensionDir, "locales"), locale, ".schema.json");
  const rendered: RenderedBlocks = { html: "", stylesheets: [], scripts: [] };
  for (const file of files) {
    const source = readFileSync(join(blocksDir, file), "utf8");
    const schema = schemaOf(file, source);
    if (schema.target !== "section") continue;
    const id = `sandbox-${file.replace(/\.liquid$/, "")}`;
    const block = {
      id,
      type: schema.name,
      settings: defaultSettings(schema, names),
      shopify_attributes: `data-block-id="${id}"`,
    };
    const html = await engine.parseAndRender(source, { ...context, block });
    rendered.html += `<div class="shopify-app-block" id="shopify-block-${id}">${String(html)}</div>`;
    if (schema.stylesheet) rendered.stylesheets.push(assetUrl(extensionDir, schema.stylesheet));
    if (schema.javascript) rendered.scripts.push(assetUrl(extensionDir, schema.javascript));
  }
  return rendered;
}

/** A Liquid engine with what blocks and app-proxy answers may use; unknown tags and filters are errors. */
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
  engine.registerFilter("asset_url", (name: string) => assetUrl(extensionDir, name));
  engine.registerFilter("stylesheet_tag", (url: string) => `<link rel="stylesheet" href="${escapeHtml(url)}">`);
  engine.registerFilter("script_tag", (url: string) => `<script src="${escapeHtml(url)}"></script>`);
  return engine;
}

function assetUrl(extensionDir: string, name: string): string {
  if (!existsSync(join(extensionDir, "assets", name))) throw new Error(`The asset ${name} is missing`);
  return `/store/assets/${encodeURIComponent(name)}`;
}
