import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startMisbehavingServer,
  type Behaviour,
  type MisbehavingServer,
  type ReceivedRequest,
} from "#test/support/misbehaving-server";
import { createSample } from "#test/tracking-api/samples";
import { bulkOf } from "~/tracking-api/client/bulk";
import { createTrackingClient, type TrackingClient } from "~/tracking-api/client/client";
import type { CallResult } from "~/tracking-api/client/result";
import type { CreateRequest } from "~/tracking-api/contract/create";
import type { Brand } from "~/tracking-api/contract/brands";
import { endpointNames, endpoints, type EndpointName } from "~/tracking-api/contract/endpoints";
import type { TrackingPair } from "~/tracking-api/contract/pair";

/** A server that speaks the API, reached by HTTP. It must know `china-post`, `dhl` and `usps`. */
export interface ServerUnderTest {
  brand: Brand;
  /** With the mount. */
  baseUrl: string;
  apiKey: string;
  /** What the account's provider does not offer: 4018. */
  notOffered: readonly EndpointName[];
  /** Has everything that was added so far registered with the account's provider. */
  register(): Promise<void>;
  /**
   * How often the account's provider met the same call about the same number, at most, where once
   * is enough.
   */
  mostOftenUpstream(): number;
  dispose(): Promise<void>;
}

type When = "before" | "after";
type Ask = (client: TrackingClient, pair: TrackingPair) => Promise<CallResult<unknown>>;

const place = { country: "JP", postcode: "1000001", company: null };
const waybills = ["172-28891936"];

/** One call of each endpoint; a new one without a call here does not compile. */
const asks: { [Name in EndpointName]: Ask } = {
  createTracking: (client, pair) => client.createTracking(createSample({ ...pair })),
  createTrackings: (client, pair) => client.createTrackings([createSample({ ...pair })]),
  listTrackings: (client) => client.listTrackings({ limit: 5 }),
  getTracking: (client, pair) => client.getTracking({ ...pair, lang: null }),
  updateTracking: (client, pair) => client.updateTracking({ ...pair, title: "Blue mug" }),
  deleteTracking: (client, pair) => client.deleteTracking(pair),
  updateTrackings: (client, pair) => client.updateTrackings([{ ...pair, title: "Blue mug" }]),
  deleteTrackings: (client, pair) => client.deleteTrackings([pair]),
  stopTrackings: (client, pair) => client.stopTrackings([pair]),
  getRealtime: (client, pair) => client.getRealtime(pair),
  changeCarrier: (client, pair) => client.changeCarrier({ ...pair, newCarrierCode: "dhl" }),
  getUserInfo: (client) => client.getUserInfo({}),
  countStatuses: (client) => client.countStatuses({}),
  checkRemote: (client) => client.checkRemote([place]),
  getCostTimes: (client) =>
    client.getCostTimes([{ carrierCode: "china-post", originCode: "CN", destinationCode: "US" }]),
  trackAirCargo: (client) => client.trackAirCargo({ waybills, lang: null }),
  detectCarrier: (client) => client.detectCarrier({ number: "RB123456785CN", lang: null }),
  listCarriers: (client) => client.listCarriers({ lang: "en" }),
};

/** Endpoints that are about a tracking which is there already. */
const aboutOne: readonly EndpointName[] = [
  "getTracking",
  "updateTracking",
  "deleteTracking",
  "updateTrackings",
  "deleteTrackings",
  "stopTrackings",
  "getRealtime",
  "changeCarrier",
];

/**
 * What goes wrong with one call, given the true answer where the work was done; and what a client
 * is told of it.
 */
