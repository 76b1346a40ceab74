import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addConnection, addShop, type TestAccount } from "#test/factories/accounts";
import { addWaitingParcels, ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { connectionsWithDueWork } from "~/features/provider-sync/connection/connections.queries.server";
import { notDeliveredPage } from "~/features/merchant/sync-problems/sync-problems.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { connectionStatus } from "~/features/provider-sync/setup/status.server";
import { testConnection } from "~/features/provider-sync/setup/test.server";
import { shipmentDetails } from "~/features/merchant/shipments/details.server";

let database: TestDatabase;
let services: TestServices;
let provider: ScriptedProvider;
let shop: TestAccount;
let connectionId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  services = await createTestServices(database.url);
  provider = await startScriptedProvider({ now: () => services.clock.now() });
  shop = await addShop(services);
  connectionId = (await addConnection(services, shop.id, { baseUrl: provider.baseUrl })).id;
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const work = () => workConnection(services, connectionId);
const status = () => connectionStatus(services, shop.id);
const isDue = async () => (await connectionsWithDueWork(services.db, services.clock.now())).includes(connectionId);
const registered = async () => (await ledgerOf(services, shop.id)).every((row) => row.state === "registered");

/** What the page of the shop's one parcel, the connection's card and the list of what waits say. */
async function reported() {
  const { id } = await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId: shop.id } });
  const [details, connection, page] = await Promise.all([
    shipmentDetails(services, shop.id, id),
    status(),
    notDeliveredPage(services, shop.id, new URLSearchParams()),
  ]);
  return { parcel: details?.hold ?? null, card: connection?.trouble ?? null, list: page.held?.by ?? null };
}

const everywhere = (trouble: string | null) => ({ parcel: trouble, card: trouble, list: trouble });

describe("a provider in trouble is named the same on every page", () => {
  it.each([
    ["badkey", "bad_key", 0, 600],
    ["quota", "quota", 0, 3_600],
    ["http500", "unreachable", 15, 60],
    ["reset", "unreachable", 15, 60],
    ["html", "unreadable", 15, 60],
    ["refused", "refused", 15, 60],
  ] as const)("%s", async (mode, trouble, seconds, overAfter) => {
    await addWaitingParcels(services, shop.id, parcelNumbers(1));
    provider.fail({ mode, when: "before", calls: 1 });
    await work();
    services.clock.advance({ seconds });
    expect(await reported()).toEqual(everywhere(trouble));
    services.clock.advance({ seconds: overAfter });
    await work();
    expect(await reported()).toEqual(everywhere(null));
    expect(await registered()).toBe(true);
  });

  it("also where a parcel that came later was never sent", async () => {
    provider.fail({ mode: "badkey", when: "before", calls: 1 });
    await testConnection(services, shop.id);
    await addWaitingParcels(services, shop.id, parcelNumbers(1));
    await work();
    expect(provider.calls.some((call) => call.items.length > 0)).toBe(false);
    expect(await reported()).toEqual(everywhere("bad_key"));
  });
});

it("says nothing of a single call that broke off", async () => {
  await addWaitingParcels(services, shop.id, parcelNumbers(1));
  provider.fail({ mode: "reset", when: "before", calls: 1 });
  await work();
  expect(await reported()).toEqual(everywhere(null));
  services.clock.advance({ seconds: 6 });
  await work();
  expect(await registered()).toBe(true);
});

it("tells of a pause where parcels wait for it, and calls it a trouble when the next one follows", async () => {
  await addWaitingParcels(services, shop.id, parcelNumbers(1));
  provider.fail({ mode: "rate429", when: "before", calls: 2 });
  await work();
  expect(await reported()).toEqual({ parcel: "too_fast", card: null, list: "too_fast" });
  services.clock.advance({ seconds: 100 });
  expect(await reported()).toEqual({ parcel: "too_fast", card: null, list: "too_fast" });
  services.clock.advance({ seconds: 21 });
  await work();
  services.clock.advance({ seconds: 30 });
  expect(await reported()).toEqual(everywhere("too_fast"));
  services.clock.advance({ seconds: 91 });
  await work();
  expect(await reported()).toEqual(everywhere(null));
  expect(await registered()).toBe(true);
});

it("counts one trouble from its first failure, however the provider fails meanwhile", async () => {
  await addWaitingParcels(services, shop.id, parcelNumbers(1));
  const since = services.clock.now();
  provider.fail(
    { mode: "reset", when: "before" },
    { mode: "html", when: "before" },
    { mode: "rate429", when: "before" },
    { mode: "http500", when: "before" },
    { mode: "badkey", when: "before" },
  );
  for (const [state, seconds] of [
    ["unreachable", 6],
    ["unreadable", 6],
    ["too_fast", 121],
    ["unreachable", 6],
  ] as const) {
    await work();
    expect(await status()).toMatchObject({ state, stateSince: since });
    services.clock.advance({ seconds });
  }
  await work();
  expect(await status()).toMatchObject({ state: "bad_key", stateSince: services.clock.now() });
});

it("does not hide a key that is not accepted behind a pause", async () => {
  await addWaitingParcels(services, shop.id, parcelNumbers(1));
  provider.fail({ mode: "badkey", when: "before" }, { mode: "rate429", when: "before" });
  await work();
  const since = services.clock.now();
  services.clock.advance({ minutes: 11 });
  await work();
  expect(await status()).toMatchObject({ state: "bad_key", stateSince: since, isSilent: true });
});

