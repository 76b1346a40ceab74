import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { PROVIDER_ACCOUNT, startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, RecordedQueue, type TestServices } from "#test/support/services";
import { createSample } from "#test/tracking-api/samples";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { giveBackHolds } from "~/features/public-api/tracking-service/give-back-holds.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";
import { watchDueWork } from "~/processes/due-work.server";
import type { TrackingService } from "~/tracking-api/server/service";

let database: TestDatabase;
let services: TestServices;
let provider: ScriptedProvider;
let served: TrackingService;
let accountId: string;
let connectionId: string;

const letter = createSample();
const place = { country: "JP", postcode: "1000001", company: null };
const caller = () => ({ accountId, keyId: "key" });
const shipment = () => services.db.prisma.shipment.findFirstOrThrow({ where: { accountId } });
const paths = () => provider.calls.map((call) => call.path.replace("/v2/trackings/", ""));

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  services = await createTestServices(database.url);
  provider = await startScriptedProvider({ now: () => services.clock.now() });
  accountId = (await addApiAccount(services, { quotaRemaining: 1 })).id;
  connectionId = (await addConnection(services, accountId, { baseUrl: provider.baseUrl })).id;
  served = createTrackingService(services);
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const addRegistered = async () => {
  await served.create(caller(), [letter]);
  await workConnection(services, connectionId);
};

describe("asking now", () => {
  it("passes the question on and applies the answer", async () => {
    await addRegistered();
    provider.memory.change(PROVIDER_ACCOUNT, letter.number, { status: "pickup", updatedAt: services.clock.now() });
    expect(await served.realtime(caller(), letter)).toMatchObject({ kind: "asked", record: { status: "pickup" } });
    expect(paths().at(-1)).toBe("realtime");
    expect([...provider.charges.values()]).toEqual([1]);
  });

  it("waits two hours before it asks about the same number again", async () => {
    await addRegistered();
    await served.realtime(caller(), letter);
    services.clock.advance({ ms: 2 * 60 * 60_000 - 1 });
    expect(await served.realtime(caller(), letter)).toEqual({ kind: "refused", code: 429 });
    expect(paths().filter((path) => path === "realtime")).toHaveLength(1);
    services.clock.advance({ ms: 1 });
    // The provider of this test counts for itself, and never forgets.
    expect(await served.realtime(caller(), letter)).toEqual({ kind: "refused", code: 429 });
    expect(paths().filter((path) => path === "realtime")).toHaveLength(2);
  });

  it("keeps the two hours for a number that is deleted and added again", async () => {
    await addRegistered();
    await served.realtime(caller(), letter);
    await served.remove(caller(), [letter]);
    await addRegistered();
    expect(await shipment()).toMatchObject({ registrationState: "registered" });
    expect(await served.realtime(caller(), letter)).toEqual({ kind: "refused", code: 429 });
    expect(paths().filter((path) => path === "realtime")).toHaveLength(1);
  });

  it("adds a number at its price, and does not register it a second time by asking", async () => {
    expect(await served.realtime(caller(), letter)).toEqual({ kind: "refused", code: 4031 });
    expect(provider.calls).toEqual([]);
    expect(await shipment()).toMatchObject({ registrationState: "waiting", askedAt: null });
    const second = { ...letter, number: "LX199229770CN" };
    expect(await served.realtime(caller(), second)).toEqual({ kind: "refused", code: 4021 });
    expect(await served.realtime(caller(), { ...second, carrierCode: "nobody" })).toEqual({
      kind: "refused",
      code: 4015,
    });
  });

  it.each([
    ["http500", 503],
    ["html", 503],
    ["badkey", 503],
    ["quota", 4021],
    ["rate429", 429],
  ] as const)("says %s of the provider as %i, and does not begin the two hours", async (mode, code) => {
    await addRegistered();
    provider.fail({ mode, when: "before", path: "realtime" });
    expect(await served.realtime(caller(), letter)).toEqual({ kind: "refused", code });
    expect(await shipment()).toMatchObject({ askedAt: null });
  });

  it("asks nobody while the provider wants silence, nor where there is none", async () => {
    await addRegistered();
    provider.fail({ mode: "rate429", when: "before", path: "realtime" });
    await served.realtime(caller(), letter);
    const before = provider.calls.length;
    expect(await served.realtime(caller(), letter)).toEqual({ kind: "refused", code: 429 });
    expect(provider.calls).toHaveLength(before);
    await services.db.prisma.connection.delete({ where: { accountId } });
    expect(await served.realtime(caller(), letter)).toEqual({ kind: "refused", code: 4018 });
  });
});