const faults: [string, (done: string) => Behaviour, object][] = [
  ["drops", () => ({ kind: "reset" }), { kind: "unreachable", reason: "connection" }],
  ["stalls", (body) => ({ kind: "stall", body }), { kind: "unreachable", reason: "timeout" }],
  ["truncates", (body) => ({ kind: "cut", body }), { kind: "unreadable", reason: "truncated" }],
  [
    "answers a beginning",
    (body) => ({ kind: "answer", body: body.slice(0, 20) }),
    { kind: "unreadable", reason: "truncated" },
  ],
  ["answers HTML", () => ({ kind: "answer", body: "<!doctype html>" }), { kind: "unreadable", reason: "html" }],
  ["answers 429", () => ({ kind: "answer", status: 429 }), { kind: "rate-limited", retryAfterMs: 120_000 }],
  ["answers 500", () => ({ kind: "answer", status: 500 }), { kind: "unreachable", reason: "http", status: 500 }],
];

/** Long enough for a true answer on a busy machine; a stall takes all of it. */
const timeoutMs = 2_000;
const someAnswer = JSON.stringify({ meta: { code: 200, type: "Success", message: "Success" }, data: [] });

/**
 * The promises of the client, over real HTTP, to a server that behaves and behind a line that does
 * not.
 */
