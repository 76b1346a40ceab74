import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const shopify = path.resolve("node_modules/.bin/shopify");

let app: string;

/** Builds the extensions of a copy of the app, as `shopify app deploy` would, offline. */
async function build(env: Record<string, string> = {}) {
  const { stdout, stderr } = await run(
    process.execPath,
    [shopify, "app", "build", "--skip-dependencies-installation", "--no-color", "--path", app],
    {
      env: {
        PATH: process.env.PATH,
        HOME: app,
        CI: "1",
        SHOPIFY_CLI_NO_ANALYTICS: "1",
        NODE_ENV: "production",
        ...env,
      },
      timeout: 90_000,
    },
  );
  return stdout + stderr;
}

const bundles = ["customer-order-status/dist/order-status.js", "customer-parcels/dist/parcels.js"];
const bundle = (place: string) => readFileSync(path.join(app, "extensions", place));

beforeAll(() => {
  app = mkdtempSync(path.join(tmpdir(), "app-build-"));
  for (const file of ["shopify.app.toml", "shopify.web.toml", "package.json", "extensions"]) {
    cpSync(file, path.join(app, file), { recursive: true, filter: (source) => !source.endsWith("/dist") });
  }
  symlinkSync(path.resolve("node_modules"), path.join(app, "node_modules"));
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

describe("shopify app build", { timeout: 120_000 }, () => {
  test("passes offline, with nothing to say about theme or configuration", async () => {
    const said = await build();
    expect(said).toContain("homeward built!");
    expect(said).not.toMatch(/error|warning|offense/i);
    for (const place of bundles) expect(existsSync(path.join(app, "extensions", place)), place).toBe(true);
  });

  test.each(bundles)("keeps %s under 32 KB compressed", (place) => {
    expect(gzipSync(bundle(place)).length).toBeLessThanOrEqual(32 * 1024);
    expect(brotliCompressSync(bundle(place)).length).toBeLessThanOrEqual(32 * 1024);
  });

  test("leaves each extension's targets in its bundle", () => {
    const targets = bundles.map((place) => [
      ...bundle(place)
        .toString()
        .matchAll(/customer-account\.[\w.-]+\.[\w-]+/g),
    ]);
    expect(targets.map((found) => [...new Set(found.map(([target]) => target))].sort())).toEqual([
      ["customer-account.order-status.block.render", "customer-account.order-status.fulfillment-details.render-after"],
      ["customer-account.page.render"],
    ]);
  });

  test("builds in the address of the app: that of the configuration, or APP_URL", async () => {
    for (const place of bundles) expect(bundle(place).toString()).toContain("https://homeward.example.com");
    await build({ APP_URL: "http://127.0.0.1:3000" });
    for (const place of bundles) expect(bundle(place).toString()).toContain("http://127.0.0.1:3000");
  });
});
