import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addApiAccount, addConnection, addShop } from "#test/factories/accounts";
import { ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { createSample } from "#test/tracking-api/samples";
import { connectionsWithDueWork } from "~/features/provider-sync/connection/connections.queries.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";
import type { TrackingService } from "~/tracking-api/server/service";

let database: TestDatabase;
let services: TestServices;
let provider: ScriptedProvider;
let served: TrackingService;
let accountId: string;
let connectionId: string;

const letter = createSample();
const nothing = {
  title: null,
  logisticsChannel: null,
  customerName: null,
  customerEmail: null,
  customerPhone: null,
  orderId: null,
  destinationCode: null,
  archived: null,
  status: null,
};
const caller = () => ({ accountId, keyId: "key" });
const quotaLeft = async () =>
  (await services.db.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).quotaRemaining;
const shipment = () => services.db.prisma.shipment.findFirstOrThrow({ where: { accountId } });

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  services = await createTestServices(database.url);
  provider = await startScriptedProvider({ now: () => services.clock.now() });
  accountId = (await addApiAccount(services, { quotaRemaining: 2 })).id;
  connectionId = (await addConnection(services, accountId, { baseUrl: provider.baseUrl })).id;
  served = createTrackingService(services);
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

describe("a tracking that is deleted and added again", () => {
  it("costs nothing the second time, and is looked up at the provider before it is ever sent", async () => {
    await served.create(caller(), [letter]);
    await workConnection(services, connectionId);
    expect(await served.remove(caller(), [letter])).toEqual([true]);
    expect(await served.create(caller(), [letter])).toMatchObject([{ kind: "created" }]);
    await workConnection(services, connectionId);
    expect(await quotaLeft()).toBe(1);
    expect([...provider.charges.values()]).toEqual([1]);
    expect([...provider.submissions.values()]).toEqual([1]);
    expect(await shipment()).toMatchObject({ registrationState: "registered" });
  });

  it("is looked up before it is sent, too, when a webhook brings it back", async () => {
    const shop = await addShop(services);
    const { id } = await addConnection(services, shop.id, { baseUrl: provider.baseUrl });
    const fulfillment = fulfillmentSample({ tracking_numbers: parcelNumbers(1) });
    await receiveFulfillment(services, shop, fulfillment);
    await workConnection(services, id);
    const { number, courierCode } = await services.db.prisma.shipment.findFirstOrThrow({
      where: { accountId: shop.id },
    });
    const removed = await served.remove({ accountId: shop.id, keyId: "key" }, [{ number, carrierCode: courierCode }]);
    expect(removed).toEqual([true]);
    const later = { ...fulfillment, updated_at: "2026-11-20T07:00:00-05:00" };
    await receiveFulfillment(services, shop, later, "fulfillments/update");
    await workConnection(services, id);
    expect(await ledgerOf(services, shop.id)).toMatchObject([
      { number, state: "registered", history: ["lookup found"] },
    ]);
    expect([...provider.submissions.values()]).toEqual([1]);
  });

  it("leaves no story behind", async () => {
    await served.create(caller(), [letter]);
    await served.remove(caller(), [letter]);
    expect(await services.db.prisma.registration.count({ where: { accountId } })).toBe(0);
    expect(await services.db.prisma.shipment.count({ where: { accountId } })).toBe(0);
  });
});

describe("a tracking that is not to be refreshed any more", () => {
  const stopCalls = () => provider.calls.filter((call) => call.path === "/v2/trackings/notupdate");
  const waiting = () => services.db.prisma.stopRequest.count({ where: { accountId } });
  const work = async (minutes = 0) => {
    services.clock.advance({ minutes });
    if ((await connectionsWithDueWork(services.db, services.clock.now())).includes(connectionId)) {
      await workConnection(services, connectionId);
    }
  };
  const addAndStop = async () => {
    await served.create(caller(), [letter]);
    await work();
    expect(await served.stopFollowing(caller(), [letter, letter])).toEqual([true, false]);
    expect(await shipment()).toMatchObject({ following: false, nextRefreshAt: null });
  };

  it("is stopped at the provider by the connection's own work, once", async () => {
    await addAndStop();
    expect(services.recorded.sent.at(-1)).toEqual({ name: "work-connection", payload: { connectionId } });
    await work();
    expect(stopCalls()).toMatchObject([{ items: [{ tracking_number: letter.number, carrier_code: "china-post" }] }]);
    expect(await served.stopFollowing(caller(), [letter])).toEqual([true]);
    await work(600);
    expect(stopCalls()).toHaveLength(1);
    expect(await waiting()).toBe(0);
  });

  it("is stopped there as soon as it is registered, where it is not yet", async () => {
    await served.create(caller(), [letter]);
    await served.stopFollowing(caller(), [letter]);
    expect(stopCalls()).toHaveLength(0);
    await work();
    expect(provider.calls.map((call) => call.path.split("/").at(-1))).toEqual(["batch", "notupdate"]);
    expect(await shipment()).toMatchObject({ registrationState: "registered", following: false });
  });

  it.each(["http500", "reset", "html", "refused"] as const)(
    "is told again later when the provider says %s",
    async (mode) => {
      await addAndStop();
      provider.fail({ mode, when: "before", path: "notupdate" });
      await work();
      expect([stopCalls().length, await waiting()]).toEqual([1, 1]);
      await work(0.9);
      expect(stopCalls()).toHaveLength(1);
      await work(0.1);
      expect([stopCalls().length, await waiting()]).toEqual([2, 0]);
    },
  );

  it("waits while the provider wants silence", async () => {
    await addAndStop();
    const silentUntil = new Date(services.clock.now().getTime() + 120_000);
    await services.db.prisma.connection.update({ where: { accountId }, data: { silentUntil } });
    await work(1);
    expect(stopCalls()).toHaveLength(0);
    await work(1);
    expect([stopCalls().length, await waiting()]).toEqual([1, 0]);
  });

  it("does not keep new parcels waiting while only this call fails", async () => {
    await addAndStop();
    provider.fail({ mode: "http500", when: "before", path: "notupdate", calls: 9 });
    await work();
    await served.create(caller(), [{ ...letter, number: "LX199229770CN" }]);
    await work(0.5);
    expect(await services.db.prisma.shipment.count({ where: { accountId, registrationState: "registered" } })).toBe(2);
  });

  it("is given up where the provider says eight times that it does not offer this", async () => {
    await addAndStop();
    provider.fail({ mode: "refused", when: "before", path: "notupdate", calls: 99 });
    for (let call = 0; call < 12; call += 1) await work(360);
    expect([stopCalls().length, await waiting()]).toEqual([8, 0]);
  });

  it("has nobody to be told of where numbers are not registered", async () => {
    await services.db.prisma.connection.update({ where: { accountId }, data: { kind: "carrier_feed" } });
    await served.create(caller(), [letter]);
    expect(await served.stopFollowing(caller(), [letter])).toEqual([true]);
    expect(await waiting()).toBe(0);
  });
});

describe("a status set by hand", () => {
  const force = (status: "delivered" | "automatic") => served.update(caller(), [{ ...letter, ...nothing, status }]);
  const report = (status: string) => {
    const facts = { providerId: null, substatus: null, following: true, originCountry: null, destinationCountry: null };
    const update = {
      number: letter.number,
      courierCode: letter.carrierCode,
      status,
      expected: null,
      legs: {},
      ...facts,
    };
    return applyUpdates(
      services,
      accountId,
      [{ ...update, updatedAt: services.clock.now(), checkpoints: [] }],
      services.clock.now(),
    );
  };

  it("stands against the provider's word, and gives way to its latest when it is lifted", async () => {
    await served.create(caller(), [letter]);
    await workConnection(services, connectionId);
    await report("transit");
    await force("delivered");
    expect(await shipment()).toMatchObject({ status: "delivered", statusRule: "merchant-forced", nextRefreshAt: null });
    services.clock.advance({ hours: 1 });
    await report("exception");
    expect(await shipment()).toMatchObject({ status: "delivered", claimStatus: "exception" });
    await force("automatic");
    const lifted = await shipment();
    expect(lifted).toMatchObject({ status: "exception", statusRule: "provider-status", deliveredAt: null });
    expect(lifted.nextRefreshAt?.getTime()).toBeGreaterThan(services.clock.now().getTime());
  });

  it("is news for those who want pushes, once", async () => {
    await services.db.prisma.pushAddress.create({
      data: { accountId, url: "https://shop.example/hook", createdAt: services.clock.now() },
    });
    await served.create(caller(), [letter]);
    await force("delivered");
    await force("delivered");
    expect(await services.db.prisma.outboxMessage.count({ where: { accountId } })).toBe(1);
    expect(services.recorded.sent.filter((job) => job.name === "send-outbox")).toHaveLength(1);
  });
});

it("keeps the customer's other fields when one is changed, sealed as before", async () => {
  await served.create(caller(), [{ ...letter, customerName: "Ann", customerPhone: "+1", postalCode: "10115" }]);
  await served.update(caller(), [{ ...letter, ...nothing, customerEmail: "ann@example.com" }]);
  const stored = await shipment();
  expect(stored.customerEnc && services.vault.decryptJson(stored.customerEnc)).toMatchObject({
    name: "Ann",
    phone: "+1",
    email: "ann@example.com",
    postalCode: "10115",
  });
});