export function trackingClientBattery(name: string, makeServer: () => Promise<ServerUnderTest>): void {
  describe(`the client, speaking to ${name}`, () => {
    let made: ServerUnderTest;
    const lines: MisbehavingServer[] = [];
    const numbers = (count: number) => Array.from({ length: count }, () => `RX${String((last += 1))}CN`);
    let last = 100_000_000;
    /** Registered, and not used by another test. */
    const ready: string[] = [];

    beforeAll(async () => {
      made = await makeServer();
      ready.push(...numbers(aboutOne.length * (faults.length * 2 + 1)));
      const ends = await bulkOf(clientAt(made.baseUrl)).create(ready.map((number) => createSample({ number })));
      expect(ends.every(({ end }) => end === "done")).toBe(true);
      await made.register();
    });

    afterAll(async () => {
      await Promise.all(lines.map((line) => line.close()));
      await made.dispose();
    });

    function clientAt(baseUrl: string): TrackingClient {
      const { brand, apiKey } = made;
      const wait = async () => {};
      return createTrackingClient({ brand, apiKey, baseUrl, fetch, timeoutMs, attempts: 3, wait });
    }

    /** A line to the server on which the n-th request goes wrong as told. */
    async function lineWith(nth: number, when: When, fault: (done: string) => Behaviour) {
      const pass: Behaviour = { kind: "compute", answer: forward };
      const broken: Behaviour = {
        kind: "compute",
        answer: async (request) => fault(when === "after" ? (await forward(request)).body : someAnswer),
      };
      const line = await (nth === 1
        ? startMisbehavingServer(broken, pass)
        : startMisbehavingServer(pass, ...Array<Behaviour>(nth - 2).fill(pass), broken, pass));
      lines.push(line);
      return { line, client: clientAt(`${line.url}${new URL(made.baseUrl).pathname}`) };
    }

    async function forward({ method, path, headers, body }: ReceivedRequest) {
      const kept = Object.entries(headers).filter(
        ([header]) => header.endsWith("api-key") || header === "content-type",
      );
      const response = await fetch(new URL(path, made.baseUrl), {
        method,
        headers: Object.fromEntries(kept.map(([header, value]) => [header, String(value)])),
        ...(body === "" ? {} : { body }),
      });
      return { kind: "answer" as const, status: response.status, body: await response.text() };
    }
    const has = (name: EndpointName) => endpoints[name].brands.some((brand) => brand === made.brand);
    const expected = (name: EndpointName) => {
      if (!has(name)) return { kind: "api-error", code: 404 };
      return made.notOffered.includes(name) ? { kind: "api-error", code: 4018 } : { kind: "ok" };
    };
    const pairFor = (name: EndpointName): TrackingPair => ({
      number: (aboutOne.includes(name) ? ready.shift() : numbers(1)[0]) ?? "",
      carrierCode: "china-post",
    });
    const request = (number: string): CreateRequest => createSample({ number });

    it.each(endpointNames)("gets its answer to %s", async (endpoint) => {
      const result = await asks[endpoint](clientAt(made.baseUrl), pairFor(endpoint));
      expect(result).toMatchObject(expected(endpoint));
    });

    it.concurrent.each(endpointNames)(
      "sends %s again where that is safe, and only there, whatever the line does",
      async (endpoint) => {
        const { safeToRepeat } = endpoints[endpoint];
        const cases = faults.flatMap(([what, fault, reported]) =>
          (["before", "after"] as const).map((when) => ({ what, when, fault, reported, pair: pairFor(endpoint) })),
        );
        const ends = await Promise.all(
          cases.map(async ({ what, when, fault, pair }) => {
            const { client, line } = await lineWith(1, when, fault);
            const result = await asks[endpoint](client, pair);
            return { what, when, calls: line.requests.length, result };
          }),
        );
        expect(ends).toMatchObject(
          cases.map(({ what, when, reported }) => ({
            what,
            when,
            calls: safeToRepeat ? 2 : 1,
            result: safeToRepeat ? expected(endpoint) : reported,
          })),
        );
      },
    );

    it.each(faults)(
      "tells each of a hundred creates how it ended when the second call %s",
      async (_what, fault, reported) => {
        const isRefused = "retryAfterMs" in reported;
        for (const when of ["before", "after"] as const) {
          const items = numbers(100).map(request);
          const { client, line } = await lineWith(2, when, fault);
          const ends = await bulkOf(client).create(items);
          expect(ends.map(({ item }) => item)).toEqual(items);
          const last = isRefused ? "refused" : "done";
          expect(ends.map(({ end }) => end)).toEqual([
            ...Array<string>(40).fill("done"),
            ...Array<string>(40).fill(isRefused ? "refused" : "unknown"),
            ...Array<string>(20).fill(last),
          ]);
          expect(line.requests).toHaveLength(isRefused ? 2 : 3);

          // The truth, from the server itself; then the rest is sent, and nothing a second time.
          const bulk = bulkOf(clientAt(made.baseUrl));
          const found = await bulk.find(items.map(({ number }) => number));
          const isThere = found.map((end) => end.end === "done" && end.value.length === 1);
          expect(isThere).toEqual(ends.map(({ end }, index) => end === "done" || (when === "after" && index < 80)));
          const again = await bulk.create(items.filter((_, index) => !isThere[index]));
          expect(again.every(({ end }) => end === "done")).toBe(true);
        }
      },
    );

    it("tells each of many pairs how it ended, over calls that fail and are repeated", async () => {
      const added = numbers(205).map(request);
      await bulkOf(clientAt(made.baseUrl)).create(added);
      const unmatched = numbers(2).map(request);
      const { client, line } = await lineWith(1, "after", () => ({ kind: "reset" }));
      const bulk = bulkOf(client);
      if (!has("deleteTrackings")) {
        const refused = await bulk.delete(added);
        expect(new Set(refused.map((end) => end.end === "refused" && end.code))).toEqual(new Set([404]));
        return;
      }
      const changed = await bulk.update([...added, ...unmatched].map((item) => ({ ...item, title: "Blue mug" })));
      expect(changed.map((end) => (end.end === "refused" ? end.code : end.end))).toEqual([
        ...Array<string>(205).fill("done"),
        4017,
        4017,
      ]);
      const stopped = await bulk.stop([...unmatched, ...added]);
      expect(stopped.map(({ end }) => end)).toEqual(["refused", "refused", ...Array<string>(205).fill("done")]);
      const deleted = await bulk.delete([...added, ...unmatched]);
      expect(deleted.map(({ end }) => end)).toEqual([...Array<string>(205).fill("done"), "refused", "refused"]);
      expect(await bulk.find(added.map(({ number }) => number))).toEqual(
        added.map(({ number }) => ({ item: number, end: "done", value: [] })),
      );
      // Two calls each for the three lists, one more for the lost one, six look-ups of forty.
      expect(line.requests).toHaveLength(2 * 3 + 1 + 6);
    });

    it("has had the account's provider do nothing twice", async () => {
      await made.register();
      expect(made.mostOftenUpstream()).toBeLessThanOrEqual(1);
    });
  });
}
