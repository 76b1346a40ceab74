import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeFault, readEnv, readStorageEnv } from "~/platform/environment.server";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "homeward-env-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const key = (id = "one", bytes = 32) => `${id}:${randomBytes(bytes).toString("base64")}`;
const good = (changes: Record<string, string | undefined> = {}) => ({
  SHOPIFY_API_KEY: "key",
  SHOPIFY_API_SECRET: "secret",
  SHOPIFY_APP_URL: "https://homeward.example",
  DATABASE_URL: "postgresql://localhost/homeward",
  ENCRYPTION_KEY: key(),
  DATA_DIR: dataDir,
  ...changes,
});
const faultsOf = (source: Record<string, string | undefined>) => {
  const result = readEnv(source);
  return result.kind === "faulty" ? result.faults : [];
};

describe("the environment", () => {
  it("is complete with the few values that have no default", () => {
    expect(readEnv(good())).toMatchObject({
      kind: "ok",
      env: {
        PORT: 3000,
        WEBHOOK_BODY_LIMIT_BYTES: 1_048_576,
        LOG_LEVEL: "info",
        ALLOW_PRIVATE_ADDRESSES: false,
        WORK_IN_WEB: false,
      },
    });
  });

  it("names every fault at once", () => {
    const faults = faultsOf({
      PORT: "70000",
      DATABASE_URL: "mysql://localhost/homeward",
      ENCRYPTION_KEY: "one:c2hvcnQ=",
      METRICS_TOKEN: "short",
      SHOPIFY_STANDIN_URL: "https://shopify.example",
      LOG_LEVEL: "loud",
      WEBHOOK_BODY_LIMIT_BYTES: "-1",
    });
    const names = faults.map((fault) => fault.split(":")[0]);
    expect(names.sort()).toEqual([
      ...["DATABASE_URL", "ENCRYPTION_KEY", "LOG_LEVEL", "METRICS_TOKEN", "PORT"],
      ...[
        "SHOPIFY_API_KEY",
        "SHOPIFY_API_SECRET",
        "SHOPIFY_APP_URL",
        "SHOPIFY_STANDIN_URL",
        "WEBHOOK_BODY_LIMIT_BYTES",
      ],
    ]);
    expect(faults).toContain("SHOPIFY_API_KEY: is missing");
  });

  it("takes a blank value for a missing one", () => {
    expect(faultsOf(good({ SHOPIFY_API_SECRET: "" }))).toEqual(["SHOPIFY_API_SECRET: is missing"]);
    expect(readEnv(good({ METRICS_TOKEN: "", PORT: "" }))).toMatchObject({ kind: "ok", env: { PORT: 3000 } });
  });

  it("never repeats a secret in a fault", () => {
    const faults = faultsOf(good({ ENCRYPTION_KEY: "one:dG9wc2VjcmV0", METRICS_TOKEN: "topsecret" })).join();
    expect(faults).not.toMatch(/topsecret|dG9wc2VjcmV0/);
  });

  it("reads a list of keys, the first one to write", () => {
    const result = readEnv(good({ ENCRYPTION_KEY: ` ${key("new")} , ${key("old")},` }));
    expect(result).toMatchObject({ kind: "ok", env: { ENCRYPTION_KEY: [{ id: "new" }, { id: "old" }] } });
  });

  it.each([
    ["no id", `:${randomBytes(32).toString("base64")}`],
    ["no bytes", "one:"],
    ["too few bytes", key("one", 16)],
    ["too many bytes", key("one", 33)],
    ["no key at all", " , "],
    ["one id twice", `${key("one")},${key("one")}`],
  ])("refuses an encryption key with %s", (_, text) => {
    expect(faultsOf(good({ ENCRYPTION_KEY: text }))).toEqual([expect.stringMatching(/^ENCRYPTION_KEY: /)]);
  });

  it("wants key and database in production", () => {
    expect(faultsOf(good({ NODE_ENV: "production", ENCRYPTION_KEY: undefined, DATABASE_URL: undefined }))).toEqual([
      expect.stringMatching(/^ENCRYPTION_KEY: /),
      expect.stringMatching(/^DATABASE_URL: /),
    ]);
    expect(existsSync(path.join(dataDir, "encryption.key"))).toBe(false);
  });

  it("makes a key for the demo once, for its owner's eyes only, and finds it again", () => {
    const first = readEnv(good({ ENCRYPTION_KEY: undefined }));
    const second = readEnv(good({ ENCRYPTION_KEY: undefined }));
    expect(first).toEqual(second);
    expect(first).toMatchObject({ kind: "ok", env: { ENCRYPTION_KEY: [{ id: "local", key: { length: 32 } }] } });
    expect(statSync(path.join(dataDir, "encryption.key")).mode & 0o777).toBe(0o600);
  });

  it.each(["http://127.0.0.1:3001", "http://localhost:3001", "http://[::1]:3001"])(
    "lets Shopify be stood in for at %s",
    (url) => {
      expect(readEnv(good({ SHOPIFY_STANDIN_URL: url }))).toMatchObject({ kind: "ok" });
    },
  );

  it.each([
    "http://127.0.0.1.evil.example",
    "http://evil.example/127.0.0.1",
    "http://127.0.0.1@evil.example",
    "http://0.0.0.0:3001",
    "nowhere",
  ])("lets Shopify be stood in for nowhere else: %s", (url) => {
    expect(faultsOf(good({ SHOPIFY_STANDIN_URL: url }))).toEqual([expect.stringMatching(/^SHOPIFY_STANDIN_URL: /)]);
  });
});

describe("the environment of a command", () => {
  it("needs the database and its key, and nothing of Shopify's", () => {
    const given = { DATABASE_URL: "postgresql://localhost/homeward", ENCRYPTION_KEY: key(), DATA_DIR: dataDir };
    expect(readStorageEnv(given)).toMatchObject({ kind: "ok", env: { DATABASE_URL: given.DATABASE_URL } });
  });

  it("takes the key that the demo keeps, and never makes one", () => {
    expect(readStorageEnv({ DATA_DIR: dataDir })).toMatchObject({
      kind: "faulty",
      faults: [expect.stringContaining("ENCRYPTION_KEY: is missing")],
    });
    expect(existsSync(path.join(dataDir, "encryption.key"))).toBe(false);
    const app = readEnv(good({ ENCRYPTION_KEY: undefined }));
    expect(readStorageEnv({ DATA_DIR: dataDir })).toMatchObject({
      kind: "ok",
      env: { ENCRYPTION_KEY: app.kind === "ok" ? app.env.ENCRYPTION_KEY : null },
    });
  });

  it("names what is wrong", () => {
    const faulty = readStorageEnv({ DATA_DIR: dataDir, ENCRYPTION_KEY: "short:AAAA", DATABASE_URL: "mysql://x" });
    expect(faulty).toMatchObject({ kind: "faulty", faults: { length: 2 } });
  });
});

it.each([
  ["20.20.2", false],
  ["22.11.0", false],
  ["22.12.0", true],
  ["23.0.0", true],
  ["24.21.0", true],
])("Node %s is new enough: %s", (version, isEnough) => {
  expect(nodeFault(version) === null).toBe(isEnough);
  if (!isEnough) expect(nodeFault(version)).toContain(`this is ${version}`);
});