it("is back to the quota, not to the merchant's limit, when an outage came on top", async () => {
  provider.memory.quota = 0;
  await addWaitingParcels(services, shop.id, parcelNumbers(1));
  await work();
  provider.fail({ mode: "http500", when: "before" });
  expect(await testConnection(services, shop.id)).toMatchObject({ kind: "failed" });
  services.clock.advance({ seconds: 15 });
  expect(await reported()).toEqual(everywhere("unreachable"));
  await work();
  expect(await reported()).toEqual(everywhere("quota"));
});

it("is tested by itself where nothing else would show that it is over", async () => {
  // Only calls of this version: the test of a connection asks the other one as well.
  provider.fail({ mode: "http500", when: "before", path: "/v2/", calls: 2 });
  await testConnection(services, shop.id);
  expect(await isDue()).toBe(false);
  services.clock.advance({ seconds: 2 });
  expect(await isDue()).toBe(true);
  await work();
  expect(await status()).toMatchObject({ state: "unreachable", trouble: null });
  services.clock.advance({ seconds: 15 });
  expect(await status()).toMatchObject({ state: "unreachable", trouble: "unreachable" });
  await work();
  expect(await status()).toMatchObject({ state: "ok", trouble: null });
  const calls = provider.calls.length;
  await work();
  expect(await isDue()).toBe(false);
  expect(provider.calls).toHaveLength(calls);
});

it("is over with the merchant's test, also where look-ups found no quota either", async () => {
  await addWaitingParcels(services, shop.id, parcelNumbers(2));
  provider.fail({ mode: "quota", when: "before", calls: 2 });
  await work();
  await work();
  expect(provider.calls.map((call) => call.path.split("/").at(-1))).toEqual(["batch", "get"]);
  expect(await reported()).toEqual(everywhere("quota"));
  expect(await testConnection(services, shop.id)).toEqual({ kind: "works" });
  await work();
  expect(await reported()).toEqual(everywhere(null));
  expect(await registered()).toBe(true);
});

it("does not say that there is no quota left once there is, before the provider has told how much", async () => {
  provider.memory.quota = 0;
  await addWaitingParcels(services, shop.id, parcelNumbers(1));
  await work();
  expect(await status()).toMatchObject({ state: "quota", quotaRemaining: 0 });
  provider.memory.quota = 50;
  await testConnection(services, shop.id);
  expect(await status()).toMatchObject({ state: "ok", quotaRemaining: null });
  await services.db.query("UPDATE connection SET pace_interval_ms = 1 WHERE id = $1", [connectionId]);
  services.clock.advance({ seconds: 90 });
  await work();
  services.clock.advance({ seconds: 15 });
  services.systemClock.advance({ seconds: 15 });
  await work();
  expect(await status()).toMatchObject({ quotaRemaining: 49 });
});

describe("a provider that takes no new parcels, while its readings are answered", () => {
  const read = () =>
    services.db.query("UPDATE connection SET refresh_requested_at = $2 WHERE id = $1", [
      connectionId,
      services.clock.now(),
    ]);
  const livesThrough = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 5) {
      await work();
      await read();
      await work();
      services.clock.advance({ seconds: 5 });
    }
  };

  it("is named the same on every page, with its first failure and its last answer, until a parcel is registered", async () => {
    await addWaitingParcels(services, shop.id, parcelNumbers(3));
    const since = services.clock.now();
    provider.fail({ mode: "http500", when: "before", path: "/batch", calls: 1_000 });
    await livesThrough(90);
    expect(await status()).toMatchObject({ state: "ok", stateSince: since, stateDetail: "HTTP 500" });
    expect(await reported()).toEqual(everywhere("not_registering"));
    provider.lift();
    await livesThrough(300);
    expect(await registered()).toBe(true);
    expect(await reported()).toEqual(everywhere(null));
    expect(await status()).toMatchObject({ state: "ok", stateDetail: "" });
  });

  it("does not keep the known parcels from being read, though new ones come all the time", async () => {
    provider.fail({ mode: "http500", when: "before", path: "/batch", calls: 1_000 });
    const readings: number[] = [];
    for (const number of parcelNumbers(120)) {
      await addWaitingParcels(services, shop.id, [number]);
      await read();
      await work();
      readings.push((await status())?.refreshedAt?.getTime() ?? 0);
      services.clock.advance({ seconds: 5 });
    }
    expect(new Set(readings).size).toBeGreaterThan(30);
  });

  it("is not said of one that does its work and answers otherwise", async () => {
    provider.fail({ mode: "http500", when: "after", path: "/batch", calls: 1_000 });
    for (const number of parcelNumbers(20)) {
      await addWaitingParcels(services, shop.id, [number]);
      await livesThrough(10);
      expect((await status())?.trouble).toBeNull();
    }
    expect(await registered()).toBe(true);
  });

  it("is no longer said once no parcel waits", async () => {
    await addWaitingParcels(services, shop.id, parcelNumbers(1));
    provider.fail({ mode: "http500", when: "before", path: "/batch", calls: 1_000 });
    await livesThrough(90);
    expect(await reported()).toEqual(everywhere("not_registering"));
    await services.db.query("UPDATE registration SET state = 'rejected' WHERE account_id = $1", [shop.id]);
    expect((await status())?.trouble).toBeNull();
  });
});
