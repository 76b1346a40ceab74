import type { Shopify } from "@shopify/shopify-api";
import { connectDatabase, isNotMigrated, type Database } from "./db/client.server";
import { followStoryClock, systemStoryClock, type StoryClock } from "./db/story-clock.server";
import { sealsFit } from "./db/standalone-accounts.server";
import { SealedSessionStorage } from "./db/sessions.server";
import { createVault, type Vault } from "./db/vault.server";
import { systemClock, type WatchedClock } from "./domain/clock";
import type { Env } from "./env.server";
import { offlineSession } from "./features/shopify-access/offline-session.server";
import { startQueue, type RunningQueue } from "./jobs/queue.server";
import type { Log } from "./log.server";
import { adminClientFor, type AdminClient } from "./providers/shopify/admin-client.server";
import { outgoingFetch } from "./providers/outgoing-fetch.server";
import { createShopifyApi } from "./providers/shopify/api.server";
import { isSupportedProvider, trackingProvider } from "./providers/tracking/index.server";
import type { TrackingProvider } from "./providers/tracking/port";

/** Everything a use case may ask for; each takes the part it needs as its first argument. */
export interface Services {
  env: Env;
  log: Log;
  db: Database;
  vault: Vault;
  clock: StoryClock;
  wallClock: WatchedClock;
  /** Waits so many milliseconds of the wall clock. */
  pause(ms: number): Promise<void>;
  jobs: RunningQueue;
  sessions: SealedSessionStorage;
  shopify: Shopify;
  /** The Admin API of one shop, for work that no merchant is waiting on. */
  adminFor(shop: string): AdminClient;
  /** For every address a merchant typed in. */
  outgoingFetch: typeof fetch;
  /** The provider behind a connection. */
  providerFor(connection: ProviderAddress): TrackingProvider;
  /** Aborted when this process is told to stop: finish what is under way, take nothing new. What is left is in the database. */
  stopping: AbortSignal;
}

export interface ProviderAddress {
  /** As the database or Prisma spell it. */
  kind: string;
  baseUrl: string;
  apiKey: string;
}

/** A call that takes longer is given up, and its outcome looked up. */
const PROVIDER_TIMEOUT_MS = 8_000;

interface RunningServices {
  /** From now on nothing new is begun; what is under way goes on. */
  stopTaking(): void;
  stop(options: { graceMs: number }): Promise<void>;
}

export async function startServices(
  env: Env & { DATABASE_URL: string },
  log: Log,
  does: { supervise: boolean },
): Promise<Services & RunningServices> {
  const db = connectDatabase(env.DATABASE_URL, { log });
  const clock =
    env.SHOPIFY_STANDIN_URL === undefined
      ? systemStoryClock(systemClock)
      : await followStoryClock(env.DATABASE_URL, systemClock, log);
  const vault = createVault(env.ENCRYPTION_KEY);
  // With another key nothing stored could be read, and everything new would be found by nobody who has the right one.
  if (!(await opensWhatIsStored(db, vault)))
    throw new Error("ENCRYPTION_KEY is not the one this database was written with");
  const sessions = new SealedSessionStorage(db, vault);
  const shopify = createShopifyApi({
    apiKey: env.SHOPIFY_API_KEY,
    apiSecret: env.SHOPIFY_API_SECRET,
    appUrl: env.SHOPIFY_APP_URL,
    scopes: env.SCOPES.split(","),
    standInUrl: env.SHOPIFY_STANDIN_URL ?? null,
  });
  const fetchOutside = outgoingFetch({ allowPrivate: env.ALLOW_PRIVATE_ADDRESSES });
  const access = { db, wallClock: systemClock, shopify, sessions };
  const jobs = await startQueue(env.DATABASE_URL, log, does);
  const stopping = new AbortController();
  return {
    env,
    log,
    db,
    vault,
    clock,
    wallClock: systemClock,
    pause: (ms) => new Promise((over) => setTimeout(over, ms)),
    jobs,
    sessions,
    shopify,
    adminFor: (shop) => adminClientFor(shopify, (name) => offlineSession(access, name), shop),
    outgoingFetch: fetchOutside,
    providerFor(connection) {
      const kind = connection.kind.replaceAll("_", "-");
      if (!isSupportedProvider(kind)) throw new Error(`There is no adapter for the provider "${kind}"`);
      const { baseUrl, apiKey } = connection;
      return trackingProvider(kind, {
        baseUrl,
        apiKey,
        fetch: fetchOutside,
        timeoutMs: PROVIDER_TIMEOUT_MS,
        now: () => systemClock.now(),
      });
    },
    stopping: stopping.signal,
    stopTaking: () => stopping.abort(),
    async stop(options) {
      stopping.abort();
      await jobs.stop(options);
      await clock.close();
      await db.close();
    },
  };
}

/** Yes, too, where there is no table yet: `/readyz` says what is missing. */
async function opensWhatIsStored(db: Database, vault: Vault): Promise<boolean> {
  try {
    return await sealsFit(db, vault);
  } catch (error) {
    if (isNotMigrated(error)) return true;
    throw error;
  }
}

const slot = globalThis as typeof globalThis & { homewardServices?: Services };

/** Makes the bundle of this process reachable for Remix routes, which the framework calls without one. */
export function provideServices(services: Services): void {
  slot.homewardServices = services;
}

/** The bundle of this process. Only routes and http endpoints call this; everything below takes it as an argument. */
export function getServices(): Services {
  if (!slot.homewardServices) throw new Error("The services of this process have not been started");
  return slot.homewardServices;
}
