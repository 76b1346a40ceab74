import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { connectDatabase, type Database } from "~/platform/database/client.server";
import { removeEmbedded, startEmbedded } from "#test/embedded-postgres/launcher";
import { freePort } from "#test/embedded-postgres/postmaster";
import { createVault, type Vault } from "~/platform/vault.server";
import { createLog } from "~/platform/log.server";
import { applyMigrations } from "../../../prisma/engine/apply-migrations.mjs";
import { buildApp } from "../../sandbox/demo/build-products";
import { startServer, type ServerPlan, type ServerProcess } from "./server-process";

export const projectDir = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * What one benchmark stands on: a migrated, durable PostgreSQL of its own, the built app, and the
 * processes it starts.
 */
export interface BenchEnvironment {
  dataDir: string;
  databaseUrl: string;
  db: Database;
  vault: Vault;
  /** What every process of the app needs; the same key as the vault's. */
  appEnv: Record<string, string>;
  apiKey: string;
  apiSecret: string;
  say(line: string): void;
  freePort(): Promise<number>;
  start(plan: ServerPlan): Promise<ServerProcess>;
  /** Ends something of the benchmark's own with everything else. */
  onClose(close: () => Promise<void>): void;
  close(): Promise<void>;
}

export async function prepareGround(say: (line: string) => void): Promise<BenchEnvironment> {
  // Beside the project, because the temporary folder may be memory, where a commit costs nothing.
  const place = path.join(projectDir, ".cache/bench");
  mkdirSync(place, { recursive: true });
  const dataDir = mkdtempSync(path.join(place, "ground-"));
  buildApp(projectDir, say);
  const postgres = await startEmbedded({ dataDir, log: () => undefined });
  await applyMigrations(postgres.url, path.join(projectDir, "prisma/migrations"));
  const db = connectDatabase(postgres.url, { log: createLog("warn", "bench"), poolSize: 2 });
  const key = randomBytes(32);
  const apiKey = randomBytes(16).toString("hex");
  const apiSecret = randomBytes(16).toString("hex");
  const closing: (() => Promise<void>)[] = [];
  let closed = false;
  return {
    dataDir,
    databaseUrl: postgres.url,
    db,
    vault: createVault([{ id: "bench", key }]),
    apiKey,
    apiSecret,
    appEnv: {
      NODE_ENV: "production",
      LISTEN_ADDRESS: "127.0.0.1",
      SHOPIFY_API_KEY: apiKey,
      SHOPIFY_API_SECRET: apiSecret,
      SHOPIFY_APP_URL: "https://app.homeward.example",
      DATABASE_URL: postgres.url,
      DATA_DIR: dataDir,
      ENCRYPTION_KEY: `bench:${key.toString("base64")}`,
      LOG_LEVEL: "warn",
    },
    say,
    freePort: () => freePort(0),
    async start(plan) {
      const server = await startServer(plan);
      closing.unshift(() => server.stop());
      return server;
    },
    onClose: (close) => closing.unshift(close),
    async close() {
      if (closed) return;
      closed = true;
      for (const close of closing) await close();
      await db.close();
      await postgres.stop();
      await removeEmbedded(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
