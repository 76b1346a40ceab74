import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTrackingClient, type TrackingClient } from "~/tracking-api/client/client";
import { endpoints } from "~/tracking-api/contract/endpoints";
import { readEnvelope } from "~/tracking-api/contract/envelope";
import type { StatusWord } from "~/tracking-api/contract/words";
import { createTrackingServer } from "~/tracking-api/server/handler";
import { matchRoute } from "~/tracking-api/server/routing";
import type { CheckpointRecord, CreateRequest, TrackingService } from "~/tracking-api/server/service";
import { createSample } from "../tracking-api/samples";

/** What a carrier tells of a parcel in the battery. */
export interface ReportedStory {
  status: StatusWord;
  /** Newest first. */
  checkpoints: CheckpointRecord[];
}

/** One implementation of the service, empty, with two accounts that may do what they like. */
export interface ServiceUnderTest {
  service: TrackingService;
  now: () => Date;
  /** Of one account, of another, and one that was taken back. */
  keys: { own: string; other: string; revoked: string };
  /** Changes a tracking of the first account as news from its carrier would. */
  report(pair: Pick<CreateRequest, "number" | "carrierCode">, story: ReportedStory): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * The promises of the tracking API, seen through our own client: client and server are tested
 * against each other, over whatever service the factory makes. It must know the couriers
 * `china-post`, `usps` and `dhl`. Every answer is also held against the strict schema of its
 * endpoint.
 */
export function trackingApiBattery(name: string, makeService: () => Promise<ServiceUnderTest>): void {
  describe(`the tracking API over ${name}`, () => {
    let made: ServiceUnderTest;
    let crashes: unknown[];

    beforeEach(async () => {
      crashes = [];
      made = await makeService();
    });

    afterEach(async () => {
      await made.dispose();
      expect(crashes).toEqual([]);
    });

    function clientWith(apiKey: string, brand: "trackingmore-v2" | "trackru-v1" = "trackingmore-v2"): TrackingClient {
      const mount = brand === "trackru-v1" ? "v1" : "v2";
      const server = createTrackingServer({ ...made, report: (error) => crashes.push(error) });
      return createTrackingClient({
        brand,
        baseUrl: `http://127.0.0.1/${mount}`,
        apiKey,
        timeoutMs: 10_000,
        fetch: async (input, init) => {
          const request = new Request(input, init);
          const response = await server.handle(request.clone(), { mount });
          await expectPromisedShape(request, response.clone(), brand);
          return response;
        },
      });
    }

    const letter = createSample({
      number: "RB123456785CN",
      carrierCode: "china-post",
      orderId: "#1001",
      title: "Red mug",
    });
    const parcel = createSample({ number: "9400110200881234567890", carrierCode: "usps", orderId: "#1002" });

    it("adds a number once, and knows it under any spelling", async () => {
      const client = clientWith(made.keys.own);
      const first = await client.createTracking(letter);
      expect(first).toMatchObject({
        kind: "ok",
        code: 200,
        data: { tracking_number: letter.number, status: "pending" },
      });
      expect(await client.createTracking(letter)).toMatchObject({ kind: "api-error", code: 4016 });
      const spelled = { ...letter, number: " rb 123456785 cn " };
      expect(await client.createTracking(spelled)).toMatchObject({ kind: "api-error", code: 4016 });
      const found = await client.getTracking({ ...letter, number: "rb123456785cn", lang: "en" });
      expect(found).toMatchObject({
        kind: "ok",
        data: { tracking_number: letter.number, title: "Red mug", order_id: "#1001" },
      });
    });

    it("takes one number under two couriers as two", async () => {
      const client = clientWith(made.keys.own);
      await client.createTracking(letter);
      expect(await client.createTracking({ ...letter, carrierCode: "dhl" })).toMatchObject({ kind: "ok" });
      expect(await client.listTrackings({ numbers: [letter.number] })).toMatchObject({ data: { total: 2 } });
    });

    it("ends every number of a batch by itself", async () => {
      const client = clientWith(made.keys.own);
      await client.createTracking(letter);
      const unknownCourier = { ...parcel, carrierCode: "nobody-express" };
      const noNumber = { ...parcel, number: "??" };
      const answer = await client.createTrackings([unknownCourier, letter, noNumber, parcel, parcel]);
      expect(answer).toMatchObject({
        kind: "ok",
        code: 201,
        data: {
          results: [
            { outcome: "rejected", code: 4015 },
            { outcome: "exists", code: 4016 },
            { outcome: "rejected", code: 4014 },
            { outcome: "added", code: 200 },
            { outcome: "exists", code: 4016 },
          ],
          neverSent: [],
          repeated: [],
        },
      });
      expect(await client.listTrackings({})).toMatchObject({ data: { total: 2 } });
    });

    it("takes forty at once, and not forty-one", async () => {
      const client = clientWith(made.keys.own);
      const many = Array.from({ length: 41 }, (_, index) => ({ ...parcel, number: `LX00000${index + 10}CN` }));
      expect(await client.createTrackings(many)).toMatchObject({ kind: "api-error", code: 4020 });
      const forty = await client.createTrackings(many.slice(0, 40));
      expect(forty).toMatchObject({ kind: "ok", code: 200 });
      expect(forty.kind === "ok" && forty.data.results.every(({ outcome }) => outcome === "added")).toBe(true);
      expect(await client.listTrackings({ limit: 30, page: 2 })).toMatchObject({
        data: { total: 40, items: { length: 10 } },
      });
    });

    it("gives back what was given, whatever the letters", async () => {
      const client = clientWith(made.keys.own);
      const title = 'Müller 鞋 😀 "quoted" \\ / \u2028 <b>';
      await client.createTracking({ ...letter, title, comment: "'; DROP TABLE shipment; --" });
      const found = await client.getTracking({ ...letter, lang: null });
      expect(found).toMatchObject({ data: { title, comment: "'; DROP TABLE shipment; --" } });
    });

    it("shows what the carrier told", async () => {
      const client = clientWith(made.keys.own);
      await client.createTracking(letter);
      const common = { offsetMinutes: 480, place: "Guangzhou", status: "transit", substatus: "transit001" };
      await made.report(letter, {
        status: "transit",
        checkpoints: [
          { leg: "origin", local: "2019-03-08T20:10:00", text: "Departed", milestone: null, ...common },
          { leg: "origin", local: "2019-03-05T18:00:00", text: "Accepted", milestone: "ItemReceived", ...common },
        ],
      });
      expect(await client.getTracking({ ...letter, lang: null })).toMatchObject({
        kind: "ok",
        data: {
          status: "transit",
          lastEvent: "Departed,Guangzhou,2019-03-08 20:10:00",
          lastUpdateTime: "2019-03-08 20:10:00",
          origin_info: {
            ItemReceived: "2019-03-05 18:00:00",
            trackinfo: [
              { Date: "2019-03-08 20:10:00", StatusDescription: "Departed" },
              { Date: "2019-03-05 18:00:00", ItemNode: "ItemReceived" },
            ],
          },
        },
      });
      expect(await client.listTrackings({ status: "transit" })).toMatchObject({ data: { total: 1 } });
      expect(await client.listTrackings({ status: "pending" })).toMatchObject({ code: 4031, data: { total: 0 } });
    });

    it("filters by numbers, orders and times", async () => {
      const client = clientWith(made.keys.own);
      await client.createTrackings([letter, { ...parcel, orderCreateTime: "2019/3/4 9:05" }]);
      const totals = async (ask: Parameters<TrackingClient["listTrackings"]>[0]) => {
        const page = await client.listTrackings(ask);
        return page.kind === "ok" ? page.data.total : page;
      };
      const hour = 3_600_000;
      const before = { min: null, max: new Date(made.now().getTime() - hour) };
      const around = { min: before.max, max: new Date(made.now().getTime() + hour) };
      expect(await totals({ numbers: ["rb123456785cn", "unknown"] })).toBe(1);
      expect(await totals({ orders: ["#1001", "#1002"] })).toBe(2);
      expect(await totals({ orders: ["#1003"] })).toBe(0);
      expect(await totals({ createdAt: around })).toBe(2);
      expect(await totals({ createdAt: before })).toBe(0);
      expect(await totals({ orderCreatedAt: around })).toBe(0);
      expect(await totals({ orderCreatedAt: { min: null, max: made.now() } })).toBe(2);
      expect(await totals({ orderCreatedAt: { min: new Date("2019-03-04T00:00:00Z"), max: made.now() } })).toBe(1);
      expect(await totals({ archived: true })).toBe(0);
      expect(await totals({ archived: false })).toBe(2);
    });

    it("lets no account see or touch another's numbers", async () => {
      await clientWith(made.keys.own).createTracking(letter);
      const outsider = clientWith(made.keys.other);
      expect(await outsider.getTracking({ ...letter, lang: null })).toMatchObject({ kind: "api-error", code: 4031 });
      expect(await outsider.listTrackings({})).toMatchObject({ data: { total: 0 } });
      expect(await outsider.createTracking(letter)).toMatchObject({ kind: "ok", code: 200 });
    });

    it("knows a key that never was from one that was taken back", async () => {
      expect(await clientWith("11111111-1111-4111-8111-111111111111").listTrackings({})).toMatchObject({ code: 4001 });
      expect(await clientWith(made.keys.revoked).listTrackings({})).toMatchObject({ code: 4002 });
    });

    it("speaks TrackRu v1 over the same numbers", async () => {
      await clientWith(made.keys.own).createTracking(letter);
      const trackRu = clientWith(made.keys.own, "trackru-v1");
      expect(await trackRu.createTracking(letter)).toMatchObject({ kind: "api-error", code: 4016 });
      expect(await trackRu.getTracking({ ...letter, lang: null })).toMatchObject({
        data: { tracking_number: letter.number },
      });
    });

    it("changes what the account says of a tracking, and only what is given", async () => {
      const client = clientWith(made.keys.own);
      await client.createTracking({ ...letter, customerName: "Ann" });
      const change = { ...letter, title: null, orderId: "#2002", customerEmail: "ann@example.com", archived: true };
      const { number, carrierCode, title, orderId, customerEmail, archived } = change;
      const answer = await client.updateTracking({ number, carrierCode, title, orderId, customerEmail, archived });
      expect(answer).toMatchObject({ kind: "ok", data: { tracking_number: letter.number, status: "0" } });
      expect(await client.getTracking({ ...letter, lang: null })).toMatchObject({
        data: { title: "Red mug", order_id: "#2002", archived: true },
      });
      expect(await client.listTrackings({ orders: ["#2002"], archived: true })).toMatchObject({ data: { total: 1 } });
      await client.updateTracking({ number, carrierCode: "CHINA-POST", archived: false });
      expect(await client.listTrackings({ archived: true })).toMatchObject({ data: { total: 0 } });
      expect(await client.updateTracking(parcel)).toMatchObject({ kind: "api-error", code: 4017 });
    });

    it("sets a status by hand until it is lifted", async () => {
      const client = clientWith(made.keys.own);
      await client.createTracking(letter);
      expect(await client.updateTracking({ ...letter, status: "delivered" })).toMatchObject({ data: { status: "4" } });
      expect(await client.getTracking({ ...letter, lang: null })).toMatchObject({ data: { status: "delivered" } });
      expect(await client.countStatuses({})).toMatchObject({ data: { pending: 0, delivered: 1 } });
      expect(await client.updateTracking({ ...letter, status: "exception" })).toMatchObject({ data: { status: "7" } });
      expect(await client.updateTracking({ ...letter, status: "automatic" })).toMatchObject({ data: { status: "8" } });
      expect(await client.getTracking({ ...letter, lang: null })).toMatchObject({ data: { status: "pending" } });
    });

    it("changes many, each by itself", async () => {
      const client = clientWith(made.keys.own);
      await client.createTracking(letter);
      const changes = [
        { ...letter, title: "A" },
        { ...letter, title: "B" },
        { ...parcel, title: "C" },
        { ...letter, number: "??" },
      ];
      expect(await client.updateTrackings(changes)).toMatchObject({ kind: "ok", data: { submitted: 4, update: 2 } });
      expect(await client.getTracking({ ...letter, lang: null })).toMatchObject({ data: { title: "B" } });
      const tooMany = Array.from({ length: 201 }, () => letter);
      for (const call of [client.updateTrackings, client.deleteTrackings, client.stopTrackings]) {
        expect(await call(tooMany)).toMatchObject({ kind: "api-error", code: 4020 });
      }
    });

    it("deletes a tracking once, and lets it be added again", async () => {
      const client = clientWith(made.keys.own);
      await client.createTrackings([letter, parcel]);
      expect(await client.deleteTracking(letter)).toMatchObject({ kind: "ok", code: 200 });
      expect(await client.deleteTracking(letter)).toMatchObject({ kind: "api-error", code: 4017 });
      expect(await client.getTracking({ ...letter, lang: null })).toMatchObject({ code: 4031 });
      expect(await client.deleteTrackings([parcel, parcel, letter])).toMatchObject({
        data: { submitted: 3, delete: 1 },
      });
      expect(await client.createTracking(letter)).toMatchObject({ kind: "ok", code: 200 });
    });

    it("stops refreshing and keeps what is known", async () => {
      const client = clientWith(made.keys.own);
      await client.createTracking(letter);
      expect(await client.stopTrackings([letter, parcel])).toMatchObject({ data: { submitted: 2, change: 1 } });
      expect(await client.getTracking({ ...letter, lang: null })).toMatchObject({ data: { track_update: false } });
    });

    it("touches no other account's trackings, whatever the call", async () => {
      const client = clientWith(made.keys.own);
      await client.createTracking(letter);
      const outsider = clientWith(made.keys.other);
      expect(await outsider.updateTracking({ ...letter, title: "Mine" })).toMatchObject({ code: 4017 });
      expect(await outsider.deleteTracking(letter)).toMatchObject({ code: 4017 });
      expect(await outsider.updateTrackings([{ ...letter, status: "delivered" }])).toMatchObject({
        data: { update: 0 },
      });
      expect(await outsider.deleteTrackings([letter])).toMatchObject({ data: { delete: 0 } });
      expect(await outsider.stopTrackings([letter])).toMatchObject({ data: { change: 0 } });
      expect(await outsider.countStatuses({})).toMatchObject({ data: { pending: 0 } });
      const kept = { title: "Red mug", status: "pending", track_update: true };
      expect(await client.getTracking({ ...letter, lang: null })).toMatchObject({ data: kept });
    });

    it("counts within times", async () => {
      const client = clientWith(made.keys.own);
      await client.createTrackings([letter, parcel]);
      const hourAgo = new Date(made.now().getTime() - 3_600_000);
      expect(await client.countStatuses({ createdAt: { min: hourAgo, max: null } })).toMatchObject({
        data: { pending: 2 },
      });
      expect(await client.countStatuses({ createdAt: { min: null, max: hourAgo } })).toMatchObject({
        data: { pending: 0 },
      });
      const counts = await client.countStatuses({ orderCreatedAt: { min: null, max: made.now() } });
      expect(counts).toMatchObject({ data: { pending: 2, transit: 0, expired: 0 } });
    });

    it("detects who may carry a number, best first", async () => {
      const client = clientWith(made.keys.own);
      const answer = await client.detectCarrier({ number: "RB123456785CN", lang: null });
      expect(answer.kind === "ok" && answer.data[0]).toEqual({ name: "China Post", code: "china-post" });
      expect(await client.detectCarrier({ number: "NO-FORMAT_HAS-THIS", lang: null })).toMatchObject({
        kind: "api-error",
        code: 4032,
      });
    });

    it("asks the carrier now, once in two hours, also for a number that was never added", async () => {
      const client = clientWith(made.keys.own);
      const asked = await client.getRealtime({ ...letter, orderId: "#7" });
      expect(asked).toMatchObject({ kind: "ok", data: { tracking_number: letter.number, order_id: "#7" } });
      expect(await client.getRealtime(letter)).toMatchObject({ kind: "rate-limited", retryAfterMs: 120_000 });
      expect(await client.getRealtime({ ...letter, carrierCode: "nobody-express" })).toMatchObject({ code: 4015 });
      expect(await clientWith(made.keys.other).getRealtime(letter)).toMatchObject({ kind: "ok" });
    });

    it("gives a tracking another carrier", async () => {
      const client = clientWith(made.keys.own);
      await client.createTrackings([letter, { ...letter, carrierCode: "usps" }]);
      const to = (newCarrierCode: string) => client.changeCarrier({ ...letter, newCarrierCode });
      expect(await to("nobody-express")).toMatchObject({ kind: "api-error", code: 4015 });
      expect(await to("usps")).toMatchObject({ kind: "api-error", code: 4016 });
      expect(await to("china-post")).toMatchObject({ kind: "ok" });
      expect(await clientWith(made.keys.other).changeCarrier({ ...letter, newCarrierCode: "dhl" })).toMatchObject({
        code: 4017,
      });
      expect(await to("dhl")).toMatchObject({ kind: "ok", code: 200 });
      expect(await to("dhl")).toMatchObject({ kind: "api-error", code: 4017 });
      const moved = await client.getTracking({ ...letter, carrierCode: "dhl", lang: null });
      expect(moved).toMatchObject({ data: { title: "Red mug", status: "pending" } });
    });

    it("tells how long a route took, and zeros where nobody used it", async () => {
      const route = { carrierCode: "china-post", originCode: "CN", destinationCode: "US" };
      expect(await clientWith(made.keys.own).getCostTimes([route, { ...route, carrierCode: "dhl" }])).toMatchObject({
        kind: "ok",
        data: [
          { carrier_code: "china-post", original: "CN", destination: "US", total: 0, average: 0 },
          { carrier_code: "dhl", delivered: 0, range1: 0 },
        ],
      });
    });

    it("tells the account and a number for the quota left", async () => {
      const answer = await clientWith(made.keys.own).getUserInfo({});
      expect(answer).toMatchObject({ kind: "ok", data: { regtime: expect.stringMatching(/^\d+$/) } });
      expect(answer.kind === "ok" && (answer.data.track_number ?? 0) > 1_000).toBe(true);
      expect(await clientWith(made.keys.own, "trackru-v1").getUserInfo({})).toMatchObject({ code: 404 });
    });

    it("lists its carriers", async () => {
      const carriers = await clientWith(made.keys.own).listCarriers({ lang: "en" });
      expect(carriers.kind === "ok" && carriers.data.map(({ code }) => code)).toEqual(
        expect.arrayContaining(["china-post", "usps", "dhl"]),
      );
    });
  });
}

/**
 * Strict on what we emit: an answer with a field too many, too few or of another type fails here.
 */
async function expectPromisedShape(request: Request, response: Response, brand: "trackingmore-v2" | "trackru-v1") {
  expect(response.status).toBe(200);
  const read = readEnvelope(await response.text());
  const path = new URL(request.url).pathname.replace(/^\/v\d/, "");
  const match = matchRoute(request.method, path, brand);
  if (read.kind === "envelope" && match.kind === "unknown-route" && read.envelope.meta.code === 404) return;
  if (read.kind !== "envelope" || match.kind !== "endpoint") throw new Error(`No answer of the API to ${path}`);
  const { meta, data } = read.envelope;
  if (meta.code === 200 || meta.code === 201) endpoints[match.name].emitted.parse(data);
  else expect(data).toEqual([]);
}
