import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmbedded, type EmbeddedPostgres } from "../embedded-postgres/launcher";
import { describeInBrowser, launchChromium } from "#test/support/chromium";
import { startDemo, type DemoRun } from "./support/demo-run";
import { expectMainJob } from "./support/main-job";

/**
 * As in production: a PostgreSQL given by DATABASE_URL, a web process that takes no jobs, a worker
 * process that serves nothing.
 */
describeInBrowser("web and worker as two processes on a given PostgreSQL", () => {
  const serverDir = mkdtempSync(path.join(tmpdir(), "homeward-e2e-pg-"));
  let server: EmbeddedPostgres;
  let demo: DemoRun;
  let browser: Browser;

  beforeAll(async () => {
    server = await startEmbedded({ dataDir: serverDir, log: () => undefined });
    [demo, browser] = await Promise.all([
      startDemo({ args: ["--split"], env: { DATABASE_URL: server.url } }),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
    await server.stop();
    rmSync(serverDir, { recursive: true, force: true });
  });

  test("pass the main job", async () => {
    expect(demo.facts()).toMatchObject({ databaseUrl: server.url, pids: { postgres: null } });
    expect(demo.facts().pids.worker).toBeGreaterThan(0);
    await expectMainJob(demo, browser, ["1Z999AA10123456784", "1ZX17XYW0329999992", "1Z5R89390357567127"]);
  });
});
