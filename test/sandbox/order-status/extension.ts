import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";

/** The extensions of customer accounts, by their folders. */
export const extensionNames = ["customer-order-status", "customer-parcels"] as const;
export type ExtensionName = (typeof extensionNames)[number];

/** An extension, as `shopify app build` left it. */
export interface BuiltExtension {
  source: string;
  /** Where it wants to show, in the order of its configuration. */
  targets: string[];
  /** Words by locale; the default locale first. */
  locales: Record<string, unknown>;
}

const configuration = z.object({
  extensions: z.array(z.object({ targeting: z.array(z.object({ target: z.string() })) })).min(1),
});
const appConfiguration = z.object({ application_url: z.url() });

/** Reads bundle, configuration and words now. Throws where the bundle has not been built. */
export function readExtension(projectDir: string, name: ExtensionName): BuiltExtension {
  const dir = join(projectDir, "extensions", name);
  const distDir = join(dir, "dist");
  const bundles = existsSync(distDir) ? readdirSync(distDir).filter((file) => file.endsWith(".js")) : [];
  const [bundle] = bundles;
  if (bundle === undefined) throw new Error(`There is no built bundle in ${distDir}: run \`shopify app build\``);
  const { extensions } = configuration.parse(parse(readFileSync(join(dir, "shopify.extension.toml"), "utf8")));
  return {
    source: readFileSync(join(distDir, bundle), "utf8"),
    targets: extensions.flatMap((extension) => extension.targeting.map(({ target }) => target)),
    locales: readLocales(join(dir, "locales")),
  };
}

/** Where the app is said to live; requests to it reach the app under test. */
export function applicationUrl(projectDir: string): string {
  return appConfiguration.parse(parse(readFileSync(join(projectDir, "shopify.app.toml"), "utf8"))).application_url;
}

function readLocales(dir: string): Record<string, unknown> {
  const files = readdirSync(dir).filter((file) => /^[\w-]+(\.default)?\.json$/.test(file));
  const defaultsFirst = files.sort((a, b) => Number(b.includes(".default.")) - Number(a.includes(".default.")));
  return Object.fromEntries(
    defaultsFirst.map((file): [string, unknown] => [
      file.split(".")[0] ?? file,
      JSON.parse(readFileSync(join(dir, file), "utf8")),
    ]),
  );
}
