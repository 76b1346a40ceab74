import { connectDatabase, isNotMigrated, type Database } from "~/platform/database/client.server";
import { followSimulatedClock, clockWithoutOffset } from "~/platform/clocks/simulated-clock.server";
import { sealsFit } from "~/features/account/standalone-accounts.queries.server";
import { SealedSessionStorage } from "~/features/account/session-storage.server";
import { createVault, type Vault } from "~/platform/vault.server";
import { systemClock } from "~/domain/clock";
import type { Env } from "~/platform/environment.server";
import { offlineSession } from "~/features/account/offline-session.server";
import { startQueue } from "~/platform/queue/queue.server";
import type { Log } from "~/platform/log.server";
import { adminClientFor } from "~/providers/shopify/admin-client.server";
import { outgoingFetch } from "~/providers/outgoing-fetch.server";
import { createShopifyApi } from "~/providers/shopify/api.server";
import { isSupportedProvider, trackingProvider } from "~/providers/tracking/index.server";
import type { Services } from "~/features/services.server";
import { handedIn } from "./handed-in.server";

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
      ? clockWithoutOffset(systemClock)
      : await followSimulatedClock(env.DATABASE_URL, systemClock, log);
  const vault = createVault(env.ENCRYPTION_KEY);
  // With another key nothing stored could be read, and everything new would be found by nobody who
  // has the right one.
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
  const access = { db, systemClock, shopify, sessions };
  const jobs = await startQueue(env.DATABASE_URL, log, does);
  const stopping = new AbortController();
  return {
    env,
    log,
    db,
    vault,
    clock,
    systemClock,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    jobs,
    sessions,
    shopify,
    adminFor: (shop) => adminClientFor(shopify, (name) => offlineSession(access, name), shop),
    outgoingFetch: fetchOutside,
    handedIn,
    providerFor(connection) {
      const { kind, baseUrl, apiKey } = connection;
      if (!isSupportedProvider(kind)) throw new Error(`There is no adapter for the provider "${kind}"`);
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
