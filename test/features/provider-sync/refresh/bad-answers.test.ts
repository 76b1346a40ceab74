import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addApiAccount, addConnection, type TestConnection } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { createTestServices, type TestServices } from "#test/support/services";
import { requestRefresh } from "~/features/provider-sync/connection/connections.queries.server";
import { shipmentByNumber } from "~/features/shopper/look-up/shopper-shipments.queries.server";
import { numberKey } from "~/domain/tracking/number";
import { maxCheckpoints } from "~/domain/tracking/timeline";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { maxShownEvents, shipmentDetails } from "~/features/merchant/shipments/details.server";
import { maxShopperEvents } from "~/features/shopper/look-up/answer";
import { createLog } from "~/platform/log.server";

let database: TestDatabase;
let services: TestServices;
let provider: MisbehavingServer;
let accountId: string;
let connection: TestConnection;
let numbers: string[];
let log: string[];
/** How the provider answers for the page that is asked. */
let answer: (page: number) => Behaviour;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  log = [];
  services = await createTestServices(database.url, {
    log: createLog("info", "test", { write: (line) => void log.push(line) }),
  });
  provider = await startMisbehavingServer({
    kind: "compute",
    answer: ({ path }) => answer(Number(new URL(path, provider.url).searchParams.get("page"))),
  });
  accountId = (await addApiAccount(services)).id;
  connection = await addConnection(services, accountId, { baseUrl: `${provider.url}/v2` });
  numbers = parcelNumbers(3);
  await addWaitingParcels(services, accountId, numbers);
  await services.db.query("UPDATE registration SET state = 'registered' WHERE account_id = $1", [accountId]);
  await services.db.query("UPDATE shipment SET registration_state = 'registered' WHERE account_id = $1", [accountId]);
});
afterEach(async () => {
  await provider.close();
  await services[Symbol.asyncDispose]();
});

type Wire = Record<string, unknown>;

/** An item as the provider tells it, in transit since an hour ago. */
const item = (number: string, changes: Wire = {}): Wire => ({
  id: `id-${number}`,
  tracking_number: number,
  carrier_code: "usps",
  status: "transit",
  updated_at: "2026-11-20T11:00:00+00:00",
  origin_info: { trackinfo: [event()] },
  ...changes,
});
const event = (changes: Wire = {}): Wire => ({
  Date: "2026-11-20 10:30",
  StatusDescription: "Departed",
  Details: "Memphis",
  checkpoint_status: "transit",
  ...changes,
});
const list = (items: unknown[], total: unknown = items.length): Behaviour => ({
  kind: "answer",
  body: { meta: { code: 200, type: "Success", message: "" }, data: { page: 1, limit: 2000, total, items } },
});
const onFirstPage = (items: unknown[], total?: unknown) => (page: number) =>
  page === 1 ? list(items, total) : list([], total);

const work = () => workConnection(services, connection.id);
async function refresh(): Promise<void> {
  await requestRefresh(services.db, connection.id, services.clock.now());
  await work();
}
const stored = () => services.db.prisma.connection.findUniqueOrThrow({ where: { id: connection.id } });
const shipment = (number = numbers[0] ?? "") =>
  services.db.prisma.shipment.findFirstOrThrow({ where: { accountId, number } });
const statuses = async () => Promise.all(numbers.map(async (number) => (await shipment(number)).status));
const logged = (words: string) =>
  log.map((line) => JSON.parse(line) as Wire).filter((line) => String(line.msg).includes(words));

