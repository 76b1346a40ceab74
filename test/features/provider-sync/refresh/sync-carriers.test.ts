import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { addConnection, addShop } from "#test/factories/accounts";
import { addShipment } from "#test/features/merchant/shipments/add-shipments";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { carrierListState, connectionsWithDueCarriers } from "~/features/carriers/catalogue-sources.queries.server";
import { wholeDirectory } from "~/features/carriers/account-carriers.server";
import { syncCarriers } from "~/features/provider-sync/refresh/sync-carriers.server";
import type { CarrierRecord } from "~/tracking-api/server/service";

const HOUR_MS = 3_600_000;
const PATH = "/v2/carriers";

let database: TestDatabase;
let services: TestServices;
let provider: ScriptedProvider;
let accountId: string;
let connectionId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  services = await createTestServices(database.url);
  provider = await startScriptedProvider({ now: () => services.clock.now() });
  serveCarriers([carrier("dhl", "DHL Worldwide"), carrier("new-parcel", "New Parcel")]);
  accountId = (await addShop(services)).id;
  connectionId = (await addConnection(services, accountId, { baseUrl: provider.baseUrl })).id;
  services.clock.advance({ ms: 60_000 });
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const carrier = (code: string, name: string, more: Partial<CarrierRecord> = {}): CarrierRecord => ({
  code,
  name,
  nameLocal: null,
  phone: "1 800 000",
  homepage: `https://${code}.example/track`,
  type: "express",
  picture: "",
  ...more,
});

/** What the provider lists from now on; `names` by language and code. */
function serveCarriers(carriers: CarrierRecord[], names: Record<string, Record<string, string>> = {}): void {
  provider.memory.carriers = async (_caller, lang) =>
    carriers.map((entry) => ({ ...entry, name: names[lang ?? "en"]?.[entry.code] ?? entry.name }));
}

const directory = () => wholeDirectory(services.db, accountId);
const asked = () => provider.calls.filter(({ path }) => path === PATH).length;
const isDue = async () => (await connectionsWithDueCarriers(services.db, services.clock.now())).includes(connectionId);
const sync = () => syncCarriers(services, connectionId);
const syncAfter = (ms: number) => {
  services.clock.advance({ ms });
  return sync();
};

it("lays what the provider lists over the packaged catalogue, in every language it has", async () => {
  serveCarriers([carrier("dhl", "DHL Worldwide"), carrier("new-parcel", "New Parcel")], {
    cn: { "new-parcel": "新包裹" },
    ru: { "new-parcel": "Новая посылка", dhl: "ДХЛ" },
  });
  expect((await directory()).find("new-parcel")).toBeNull();
  await sync();
  const carriers = await directory();
  expect(carriers.find("new-parcel")).toMatchObject({ name: "New Parcel", nameLocal: "新包裹", phone: "1 800 000" });
  expect(carriers.find("dhl")).toMatchObject({ name: "DHL Worldwide", homepage: "https://dhl.example/track" });
  expect(carriers.name("dhl", "ru-RU")).toBe("ДХЛ");
  expect(carriers.name("new-parcel", "zh-CN")).toBe("新包裹");
  expect(carriers.name("new-parcel", "de")).toBe("New Parcel");
  expect(carriers.link("new-parcel", "AB12345")).toBe("https://new-parcel.example/track");
  expect(carriers.name("usps")).toBe("USPS");
  expect(carriers.search("посылка", 5).map(({ code }) => code)).toEqual(["new-parcel"]);
  expect(await carrierListState(services.db, accountId)).toMatchObject({ outcome: "listed", couriers: 2 });
});

it("asks once a day, whoever else uses the same provider", async () => {
  const other = await addShop(services);
  const theirs = (await addConnection(services, other.id, { baseUrl: provider.baseUrl })).id;
  services.clock.advance({ ms: 60_000 });
  expect(await isDue()).not.toBe(
    (await connectionsWithDueCarriers(services.db, services.clock.now())).includes(theirs),
  );
  await sync();
  await syncCarriers(services, theirs);
  await syncAfter(23 * HOUR_MS);
  // One call for each of the six languages.
  expect(asked()).toBe(6);
  expect((await wholeDirectory(services.db, other.id)).name("new-parcel")).toBe("New Parcel");
  await syncAfter(HOUR_MS);
  expect(asked()).toBe(12);
});

