import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
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

const bundle = () => readFileSync(path.join(app, "extensions/customer-order-status/dist/order-status.js"));

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
    expect(readdirSync(path.join(app, "extensions/customer-order-status/dist"))).toContain("order-status.js");
  });

  test("keeps the order-status extension under 32 KB compressed", () => {
    expect(gzipSync(bundle()).length).toBeLessThanOrEqual(32 * 1024);
    expect(brotliCompressSync(bundle()).length).toBeLessThanOrEqual(32 * 1024);
  });

  test("builds in the address of the app: that of the configuration, or APP_URL", async () => {
    expect(bundle().toString()).toContain("https://homeward.example.com");
    await build({ APP_URL: "http://127.0.0.1:3000" });
    expect(bundle().toString()).toContain("http://127.0.0.1:3000");
  });
});