describe("another courier", () => {
  const change = { number: letter.number, carrierCode: letter.carrierCode, newCarrierCode: "usps" };

  it("is told to the provider by its own correction, and what the wrong one said is forgotten", async () => {
    await addRegistered();
    const event = {
      leg: "origin",
      local: "2026-11-20T10:00:00",
      offsetMinutes: null,
      text: "Moved",
      place: "",
    } as const;
    provider.memory.change(PROVIDER_ACCOUNT, letter.number, {
      status: "transit",
      updatedAt: services.clock.now(),
      checkpoints: [{ ...event, status: "transit", substatus: null, milestone: null }],
    });
    await served.realtime(caller(), letter);
    expect(await served.changeCarrier(caller(), change)).toEqual({ kind: "changed" });
    expect(paths()).toEqual(["batch", "realtime", "update"]);
    expect([...provider.submissions]).toContainEqual([`${letter.number}|china-post`, expect.any(Number)]);
    expect(await shipment()).toMatchObject({
      courierCode: "usps",
      status: "pending",
      checkpointCount: 0,
      lastEventText: null,
    });
    expect(await services.db.prisma.checkpoint.count({ where: { accountId } })).toBe(0);
    expect(await services.db.prisma.registration.findFirst({ where: { accountId } })).toMatchObject({
      courierCode: "usps",
    });
    expect([...provider.charges.values()]).toEqual([1]);
  });

  it("succeeds when the provider has changed it already and its answer was lost", async () => {
    await addRegistered();
    provider.fail({ mode: "reset", when: "after", path: "update" });
    expect(await served.changeCarrier(caller(), change)).toEqual({ kind: "refused", code: 503 });
    expect(await shipment()).toMatchObject({ courierCode: "china-post" });
    services.clock.advance({ ms: 60_000 });
    expect(await served.changeCarrier(caller(), change)).toEqual({ kind: "changed" });
    expect(await shipment()).toMatchObject({ courierCode: "usps" });
  });

  it("asks nobody for a number that was not sent yet, and waits for one that is being sent", async () => {
    await served.create(caller(), [letter]);
    expect(await served.changeCarrier(caller(), change)).toEqual({ kind: "changed" });
    expect(provider.calls).toEqual([]);
    await services.db.prisma.shipment.updateMany({ where: { accountId }, data: { registrationState: "sending" } });
    const back = { ...change, carrierCode: "usps", newCarrierCode: "dhl" };
    expect(await served.changeCarrier(caller(), back)).toEqual({ kind: "refused", code: 409 });
  });
});

