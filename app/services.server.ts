import { connectDatabase, type Database } from "./db/client.server";
import { followStoryClock, systemStoryClock, type StoryClock } from "./db/story-clock.server";
import { createVault, type Vault } from "./db/vault.server";
import { systemClock, type Clock } from "./domain/clock";
import type { Env } from "./env.server";
import { startQueue, type RunningQueue } from "./jobs/queue.server";
import { createLog, type Log } from "./log.server";

/** Everything a use case may ask for; each takes the part it needs as its first argument. */
export interface Services {
  env: Env;
  log: Log;
  db: Database;
  vault: Vault;
  clock: StoryClock;
  wallClock: Clock;
  jobs: RunningQueue;
  fetch: typeof fetch;
}

export async function startServices(
  env: Env & { DATABASE_URL: string },
  process: "web" | "worker" | "web and worker",
): Promise<Services & { stop(options: { graceMs: number }): Promise<void> }> {
  const log = createLog(env.LOG_LEVEL, process);
  const db = connectDatabase(env.DATABASE_URL, { log });
  const clock =
    env.SHOPIFY_STANDIN_URL === undefined
      ? systemStoryClock(systemClock)
      : await followStoryClock(env.DATABASE_URL, systemClock, log);
  const jobs = await startQueue(env.DATABASE_URL, log, { supervise: process !== "web" });
  return {
    env,
    log,
    db,
    vault: createVault(env.ENCRYPTION_KEY),
    clock,
    wallClock: systemClock,
    jobs,
    fetch: globalThis.fetch,
    async stop(options) {
      await jobs.stop(options);
      await clock.close();
      await db.close();
    },
  };
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
