import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addShop, type TestAccount } from "#test/factories/accounts";
import { ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { createTestServices, type TestServices } from "#test/support/services";
import { TrackingMoreV4StandIn, V4_KEY } from "#test/support/trackingmore-v4";
import { createSample } from "#test/tracking-api/samples";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { connectProvider } from "~/features/provider-sync/setup/connect.server";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";
import { receivePush } from "~/features/intake/inbox/receive-push.server";

const SECRET = "webhook-secret";

let database: TestDatabase;
let services: TestServices;
let standIn: TrackingMoreV4StandIn;
let provider: MisbehavingServer;
let shop: TestAccount;
let connection: { connectionId: string; hookToken: string };
let number: string;
/** What the next calls meet instead of the provider's answer, once the work is done. */
let lost: Behaviour[];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  services = await createTestServices(database.url, { providerTimeoutMs: 1_500 });
  standIn = new TrackingMoreV4StandIn(() => services.clock.now());
  lost = [];
  provider = await startMisbehavingServer({
    kind: "compute",
    answer: (request) => {
      const answer = standIn.answer(request);
      return lost.shift() ?? answer;
    },
  });
  shop = await addShop(services);
  const made = await connectProvider(services, shop.id, {
    kind: "trackingmore-v4",
    baseUrl: `${provider.url}/v4`,
    apiKey: V4_KEY,
    accountEmail: "",
    webhookSecret: SECRET,
  });
  if (made.kind !== "connected") throw new Error(made.kind);
  connection = made;
  // The pace is another test's concern; without one, the clock need not be moved for every call.
  await services.db.query("UPDATE connection SET pace_interval_ms = 0 WHERE id = $1", [connection.connectionId]);
  [number = ""] = parcelNumbers(1);
});
afterEach(async () => {
  await provider.close();
  await services[Symbol.asyncDispose]();
});

const fulfil = () =>
  receiveFulfillment(services, shop, fulfillmentSample({ name: "#1001.1", tracking_numbers: [number] }));
