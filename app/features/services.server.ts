import type { Shopify } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { WatchedClock } from "~/domain/clock";
import type { CustomerReference } from "~/domain/orders/customer-reference";
import type { SimulatedClock } from "~/platform/clocks/simulated-clock.server";
import type { Database, Sql } from "~/platform/database/client.server";
import type { Env } from "~/platform/environment.server";
import type { Log } from "~/platform/log.server";
import type { JobQueue, RunningQueue } from "~/platform/queue/queue.server";
import type { Vault } from "~/platform/vault.server";
import type { AdminClient } from "~/providers/shopify/admin-client.server";
import type { TrackingProvider } from "~/providers/tracking/port/tracking-provider";

/** Plans what follows from changed shipments, in the transaction that changes them. */
export type ChangePlanner = (
  deps: { jobs: JobQueue },
  tx: Sql,
  change: { accountId: string; shipmentIds: string[]; now: Date },
) => Promise<void>;

/**
 * What privacy messages ask for. Erasing reaches every subject, so it stands above the intake that
 * reads the messages.
 */
export interface PrivacyHandlers {
  answerDataRequest(
    deps: { tx: Sql; vault: Vault },
    accountId: string,
    request: CustomerReference & { requestId: string },
    requestedAt: Date,
  ): Promise<void>;
  redactCustomer(
    deps: { tx: Sql; vault: Vault },
    accountId: string,
    customer: CustomerReference,
    now: Date,
  ): Promise<void>;
  /** False when it is to stop before all is gone. */
  emptyShop(deps: { db: Database; stopping: AbortSignal }, accountId: string): Promise<boolean>;
  redactShop(deps: { tx: Sql }, accountId: string, askedAt: Date): Promise<void>;
}

/**
 * What a subject needs of one above it. Imports point downwards, so `processes/` hands these in.
 */
export interface HandedIn {
  changePlanners: readonly ChangePlanner[];
  privacy: PrivacyHandlers;
  /** Begins what a new installation, or one that was opened again, needs done. */
  afterInstall(
    deps: { db: Database; clock: SimulatedClock },
    accountId: string,
    install: { isNew: boolean },
  ): Promise<void>;
}

/** Everything a use case may ask for; each takes the part it needs as its first argument. */
export interface Services {
  env: Env;
  log: Log;
  db: Database;
  vault: Vault;
  clock: SimulatedClock;
  systemClock: WatchedClock;
  /** Waits so many milliseconds of the wall clock. */
  pause(ms: number): Promise<void>;
  jobs: RunningQueue;
  sessions: SessionStorage;
  shopify: Shopify;
  /** The Admin API of one shop, for work that no merchant is waiting on. */
  adminFor(shop: string): AdminClient;
  /** For every address a merchant typed in. */
  outgoingFetch: typeof fetch;
  handedIn: HandedIn;
  /** The provider behind a connection. */
  providerFor(connection: ProviderAddress): TrackingProvider;
  /**
   * Aborted when this process is told to stop: finish what is under way, take nothing new. What is
   * left is in the database.
   */
  stopping: AbortSignal;
}

export interface ProviderAddress {
  /** As the database spells it. */
  kind: string;
  baseUrl: string;
  apiKey: string;
}

const slot = globalThis as typeof globalThis & { homewardServices?: Services };

/**
 * Makes the bundle of this process reachable for Remix routes, which the framework calls without
 * one.
 */
export function provideServices(services: Services): void {
  slot.homewardServices = services;
}

/**
 * The bundle of this process. Only routes and http endpoints call this; everything below takes it
 * as an argument.
 */
export function getServices(): Services {
  if (!slot.homewardServices) throw new Error("The services of this process have not been started");
  return slot.homewardServices;
}
