import { randomBytes } from "node:crypto";
import { connectDatabase } from "~/platform/database/client.server";
import { SealedSessionStorage } from "~/features/account/session-storage.server";
import { createVault, type Vault } from "~/platform/vault.server";
import { readEnv, type Env } from "~/platform/environment.server";
import type { JobName, JobPayload } from "~/platform/queue/job-definitions";
import { startQueue, type RunningQueue } from "~/platform/queue/queue.server";
import { createLog, type Log } from "~/platform/log.server";
import { outgoingFetch } from "~/providers/outgoing-fetch.server";
import { createShopifyApi } from "~/providers/shopify/api.server";
import type { AdminClient } from "~/providers/shopify/admin-client.server";
import { isSupportedProvider, trackingProvider } from "~/providers/tracking/index.server";
import type { Services } from "~/features/services.server";
import { handedIn } from "~/processes/handed-in.server";
import { MovableClock } from "./clock";

export const TEST_API_KEY = "homeward-test-key";
export const TEST_API_SECRET = "homeward-test-secret";

/** Takes jobs and works none: what was asked for can be read, and what is due stays due. */
export class RecordedQueue implements RunningQueue {
  readonly sent: { name: JobName; payload: JobPayload<JobName> }[] = [];

  async enqueue<Name extends JobName>(name: Name, payload: JobPayload<Name>): Promise<void> {
    this.sent.push({ name, payload });
  }
  async enqueueMissing<Name extends JobName>(name: Name, payloads: readonly JobPayload<Name>[]): Promise<void> {
    for (const payload of payloads) await this.enqueue(name, payload);
  }
  async work(): Promise<void> {}
  isRunning(): boolean {
    return true;
  }
  async stop(): Promise<void> {}
}

export interface TestServices extends Services, AsyncDisposable {
  clock: MovableClock;
  systemClock: MovableClock;
  /** What was waited for, in milliseconds; nobody really waits. */
  pauses: number[];
  /** Jobs asked for; empty where the bundle has a real queue. */
  recorded: RecordedQueue;
  /** Tells the bundle that its process is to stop. */
  beginStop(): void;
}

export interface TestServicesOptions {
  env?: Record<string, string>;
  vault?: Vault;
  log?: Log;
  clock?: MovableClock;
  systemClock?: MovableClock;
  poolSize?: number;
  /** A real queue in the same database instead of the recording one. */
  realJobs?: boolean;
  adminFor?: (shop: string) => AdminClient;
  /** A call longer than this is given up. */
  providerTimeoutMs?: number;
  /** Of the Shopify stand-in, for tests that reach it. */
  standInUrl?: string;
}

/** Shopify that cannot be reached: what most tests need, and what no flow may depend on. */
export const noAdmin: AdminClient = {
  query: async () => ({ kind: "failed", reason: "unreachable", detail: "no Shopify in this test", partial: null }),
};

export const testVault = (): Vault => createVault([{ id: "test", key: randomBytes(32) }]);

/**
 * The app's own bundle over a test's database, with clocks that stand still until they are moved.
 */
export async function createTestServices(
  databaseUrl: string,
  options: TestServicesOptions = {},
): Promise<TestServices> {
  const env = testEnv(databaseUrl, options.env);
  const log = options.log ?? createLog("silent", "test");
  const db = connectDatabase(databaseUrl, { log, poolSize: options.poolSize ?? 8 });
  const vault = options.vault ?? testVault();
  const clock = options.clock ?? new MovableClock();
  const systemClock = options.systemClock ?? new MovableClock();
  const pauses: number[] = [];
  const recorded = new RecordedQueue();
  const jobs = options.realJobs ? await startQueue(databaseUrl, log, { supervise: false }) : recorded;
  const stopping = new AbortController();
  const shopify = createShopifyApi({
    apiKey: TEST_API_KEY,
    apiSecret: TEST_API_SECRET,
    appUrl: env.SHOPIFY_APP_URL,
    scopes: env.SCOPES.split(","),
    standInUrl: options.standInUrl ?? null,
  });
  return {
    env,
    log,
    db,
    vault,
    clock,
    systemClock,
    pauses,
    pause: async (ms) => void pauses.push(ms),
    jobs,
    recorded,
    shopify,
    sessions: new SealedSessionStorage(db, vault),
    adminFor: options.adminFor ?? (() => noAdmin),
    outgoingFetch: outgoingFetch({ allowPrivate: true }),
    handedIn,
    providerFor({ kind, baseUrl, apiKey }) {
      const name = kind.replaceAll("_", "-");
      if (!isSupportedProvider(name)) throw new Error(`There is no adapter for ${kind}`);
      const timeoutMs = options.providerTimeoutMs ?? 5_000;
      return trackingProvider(name, { baseUrl, apiKey, fetch, timeoutMs, now: () => systemClock.now() });
    },
    stopping: stopping.signal,
    beginStop: () => stopping.abort(),
    async [Symbol.asyncDispose]() {
      if (options.realJobs) await jobs.stop({ graceMs: 1_000 });
      await db.close();
    },
  };
}

function testEnv(databaseUrl: string, changes: Record<string, string> = {}): Env {
  const result = readEnv({
    NODE_ENV: "test",
    SHOPIFY_API_KEY: TEST_API_KEY,
    SHOPIFY_API_SECRET: TEST_API_SECRET,
    SHOPIFY_APP_URL: "https://homeward.example",
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: `test:${randomBytes(32).toString("base64")}`,
    ALLOW_PRIVATE_ADDRESSES: "true",
    LOG_LEVEL: "silent",
    ...changes,
  });
  if (result.kind === "faulty") throw new Error(result.faults.join("; "));
  return result.env;
}
