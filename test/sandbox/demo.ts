import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { connectDatabase } from "~/platform/database/client.server";
import { removeEmbedded } from "../embedded-postgres/launcher";
import { createVault } from "~/platform/vault.server";
import { systemClock } from "~/domain/clock";
import { readEnv } from "~/platform/environment.server";
import { countDueLanes } from "~/features/shopper/arrival/count-lanes.server";
import { createLog } from "~/platform/log.server";
import { applyMigrations } from "../../prisma/engine/apply-migrations.mjs";
import { appEnvironment } from "./demo/app-environment";
import { buildApp, buildExtensions, buildWhatIsMissing } from "./demo/build-products";
import { openAppOnce } from "./demo/open-app";
import { endPredecessor } from "./demo/predecessor";
import { demoSecrets } from "./demo/secrets";
import { requireFreePorts } from "./demo/free-ports";
import { answers, supervise, type Supervised } from "./demo/supervised";
import { watchedPostgres } from "./demo/watched-postgres";
import { seedProviderAccount, seedShopAccount } from "./seed/accounts";
import { settingsFrom } from "./settings";

// The whole main job on one machine: embedded PostgreSQL, the sandbox, the app. Ends with all of
// them.
// --reset starts from an empty store. --split runs web and worker as two processes, as in
// production. --develop runs the app as it is being written (npm run dev). --app-only does not
// build the extensions, whose bundle is built for one address.

const { values: options } = parseArgs({
  options: {
    reset: { type: "boolean", default: false },
    split: { type: "boolean", default: false },
    develop: { type: "boolean", default: false },
    "app-only": { type: "boolean", default: false },
  },
});
const projectDir = fileURLToPath(new URL("../..", import.meta.url));
const dataDir = path.resolve(process.env.DATA_DIR ?? ".data");
const appPort = Number(process.env.PORT ?? 3000);
const sandboxPort = Number(process.env.SANDBOX_PORT ?? 3001);
const shop = "homeward-demo.myshopify.com";
const appUrl = `http://127.0.0.1:${String(appPort)}`;
const sandboxUrl = `http://127.0.0.1:${String(sandboxPort)}`;
const factsFile = path.join(dataDir, "demo.json");
const READY_WITHIN_MS = 45_000;
const say = (line: string) => process.stdout.write(`${line}\n`);

mkdirSync(dataDir, { recursive: true });
await endPredecessor(dataDir);
if (options.reset) {
  await removeEmbedded(dataDir);
  for (const kept of ["sandbox", "demo.json", "demo-secrets.json", "encryption.key"]) {
    rmSync(path.join(dataDir, kept), { recursive: true, force: true });
  }
}
rmSync(factsFile, { force: true });

const running: { stop(): Promise<void> | undefined }[] = [];
let stoppingSince: number | null = null;
/** npm and tsx pass on a Ctrl-C that the terminal has sent here already. */
const SAME_SIGNAL_MS = 1_000;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stopAll("Stopping.", 0));
process.on("uncaughtException", (error) => {
  // What is still being started when everything stops fails, and must not end the stopping.
  if (stoppingSince === null) void stopAll(error.stack ?? error.message, 1);
});

const secrets = demoSecrets(dataDir);
await requireFreePorts([
  { port: appPort, variable: "PORT" },
  { port: sandboxPort, variable: "SANDBOX_PORT" },
]);
/** Facts are written once everything runs, and anew whenever a part was started again. */
let isReady = false;
const watched = {
  onRestart: () => writeFacts(),
  onGivingUp: (reason: string) => void stopAll(reason, 1),
};
const starting = process.env.DATABASE_URL ? null : watchedPostgres({ ...watched, dataDir, say });
running.unshift({ stop: async () => (await starting)?.stop() });
const postgres = await starting;
const databaseUrl = process.env.DATABASE_URL ?? postgres?.url ?? "";
await applyMigrations(databaseUrl, path.join(projectDir, "prisma/migrations"));
if (options["app-only"]) buildApp(projectDir, say);
else if (options.develop) buildExtensions(projectDir, appUrl, say);
else buildWhatIsMissing(projectDir, appUrl, say);

const sandboxEnv = {
  SANDBOX_PORT: String(sandboxPort),
  SANDBOX_SHOP: shop,
  SHOPIFY_API_KEY: secrets.shopifyApiKey,
  SHOPIFY_API_SECRET: secrets.shopifyApiSecret,
  APP_URL: appUrl,
  DATA_DIR: dataDir,
  DATABASE_URL: databaseUrl,
  FEED_KEY: secrets.feedKey,
  FEED_HOOK_URL: `${appUrl}/hooks/tracking/${secrets.feedHookToken}`,
};
const appEnv = {
  ...appEnvironment({ ...secrets, appUrl, sandboxUrl, databaseUrl, dataDir }),
  NODE_ENV: options.develop ? "development" : "production",
  WORK_IN_WEB: String(!options.split),
};
const env = readEnv(appEnv);
if (env.kind === "faulty") throw new Error(env.faults.join("\n"));

