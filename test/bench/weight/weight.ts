import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildExtensions, extensionBundles } from "#test/sandbox/demo/build-products";
import { startSandbox } from "#test/sandbox/server";
import type { Demand, PlainBench } from "../bench";
import { median } from "../report/statistics";
import { rounded } from "../report/table";
import { auditPages, type Audit } from "./audit";

const projectDir = fileURLToPath(new URL("../../..", import.meta.url));
const extensionDir = path.join(projectDir, "extensions/theme-tracking");
/** A bundle carries the app's address; that of the demo, which then need not build it again. */
const appUrl = "http://127.0.0.1:3000";
const AUDITS_EACH = 3;
const MOST_POINTS_APART = 2;
const scores = ["performance", "accessibility", "best-practices", "seo"] as const;

/**
 * What the theme blocks add to a page: bytes, and points of Lighthouse's audits of the same page
 * without and with a block. And the bytes of what runs in customer accounts.
 */
export const weightBench: PlainBench = {
  name: "weight",
  about: `the theme blocks' files, the bundles of customer accounts, and Lighthouse's audits of the sandbox's page without and with a block (median of ${String(AUDITS_EACH)}, phone)`,
  async measure() {
    buildExtensions(projectDir, appUrl, () => undefined);
    const dataDir = mkdtempSync(path.join(tmpdir(), "homeward-weight-"));
    const sandbox = await startSandbox({
      port: 0,
      shop: "homeward-demo.myshopify.com",
      apiKey: "key",
      apiSecret: "secret",
      appUrl: "http://127.0.0.1:9",
      dataDir,
      databaseUrl: null,
      feedKey: null,
      feedHookUrl: null,
      projectDir,
      tickMs: 3_600_000,
    });
    try {
      const [without, withBlock] = await auditPages(
        [`${sandbox.url}/store?blocks=none`, `${sandbox.url}/store`],
        AUDITS_EACH,
      );
      if (!without || !withBlock) throw new Error("Both pages are audited");
      return {
        columns: ["", "raw bytes", "gzip bytes"],
        rows: fileSizes().map(({ name, raw, gzip }) => [name, String(raw), String(gzip)]),
        further: [
          {
            about: "the same page, without and with the block",
            columns: ["", ...scores, "CLS", "blocked (ms)", "requests", "to others"],
            rows: [auditRow("without", without), auditRow("with", withBlock)],
          },
        ],
        demands: [...sizeDemands(), ...auditDemands(without, withBlock)],
      };
    } finally {
      await sandbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

interface Size {
  name: string;
  raw: number;
  gzip: number;
}

function fileSizes(): Size[] {
  const sizeOf = (name: string, contents: Buffer): Size => ({
    name,
    raw: contents.length,
    gzip: gzipSync(contents, { level: 9 }).length,
  });
  const filesOf = (part: string) =>
    readdirSync(path.join(extensionDir, part)).map((file) => path.join(extensionDir, part, file));
  const read = (files: string[]) => Buffer.concat(files.map((file) => readFileSync(file)));
  const languages = filesOf("locales").filter((file) => !file.endsWith(".schema.json"));
  const shipped = ["assets", "blocks", "snippets"].flatMap(filesOf);
  const inOne = languages.map((file) => sizeOf("everything, the longest language", read([...shipped, file])));
  return [
    sizeOf("script", read([path.join(extensionDir, "assets/tracking.js")])),
    sizeOf("styles", read([path.join(extensionDir, "assets/tracking.css")])),
    ...inOne.sort((a, b) => b.gzip - a.gzip).slice(0, 1),
    ...extensionBundles.map((bundle) => sizeOf(path.basename(bundle), read([path.join(projectDir, bundle)]))),
  ];
}

function sizeDemands(): Demand[] {
  const [script, styles, everything, ...bundles] = fileSizes();
  return [
    atMost("the script's bytes, compressed", script?.gzip ?? NaN, 3 * 1024),
    atMost("the script's bytes as theme check counts them", script?.raw ?? NaN, 10_000),
    atMost("the styles' bytes", styles?.raw ?? NaN, 6 * 1024),
    atMost("everything in one language, compressed", everything?.gzip ?? NaN, 32 * 1024),
    ...bundles.map(({ name, gzip }) => atMost(`${name} of customer accounts, compressed`, gzip, 32 * 1024)),
  ];
}

function auditDemands(without: Audit[], withBlock: Audit[]): Demand[] {
  const points = (audits: Audit[], name: (typeof scores)[number]) => median(audits.map((audit) => audit[name]));
  return [
    ...scores.map((name) =>
      atMost(
        `points of ${name} that the block costs`,
        points(without, name) - points(withBlock, name),
        MOST_POINTS_APART,
      ),
    ),
    atMost("layout shift with the block", Math.max(...withBlock.map(({ layoutShift }) => layoutShift)), 0),
    atMost("requests to other addresses", Math.max(...withBlock.map(({ requestsToOthers }) => requestsToOthers)), 0),
  ];
}

function auditRow(name: string, audits: Audit[]): string[] {
  const of = (figure: keyof Audit) => rounded(median(audits.map((audit) => audit[figure])));
  return [name, ...scores.map(of), of("layoutShift"), of("blockedMs"), of("requests"), of("requestsToOthers")];
}

function atMost(text: string, measured: number, most: number): Demand {
  return { text: `${text}: at most ${rounded(most)}`, measured: rounded(measured), met: measured <= most };
}