it("keeps one provider's list from the accounts of another", async () => {
  await sync();
  const outsider = await addShop(services);
  await addConnection(services, outsider.id, { baseUrl: "http://127.0.0.1:9/v2" });
  const carriers = await wholeDirectory(services.db, outsider.id);
  expect(carriers.find("new-parcel")).toBeNull();
  expect(carriers.name("dhl")).toBe("DHL");
});

it("lets a courier go that is no longer listed, except where a parcel or a rule has it", async () => {
  serveCarriers([carrier("dhl", "DHL"), ...["used", "ruled", "unused"].map((code) => carrier(code, code))]);
  await sync();
  await addShipment(services, accountId, { columns: { courierCode: "used" } });
  await services.db.prisma.courierRule.create({ data: { accountId, position: 1, courierCode: "ruled" } });
  serveCarriers([carrier("dhl", "DHL")]);
  await syncAfter(24 * HOUR_MS);
  const carriers = await directory();
  expect(["used", "ruled", "unused"].map((code) => carriers.find(code)?.name ?? null)).toEqual(["used", "ruled", null]);
  expect(carriers.find("usps")).not.toBeNull();
});

it.each([
  ["empty", () => serveCarriers([])],
  ["without one usable entry", () => serveCarriers([carrier("own-van", "A van"), carrier("not a code", "X")])],
  ["an HTML page", () => provider.fail({ mode: "html", when: "before", path: PATH })],
  ["cut in half", () => provider.fail({ mode: "half", when: "after", path: PATH })],
  ["a server's error", () => provider.fail({ mode: "http500", when: "before", path: PATH })],
  ["a refusal", () => provider.fail({ mode: "refused", when: "before", path: PATH })],
])("changes nothing where the answer is %s, records it, and asks again in an hour", async (_name, breakIt) => {
  await sync();
  breakIt();
  await syncAfter(24 * HOUR_MS);
  expect((await directory()).name("new-parcel")).toBe("New Parcel");
  const state = await carrierListState(services.db, accountId);
  expect(state).toMatchObject({ outcome: "failed", couriers: 2 });
  expect(state?.detail).not.toBe("");
  // Tracking does not depend on the list, so the connection is not in trouble.
  expect(await services.db.prisma.connection.findUnique({ where: { id: connectionId } })).toMatchObject({
    state: "ok",
  });
  services.clock.advance({ ms: 59 * 60_000 });
  expect(await isDue()).toBe(false);
  services.clock.advance({ ms: 60_000 });
  expect(await isDue()).toBe(true);
});

it("keeps the names of a language that could not be read this time", async () => {
  const names = { es: { dhl: "DHL en español" }, it: { dhl: "DHL in italiano" } };
  serveCarriers([carrier("dhl", "DHL")], names);
  await sync();
  serveCarriers([carrier("dhl", "DHL 2")], names);
  let answers = 0;
  provider.beforeAnswer = (path) => {
    if (path === PATH && ++answers === 2) provider.fail({ mode: "html", when: "before", path: PATH });
  };
  await syncAfter(24 * HOUR_MS);
  const carriers = await directory();
  expect(carriers.name("dhl")).toBe("DHL 2");
  expect([carriers.name("dhl", "es"), carriers.name("dhl", "it")]).toEqual(["DHL en español", "DHL in italiano"]);
  expect((await carrierListState(services.db, accountId))?.detail).toContain('"tw"');
});

it("waits for a connection that is in trouble, paused or busy", async () => {
  const change = (data: object) => services.db.prisma.connection.update({ where: { id: connectionId }, data });
  const soon = new Date(services.clock.now().getTime() + 1_000);
  for (const trouble of [{ state: "bad_key" as const }, { silentUntil: soon }, { lastCallAt: services.clock.now() }]) {
    await change(trouble);
    expect(await isDue()).toBe(false);
    await sync();
    await change({ state: "ok", silentUntil: null, lastCallAt: null });
  }
  expect(asked()).toBe(0);
  expect(await isDue()).toBe(true);
});