const sandbox = start({
  ...watched,
  name: "The sandbox",
  command: process.execPath,
  args: ["--import", "tsx", "test/sandbox/main.ts"],
  env: sandboxEnv,
  whenReady: () => answers(`${sandboxUrl}/sandbox/clock`, READY_WITHIN_MS),
});
await sandbox.ready;
const db = connectDatabase(databaseUrl, { log: createLog("warn", "demo"), poolSize: 2 });
running.unshift({ stop: () => db.close() });
const parts = { db, vault: createVault(env.env.ENCRYPTION_KEY), systemClock };
await seedProviderAccount(parts, secrets, { sandboxUrl, appUrl });

const app = start({
  ...watched,
  name: "The app",
  command: process.execPath,
  args: options.develop ? ["--import", "tsx", "test/sandbox/dev/app.ts"] : ["build/server/web.js"],
  env: appEnv,
  whenReady: () => answers(`${appUrl}/readyz`, READY_WITHIN_MS),
});
await app.ready;
const worker = options.split
  ? start({
      ...watched,
      name: "The worker",
      command: process.execPath,
      args: ["build/server/worker.js"],
      env: appEnv,
      whenReady: () => Promise.resolve(),
    })
  : null;
// A store has its orders before the app comes: the first sync finds them, however soon it starts.
await post("/sandbox/seed", { webhooks: false });
await openAppOnce(settingsFrom(sandboxEnv, projectDir));
await seedShopAccount(parts, secrets, { domain: shop, providerUrl: `${sandboxUrl}/provider/v2` });
await post("/sandbox/seed", {});
await untilFirstStories();
const { id: accountId } = await db.prisma.account.findUniqueOrThrow({ where: { shopDomain: shop } });
await countDueLanes({ db, clock: systemClock }, accountId);
isReady = true;
writeFacts();
say(`
Homeward is ready.

  Admin         ${sandboxUrl}/admin
  Storefront    ${sandboxUrl}/store
  Order page    ${sandboxUrl}/store/orders/1001
  Sandbox       ${sandboxUrl}/

Ctrl-C stops all of it. npm run demo -- --reset starts from an empty store.`);

async function stopAll(reason: string, code: number): Promise<void> {
  if (stoppingSince !== null) {
    if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
    return;
  }
  stoppingSince = performance.now();
  say(reason);
  for (const part of [...running]) {
    await Promise.resolve(part.stop()).catch((error: unknown) => say(String(error)));
  }
  process.exit(code);
}

async function post(place: string, body: unknown): Promise<void> {
  const response = await fetch(`${sandboxUrl}${place}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${place} answered ${String(response.status)}: ${await response.text()}`);
}

function start(plan: Parameters<typeof supervise>[0]): Supervised {
  if (stoppingSince !== null) throw new Error("The demo is being stopped");
  const part = supervise(plan);
  running.unshift(part);
  return part;
}

/**
 * The first screen is alive once the seeded parcels have been registered and their stories read.
 */
async function untilFirstStories(): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  const waiting = `SELECT (SELECT count(*) FROM inbox_message WHERE state = 'waiting')::int
                        + (SELECT count(*) FROM shipment JOIN account ON account.id = account_id
                            WHERE shop_domain = $1 AND (registration_state IN ('waiting', 'sending', 'unknown')
                                  OR (registration_state = 'registered' AND claim_status IS NULL)))::int AS count`;
  while (Date.now() < until) {
    const [row] = await db.query<{ count: number }>(waiting, [shop]);
    if (row?.count === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function writeFacts(): void {
  if (!isReady) return;
  const facts = {
    appUrl,
    sandboxUrl,
    adminUrl: `${sandboxUrl}/admin`,
    storefrontUrl: `${sandboxUrl}/store`,
    orderStatusUrl: `${sandboxUrl}/store/orders/1001`,
    shop,
    shopifyApiKey: secrets.shopifyApiKey,
    shopifyApiSecret: secrets.shopifyApiSecret,
    shopApiKey: secrets.shopApiKey,
    providerApiKey: secrets.providerApiKey,
    providerUrl: `${sandboxUrl}/provider/v2`,
    databaseUrl,
    pids: {
      app: app.pid(),
      sandbox: sandbox.pid(),
      postgres: postgres?.pid() ?? null,
      ...(worker ? { worker: worker.pid() } : {}),
      demo: process.pid,
    },
  };
  // Written whole or not at all: scripts wait for this file.
  writeFileSync(`${factsFile}.new`, JSON.stringify(facts, null, 2), { mode: 0o600 });
  renameSync(`${factsFile}.new`, factsFile);
}