const work = () => workConnection(services, connection.connectionId);
const shipment = () => services.db.prisma.shipment.findFirstOrThrow({ where: { accountId: shop.id } });
const calls = () => standIn.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*$/, "")}`);
const story = (status: string, ...events: [string, string, string][]) => ({
  delivery_status: status,
  story: {
    origin_info: {
      courier_code: "usps",
      trackinfo: events.map(([checkpoint_date, checkpoint_delivery_status, tracking_detail]) => ({
        checkpoint_date,
        checkpoint_delivery_status,
        tracking_detail,
        location: "New York",
      })),
    },
  },
});

describe("a shop connected to TrackingMore v4", () => {
  it("has its parcel registered in one batch, under v4's names, and charged once", async () => {
    await fulfil();
    await work();
    expect(calls().filter((call) => call.startsWith("POST"))).toEqual(["POST /v4/trackings/batch"]);
    const sent: unknown = JSON.parse(standIn.requests.find(({ method }) => method === "POST")?.body ?? "");
    expect(sent).toMatchObject([
      { tracking_number: number, courier_code: "usps", order_number: "#1001", destination_country_iso2: "US" },
    ]);
    expect(await ledgerOf(services, shop.id)).toMatchObject([
      { number, state: "registered", shown: "registered", spent: 1, history: ["submit registered"] },
    ]);
    expect([...standIn.charges]).toEqual([[`${number}|usps`, 1]]);
  });

  it("follows it from the label to the door", async () => {
    await fulfil();
    await work();
    standIn.report(number, "usps", story("inforeceived", ["2026-11-20T05:00:00-05:00", "inforeceived", "Label made"]));
    services.clock.advance({ minutes: 2 });
    await work();
    expect(await shipment()).toMatchObject({ status: "notfound", substatus: "notfound001" });
    const events: [string, string, string][] = [
      ["2026-11-21T09:00:00-05:00", "delivered", "Left at the door"],
      ["2026-11-20T05:00:00-05:00", "inforeceived", "Label made"],
    ];
    services.clock.advance({ hours: 24 });
    standIn.report(number, "usps", { ...story("delivered", ...events), substatus: "delivered004" });
    await work();
    const row = await shipment();
    expect(row).toMatchObject({ status: "delivered", substatus: "delivered004" });
    const kept = await services.db.prisma.checkpoint.findMany({
      where: { shipmentId: row.id },
      orderBy: { eventLocal: "desc" },
    });
    expect(kept.map(({ text }) => text)).toEqual(["Left at the door", "Label made"]);
  });

  it("reads news at once when it is pushed", async () => {
    await fulfil();
    await work();
    services.clock.advance({ seconds: 30 });
    standIn.report(number, "usps", story("transit", ["2026-11-20T07:00:00-05:00", "transit", "Departed"]));
    const timestamp = String(Math.floor(services.systemClock.now().getTime() / 1000));
    const signature = createHmac("sha256", SECRET).update(timestamp).digest("hex");
    const data = { tracking_number: number, courier_code: "usps", delivery_status: "exception" };
    const pushed = await receivePush(services, {
      token: connection.hookToken,
      headers: new Headers({ timestamp, signature }),
      rawBody: JSON.stringify({ code: 200, data }),
    });
    expect(pushed).toEqual({ kind: "taken" });
    await work();
    expect(await shipment()).toMatchObject({ status: "transit" });
  });

  it.each<[string, Behaviour]>([
    ["drops the connection", { kind: "reset" }],
    ["says nothing", { kind: "hang" }],
    ["answers a web page", { kind: "answer", body: "<html>" }],
    ["cuts its answer", { kind: "cut", body: '{"meta":{"code":200},"data":{}}' }],
    ["crashes", { kind: "answer", status: 500, body: { meta: { code: 511, type: "ServerError" }, data: [] } }],
  ])("is charged once although the provider %s after the work was done", async (_what, behaviour) => {
    await fulfil();
    lost = [behaviour];
    await work();
    for (const _ of [1, 2]) {
      services.clock.advance({ minutes: 10 });
      await work();
    }
    expect(await ledgerOf(services, shop.id)).toMatchObject([{ number, state: "registered", spent: 1 }]);
    expect(calls().filter((call) => call.startsWith("POST"))).toHaveLength(1);
    expect([...standIn.charges.values()]).toEqual([1]);
  });

  it("waits for quota, and says what the provider will not take", async () => {
    standIn.quota = 0;
    await fulfil();
    await work();
    expect(await ledgerOf(services, shop.id)).toMatchObject([{ state: "waiting", reason: "quota", code: 4190 }]);
    standIn.quota = 1;
    services.clock.advance({ hours: 2 });
    await work();
    expect(await ledgerOf(services, shop.id)).toMatchObject([{ state: "registered", spent: 1 }]);
    const unknown = createSample({ number: "LX000000017CN", carrierCode: "4px" });
    await createTrackingService(services).create({ accountId: shop.id, keyId: "key" }, [unknown]);
    await work();
    expect(await ledgerOf(services, shop.id)).toMatchObject([
      {},
      { number: "LX000000017CN", state: "rejected", reason: "invalid-carrier", code: 4120 },
    ]);
  });
});

describe("the served API over TrackingMore v4", () => {
  const caller = () => ({ accountId: shop.id, keyId: "key" });
  const served = () => createTrackingService(services);

  it("refuses what v4 does not have, and asks nobody", async () => {
    await fulfil();
    await work();
    const asked = standIn.requests.length;
    const notOffered = { kind: "refused", code: 4018 };
    expect(await served().realtime(caller(), createSample({ number, carrierCode: "usps" }))).toEqual(notOffered);
    const places = [{ country: "US", postcode: "99501", company: null }];
    expect(await served().remoteAreas(caller(), places)).toEqual(notOffered);
    expect(standIn.requests).toHaveLength(asked);
    // Nobody was asked, so the two hours of a number have not begun.
    expect(await served().realtime(caller(), createSample({ number, carrierCode: "usps" }))).toEqual(notOffered);
  });

  it("changes the courier upstream, without a second charge", async () => {
    await fulfil();
    await work();
    const change = { number, carrierCode: "usps", newCarrierCode: "dhl" };
    expect(await served().changeCarrier(caller(), change)).toEqual({ kind: "changed" });
    expect(calls().slice(-2)).toEqual([
      "GET /v4/trackings/get",
      expect.stringMatching(/^PUT \/v4\/trackings\/update\//),
    ]);
    expect(await shipment()).toMatchObject({ courierCode: "dhl" });
    expect([...standIn.charges.values()]).toEqual([1]);
  });

  it("asks for one waybill a call, and answers what was told before the quota ended", async () => {
    standIn.quota = 60;
    const answer = await served().airCargo(caller(), ["172-28891936", "172-28891940"], null);
    expect(answer.kind === "waybills" && Object.keys(answer.waybills)).toEqual(["172-28891936"]);
    expect(calls().filter((call) => call === "POST /v4/awb")).toHaveLength(2);
    services.clock.advance({ hours: 2 });
    standIn.quota = 0;
    expect(await served().airCargo(caller(), ["172-28891936"], null)).toEqual({ kind: "refused", code: 4021 });
  });
});