describe("a reading of changes that is answered with", () => {
  it.each<[string, string]>([
    ["a web page", "<!doctype html><title>Service notice</title>"],
    ["half of the JSON", '{"meta":{"code":200},"data":{"items":[{"tracking_num'],
    ["JSON of another shape", '{"ok":true}'],
    ["items of another shape", '{"meta":{"code":200},"data":{"total":"3","items":"all"}}'],
    ["null", "null"],
    ["nothing", ""],
  ])("%s for hours is asked again at most every five minutes, is told, and loses nothing", async (_, body) => {
    answer = () => ({ kind: "answer", body });
    await refresh();
    for (let minutes = 0; minutes < 75; minutes += 2.5) {
      services.clock.advance({ minutes: 2.5 });
      await work();
    }
    expect(provider.requests.length).toBeGreaterThan(12);
    expect(provider.requests.length).toBeLessThanOrEqual(75 / 5 + 10);
    expect(await stored()).toMatchObject({ state: "unreadable", highWaterMark: null });
    expect((await stored()).stateDetail).toMatch(/\w/);
    expect(logged("provider call failed").at(0)).toMatchObject({ failure: "unreadable" });
    expect(await statuses()).toEqual(["pending", "pending", "pending"]);
    answer = onFirstPage(numbers.map((number) => item(number)));
    services.clock.advance({ minutes: 5 });
    await work();
    expect(await statuses()).toEqual(["transit", "transit", "transit"]);
    expect(await stored()).toMatchObject({ state: "ok", highWaterMark: new Date("2026-11-20T11:00:00Z") });
  });

  it.each([
    ["too large", 500],
    ["too large, as text", "500"],
    ["too small", 1],
    ["text", "many"],
    ["below zero", -7],
    ["too large for a number", "9".repeat(40)],
    ["null", null],
  ])("a total that is %s brings everything, with at most one call more", async (_, total) => {
    answer = onFirstPage(
      numbers.map((number) => item(number)),
      total,
    );
    await refresh();
    expect(await statuses()).toEqual(["transit", "transit", "transit"]);
    expect((await stored()).highWaterMark).toEqual(new Date("2026-11-20T11:00:00Z"));
    expect(provider.requests.length).toBeLessThanOrEqual(2);
    await work();
    expect(provider.requests.length).toBeLessThanOrEqual(2);
  });

  it("a total that is too large, and the same page for ever, comes to an end and says so", async () => {
    answer = () =>
      list(
        numbers.map((number) => item(number)),
        10_000,
      );
    await refresh();
    expect(provider.requests).toHaveLength(2);
    expect(logged("has no end")).toHaveLength(1);
    expect(await statuses()).toEqual(["transit", "transit", "transit"]);
    await work();
    expect(provider.requests).toHaveLength(2);
  });

  it("fewer items on a page than it was asked for is read to the end", async () => {
    answer = (page) =>
      list(
        numbers.slice(page - 1, page).map((number) => item(number)),
        "3",
      );
    await refresh();
    expect(await statuses()).toEqual(["transit", "transit", "transit"]);
    expect(provider.requests).toHaveLength(3);
  });

  it("items for numbers we never sent takes ours, counts the others, and makes no parcel of them", async () => {
    answer = onFirstPage([item("STRANGER1"), item(numbers[0] ?? ""), item(numbers[1] ?? "", { carrier_code: "dhl" })]);
    await refresh();
    expect(await statuses()).toEqual(["transit", "pending", "pending"]);
    expect(await services.db.prisma.shipment.count({ where: { accountId } })).toBe(3);
    expect(logged("changes read").at(-1)).toMatchObject({ items: 3, changed: 1, unmatched: 2 });
  });

  it("the same item twice, once with less, ends in the fuller story, once", async () => {
    await services.db.prisma.pushAddress.create({
      data: { accountId, url: "https://software.example/hook", createdAt: services.clock.now() },
    });
    const [number = ""] = numbers;
    const less = item(number, { origin_info: null, status: "pending", updated_at: "2026-11-20T10:00:00+00:00" });
    answer = onFirstPage([item(number), less, item(number)]);
    await refresh();
    expect(await shipment()).toMatchObject({ status: "transit", checkpointCount: 1 });
    expect(await services.db.prisma.outboxMessage.count({ where: { accountId } })).toBe(1);
    await refresh();
    expect(await services.db.prisma.outboxMessage.count({ where: { accountId } })).toBe(1);
  });

  it("items nobody can read among the others takes the others, and says how many it left", async () => {
    const [a = "", b = ""] = numbers;
    answer = onFirstPage([item(a), null, 7, { tracking_number: b }, item(b)]);
    await refresh();
    expect(await statuses()).toEqual(["transit", "transit", "pending"]);
    expect(logged("items could not be read")).toMatchObject([{ unreadable: 3 }]);
    const { nextRefreshAt } = await shipment(numbers[2]);
    expect(nextRefreshAt === null || nextRefreshAt > services.clock.now()).toBe(true);
  });

  it("a story dated in the future does not outrank what is told afterwards", async () => {
    const [number = ""] = numbers;
    answer = onFirstPage([item(number, { status: "exception", updated_at: "2036-01-01T00:00:00+00:00" })]);
    await refresh();
    expect(await shipment()).toMatchObject({ status: "exception", statusAt: services.clock.now() });
    expect((await stored()).highWaterMark).toEqual(services.clock.now());
    services.clock.advance({ hours: 1 });
    answer = onFirstPage([item(number, { status: "delivered", updated_at: "2026-11-20T12:30:00+00:00" })]);
    await refresh();
    expect((await shipment()).status).toBe("delivered");
  });

  it("a story dated in the future is news once", async () => {
    await services.db.prisma.pushAddress.create({
      data: { accountId, url: "https://software.example/hook", createdAt: services.clock.now() },
    });
    answer = onFirstPage([item(numbers[0] ?? "", { updated_at: "2036-01-01T00:00:00+00:00" })]);
    for (let round = 0; round < 3; round += 1) {
      await refresh();
      services.clock.advance({ hours: 1 });
    }
    expect(await services.db.prisma.outboxMessage.count({ where: { accountId } })).toBe(1);
  });

  it("checkpoints in the future shows them as told, and counts the silence from when they were seen", async () => {
    const [number = ""] = numbers;
    const seenAt = services.clock.now();
    const future = [
      event({ Date: "2036-01-01 08:00" }),
      event({ Date: "2036-01-01T08:00:00+08:00", StatusDescription: "Sorted" }),
    ];
    answer = onFirstPage([item(number, { origin_info: { trackinfo: future } })]);
    await refresh();
    expect(await shipment()).toMatchObject({
      lastEventAt: seenAt,
      lastEventLocal: "2036-01-01T08:00:00",
      checkpointCount: 2,
    });
    services.clock.advance({ hours: 24 * 20 });
    const details = await shipmentDetails(services, accountId, (await shipment()).id);
    expect(details?.silentSince).toEqual(seenAt);
    expect(details?.timeline.map(({ local }) => local)).toEqual(["2036-01-01T08:00:00", "2036-01-01T08:00:00"]);
    answer = onFirstPage([item(number, { status: "delivered", updated_at: "2026-12-09T10:00:00+00:00" })]);
    await refresh();
    const { deliveredAt } = await shipment();
    expect(deliveredAt?.getTime()).toBeLessThanOrEqual(services.clock.now().getTime());
  });

  it("script tags, four-byte letters, NUL and half a letter keeps what a text may hold, and stays the same when it comes again", async () => {
    const [number = ""] = numbers;
    const strange = "<script>alert(1)</script>\u0000 \u{1f4e6} \ud83d '; DROP TABLE shipment;--";
    const half = {
      carrier_code: "usps\u0000",
      weblink: "javascript:alert(1)\udc00",
      phone: strange,
      trackinfo: [
        event({ StatusDescription: strange, Details: strange, checkpoint_status: strange, substatus: strange }),
      ],
    };
    const reported = { origin_info: half, status: strange, substatus: strange, original_country: strange, id: strange };
    answer = onFirstPage([item(number, reported), item(`${numbers[1] ?? ""}\u0000`), item(`\ud83d${number}`)]);
    await refresh();
    expect((await stored()).state).toBe("ok");
    expect((await statuses())[1]).toBe("transit");
    const kept = "<script>alert(1)</script> \u{1f4e6} \ufffd '; DROP TABLE shipment;--";
    expect(await shipment()).toMatchObject({ lastEventText: kept, lastEventPlace: kept, rawStatus: kept });
    await refresh();
    expect(logged("changes read").at(-1)).toMatchObject({ changed: 0 });
    expect(await shipment()).toMatchObject({ checkpointCount: 1 });
  });

  it("10,000 checkpoints on one parcel keeps the newest, and its page stays small", async () => {
    const [number = ""] = numbers;
    const flood = (from: number) =>
      Array.from({ length: 10_000 }, (_, index) => {
        const at = new Date(Date.UTC(2026, 0, 1) + (from + index) * 60_000).toISOString().slice(0, 19);
        return event({
          Date: at.replace("T", " "),
          StatusDescription: `Scan ${String(from + index)} at the sorting centre`,
        });
      });
    for (const from of [0, 0, 10_000, 5_000]) {
      answer = onFirstPage([item(number, { origin_info: { trackinfo: flood(from) } }), item(numbers[1] ?? "")]);
      await refresh();
    }
    expect(await statuses()).toEqual(["transit", "transit", "pending"]);
    const { id } = await shipment();
    expect(await services.db.prisma.checkpoint.count({ where: { shipmentId: id } })).toBe(maxCheckpoints);
    expect(await shipment()).toMatchObject({
      checkpointCount: maxCheckpoints,
      lastEventText: "Scan 19999 at the sorting centre",
    });
    const details = await shipmentDetails(services, accountId, id);
    expect(details?.timeline).toHaveLength(maxShownEvents);
    expect(details?.timeline[0]?.text).toBe("Scan 19999 at the sorting centre");
    expect(details?.olderEvents).toBe(maxCheckpoints - maxShownEvents);
    expect(JSON.stringify(details).length).toBeLessThan(100_000);
    const key = numberKey(numbers[0] ?? "");
    const shown = await shipmentByNumber(services.db, accountId, key, { events: maxShopperEvents });
    expect(shown?.checkpoints.map(({ text }) => text).toSorted()).toEqual(
      details?.timeline.map(({ text }) => text).toSorted(),
    );
  });
});