describe("questions that cost quota", () => {
  const waybill = "172-28891936";
  const quotaOf = async () => (await served.userInfo(caller())).quotaLeft;
  const limitTo = (quotaRemaining: number) =>
    services.db.prisma.account.update({ where: { id: accountId }, data: { quotaRemaining } });

  it("are passed on, and charged by what they cost: a fifth for a place, twenty for a waybill", async () => {
    await limitTo(41);
    expect(await served.remoteAreas(caller(), [place])).toEqual({
      kind: "areas",
      areas: { other: [place], remote: [] },
    });
    expect(await quotaOf()).toBe(40);
    await served.remoteAreas(caller(), Array(4).fill(place));
    expect(await quotaOf()).toBe(40);
    expect(await served.airCargo(caller(), [waybill, "172-28891940"], null)).toMatchObject({
      kind: "waybills",
      waybills: { [waybill]: { return_data: { track_number: waybill, last_event: "" } } },
    });
    expect(await quotaOf()).toBe(0);
    expect(await served.remoteAreas(caller(), [place])).toEqual({ kind: "refused", code: 4021 });
  });

  it("are not asked where the quota does not hold them, nor is a number added for a part of one", async () => {
    await limitTo(1);
    expect(await served.airCargo(caller(), [waybill], null)).toEqual({ kind: "refused", code: 4021 });
    expect(provider.calls).toEqual([]);
    await served.remoteAreas(caller(), [place]);
    expect(await served.create(caller(), [letter])).toEqual([{ kind: "refused", code: 4021 }]);
  });

  it("do not overdraw the account when they come at once", async () => {
    await limitTo(60);
    const ends = await Promise.all([1, 2, 3, 4, 5].map(() => served.airCargo(caller(), [waybill], null)));
    expect(ends.filter(({ kind }) => kind === "waybills")).toHaveLength(3);
    expect(await quotaOf()).toBe(0);
  });

  it.each([
    ["http500", 503],
    ["html", 4018],
    ["rate429", 429],
  ] as const)("cost nothing when the provider says %s", async (mode, code) => {
    await limitTo(40);
    provider.fail({ mode, when: "before" });
    expect(await served.airCargo(caller(), [waybill], null)).toEqual({ kind: "refused", code });
    expect(await quotaOf()).toBe(40);
  });

  /** Looks at what is due, as every worker does, and works off what that asks for. */
  const sweep = async () => {
    const jobs = new RecordedQueue();
    await watchDueWork({ ...services, jobs }).stop();
    if (jobs.sent.some(({ name }) => name === "give-back-quota")) await giveBackHolds(services, accountId);
  };

  it("are paid back within ten minutes, once, when the process dies before it knows the answer", async () => {
    await limitTo(40);
    const dying = await createTestServices(database.url, { vault: services.vault, clock: services.clock });
    provider.beforeAnswer = () => dying.db.close();
    const asked = createTrackingService(dying).airCargo(caller(), [waybill], null);
    await expect(asked).rejects.toThrow(/pool/);
    expect(await quotaOf(), "held, for nobody knows whether it was answered").toBe(20);
    services.systemClock.advance({ minutes: 9, seconds: 59 });
    services.clock.advance({ hours: 72 });
    await sweep();
    expect(await quotaOf()).toBe(20);
    services.systemClock.advance({ seconds: 1 });
    await Promise.all([sweep(), sweep()]);
    await sweep();
    expect(await quotaOf()).toBe(40);
  });

  it("are charged once where the answer comes after the price was given back", async () => {
    await limitTo(40);
    provider.beforeAnswer = async () => {
      services.systemClock.advance({ minutes: 10 });
      await sweep();
      expect(await quotaOf()).toBe(40);
    };
    expect(await served.airCargo(caller(), [waybill], null)).toMatchObject({ kind: "waybills" });
    expect(await quotaOf()).toBe(20);
    await sweep();
    expect(await quotaOf()).toBe(20);
  });

  it("are given back once where the failure comes after the price was", async () => {
    await limitTo(40);
    provider.fail({ mode: "http500", when: "after" });
    provider.beforeAnswer = async () => {
      services.systemClock.advance({ minutes: 10 });
      await sweep();
    };
    expect(await served.airCargo(caller(), [waybill], null)).toMatchObject({ kind: "refused" });
    expect(await quotaOf()).toBe(40);
    expect(await services.db.prisma.quotaHold.count()).toBe(0);
  });

  it("cost an account without a limit nothing here", async () => {
    await services.db.prisma.account.update({ where: { id: accountId }, data: { quotaRemaining: null } });
    expect(await served.airCargo(caller(), [waybill], null)).toMatchObject({ kind: "waybills" });
    expect(await services.db.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).toMatchObject({
      quotaRemaining: null,
      quotaFifthsSpent: 0,
    });
  });

  it("are refused where the carriers do not answer them", async () => {
    await services.db.prisma.connection.update({ where: { accountId }, data: { kind: "carrier_feed" } });
    await limitTo(40);
    expect(await served.remoteAreas(caller(), [place])).toEqual({ kind: "refused", code: 4018 });
    expect(await served.airCargo(caller(), [waybill], null)).toEqual({ kind: "refused", code: 4018 });
    expect(await quotaOf()).toBe(40);
  });
});

it("computes how long a route took from the account's own delivered parcels", async () => {
  const at = (day: number) => new Date(Date.UTC(2026, 9, 1 + day));
  const way = {
    courierCode: "china-post",
    originCountry: "CN",
    destinationCountry: "US",
    createdAt: at(0),
    updatedAt: at(0),
  };
  const delivered = (days: number) => ({ status: "delivered" as const, firstEventAt: at(0), deliveredAt: at(days) });
  const parcels = [delivered(3), delivered(7), delivered(10), delivered(70), { status: "transit" as const }];
  await services.db.prisma.shipment.createMany({
    data: parcels.map((parcel, index) => ({
      accountId,
      number: `N${index}`,
      numberKey: `N${index}`,
      ...way,
      ...parcel,
    })),
  });
  const route = { carrierCode: "china-post", originCode: "CN", destinationCode: "US" };
  expect(await served.costTimes(caller(), [{ ...route, destinationCode: "DE" }, route])).toMatchObject({
    times: [
      { total: 0, delivered: 0, shares: [0, 0, 0, 0, 0], averageDays: 0 },
      { route, total: 5, delivered: 4, shares: [0.5, 0.25, 0, 0, 0.25], averageDays: 22.5 },
    ],
  });
  const unknown = { ...route, carrierCode: "nobody-express" };
  expect(await served.costTimes(caller(), [route, unknown])).toEqual({ kind: "refused", code: 4015 });
});
