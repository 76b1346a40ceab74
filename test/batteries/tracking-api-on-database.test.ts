import { handedIn } from "~/processes/handed-in.server";
import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { addConnection } from "#test/factories/accounts";
import { MovableClock } from "#test/support/clock";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { apiKeyHash } from "~/features/public-api/keys/api-keys.queries.server";
import { connectDatabase, type Database } from "~/platform/database/client.server";
import { createVault } from "~/platform/vault.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";
import type { RunningQueue } from "~/platform/queue/queue.server";
import { createLog } from "~/platform/log.server";
import { trackingProvider } from "~/providers/tracking/index.server";
import { connectionTo } from "../providers/tracking/samples";
import { trackingApiBattery } from "./tracking-api.battery";

const vault = createVault([{ id: "test", key: randomBytes(32) }]);
/** Nobody works here: what is due stays due. */
const jobs: RunningQueue = {
  enqueue: async () => {},
  enqueueMissing: async () => {},
  work: async () => {},
  isRunning: () => true,
  stop: async () => {},
};
/** A carrier that has not seen the parcel yet. */
const nothingKnown = () => new Response("", { status: 404 });
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.url, { log: createLog("silent", "test") });
});

afterAll(async () => {
  await db.close();
  await database.drop();
});

/** A standalone account with a key, of which nothing is limited. */
async function addAccount(revokedAt: Date | null = null): Promise<{ accountId: string; key: string }> {
  const key = randomUUID();
  const { id: accountId } = await db.prisma.account.create({ data: { kind: "api" } });
  const keyHash = new Uint8Array(apiKeyHash(vault, key));
  await db.prisma.apiKey.create({
    data: { accountId, keyHash, tail: key.slice(-4), createdAt: new Date(), revokedAt },
  });
  return { accountId, key };
}

trackingApiBattery("the accounts' own shipments", async () => {
  const clock = new MovableClock();
  const deps = { db, vault, clock, systemClock: clock, jobs, handedIn, log: createLog("silent", "test") };
  const own = await addAccount();
  const other = await addAccount();
  const revoked = await addAccount(clock.now());
  for (const { accountId } of [own, other]) {
    await addConnection(deps, accountId, { kind: "carrier_feed", baseUrl: "http://127.0.0.1/carriers" });
  }
  return {
    service: createTrackingService({
      ...deps,
      providerFor: ({ baseUrl }) =>
        trackingProvider("carrier-feed", { ...connectionTo(baseUrl), fetch: async () => nothingKnown() }),
    }),
    now: () => clock.now(),
    keys: { own: own.key, other: other.key, revoked: revoked.key },
    report: async ({ number, carrierCode }, { status, checkpoints }) => {
      const now = clock.now();
      const update = {
        number,
        courierCode: carrierCode,
        providerId: null,
        status,
        substatus: null,
        updatedAt: now,
        following: true,
        originCountry: null,
        destinationCountry: null,
        expected: null,
        legs: {},
        checkpoints,
      };
      await applyUpdates(deps, own.accountId, [update], now);
    },
    dispose: async () => {},
  };
});
