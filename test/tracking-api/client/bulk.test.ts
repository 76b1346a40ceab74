import { afterEach, describe, expect, it } from "vitest";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { bulkOf, type ItemEnd } from "~/tracking-api/client/bulk";
import { createTrackingClient, type TrackingClientOptions } from "~/tracking-api/client/client";
import { createSample } from "../samples";

const servers: MisbehavingServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function bulkFor(behaviours: [Behaviour, ...Behaviour[]], options: Partial<TrackingClientOptions> = {}) {
  const server = await startMisbehavingServer(...behaviours);
  servers.push(server);
  const client = createTrackingClient({
    brand: "trackingmore-v2",
    baseUrl: `${server.url}/v2`,
    apiKey: "0123-key",
    fetch,
    timeoutMs: 10_000,
    wait: async () => {},
    ...options,
  });
  return { bulk: bulkOf(client), server, sent: () => server.requests.map(({ body }) => JSON.parse(body) as unknown[]) };
}

const answer = (code: number, data: unknown): Behaviour => ({
  kind: "answer",
  body: { meta: { code, type: "Type", message: "Message" }, data },
});
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `LX${String(10_000 + index)}`);
const pairs = (count: number) => numbered(count).map((number) => ({ number, carrierCode: "dhl" }));
const wire = (number: string) => ({ tracking_number: number, carrier_code: "dhl" });
const brief = (ends: ItemEnd<unknown, unknown>[]) =>
  ends.map((end) => (end.end === "refused" ? end.code : end.end === "unknown" ? end.reason : end.end));

/** Adds whatever it is sent. */
const addsAll: Behaviour = {
  kind: "compute",
  answer: ({ body }) => {
    const items = JSON.parse(body) as object[];
    return answer(200, { submitted: items.length, added: items.length, trackings: items, errors: [] });
  },
};

describe("a list cut into calls", () => {
  it("keeps to the limit of each endpoint, and to the order given", async () => {
    const { bulk, sent } = await bulkFor([addsAll]);
    const items = numbered(85).map((number) => createSample({ number, carrierCode: "dhl" }));
    const ends = await bulk.create(items);
    expect(sent().map((chunk) => chunk.length)).toEqual([40, 40, 5]);
    expect(ends.map(({ item }) => item)).toEqual(items);
    expect(new Set(brief(ends))).toEqual(new Set(["done"]));
    const stops = await bulkFor([answer(200, { submitted: 200, change: 200, trackings: [] })]);
    await stops.bulk.stop(pairs(201));
    expect(stops.sent().map((chunk) => chunk.length)).toEqual([200, 1]);
  });

  it("sends nothing for nothing", async () => {
    const { bulk, server } = await bulkFor([addsAll]);
    expect(await bulk.create([])).toEqual([]);
    expect(await bulk.airCargo([], null)).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it.each<[string, Behaviour, string]>([
    ["dropped", { kind: "reset" }, "connection"],
    ["cut off", { kind: "cut", body: "{}" }, "truncated"],
    ["answered by a web page", { kind: "answer", body: "<html>" }, "html"],
    ["answered by a gateway", { kind: "answer", status: 502, body: "" }, "http"],
    ["met by a crash", answer(500, []), "http"],
  ])("does not know of the items of a call that was %s, and goes on with the others", async (_what, fault, reason) => {
    const { bulk, server } = await bulkFor([addsAll, fault, addsAll], { attempts: 3 });
    const ends = await bulk.create(numbered(100).map((number) => createSample({ number, carrierCode: "dhl" })));
    expect(brief(ends)).toEqual([
      ...Array<string>(40).fill("done"),
      ...Array<string>(40).fill(reason),
      ...Array<string>(20).fill("done"),
    ]);
    expect(server.requests).toHaveLength(3);
  });

  it.each([4001, 4002, 4021, 404, 429])("sends nothing more after %i", async (code) => {
    const { bulk, server } = await bulkFor([addsAll, answer(code, [])]);
    const ends = await bulk.create(numbered(100).map((number) => createSample({ number, carrierCode: "dhl" })));
    expect(brief(ends).slice(40)).toEqual(Array<number>(60).fill(code));
    expect(ends.slice(78, 82).map((end) => end.end === "refused" && end.sent)).toEqual([true, true, false, false]);
    expect(server.requests).toHaveLength(2);
  });

  it("refuses only its own items where a call is not understood", async () => {
    const { bulk } = await bulkFor([answer(4012, []), addsAll]);
    const ends = await bulk.create(numbered(41).map((number) => createSample({ number, carrierCode: "dhl" })));
    expect(brief(ends)).toEqual([...Array<number>(40).fill(4012), "done"]);
  });
});

describe("the end of each item", () => {
  it("of a create: added, refused by its own code, or not mentioned", async () => {
    const [first = "", second = "", third = ""] = numbered(3);
    const errors = [{ ...wire(second), code: 4016, message: "Tracking already exists." }];
    const { bulk } = await bulkFor([answer(201, { trackings: [wire(first)], errors })]);
    const ends = await bulk.create(
      [first, second, third].map((number) => createSample({ number, carrierCode: "dhl" })),
    );
    expect(brief(ends)).toEqual(["done", 4016, "missing-from-answer"]);
  });

  it("of a list of pairs: named, left out because it is not there, or not told", async () => {
    const [first = "", second = ""] = numbered(2);
    const { bulk } = await bulkFor([
      answer(200, { submitted: 2, delete: 1, trackings: [wire(first)] }),
      answer(200, { submitted: 2, delete: 2, trackings: [{ meta: { code: 200 }, data: wire(first) }] }),
      answer(200, { submitted: 2, delete: 1, trackings: ["?"] }),
      answer(200, []),
      answer(201, { submitted: 2, update: 1, errors: [{ ...wire(second), code: "4014", message: "Bad." }] }),
    ]);
    expect(brief(await bulk.delete(pairs(2)))).toEqual(["done", 4017]);
    expect(brief(await bulk.delete(pairs(2)))).toEqual(["done", "done"]);
    expect(brief(await bulk.delete(pairs(2)))).toEqual(["missing-from-answer", "missing-from-answer"]);
    expect(brief(await bulk.stop(pairs(2)))).toEqual(["missing-from-answer", "missing-from-answer"]);
    expect(brief(await bulk.update(pairs(2)))).toEqual(["missing-from-answer", 4014]);
  });

  it("of a delete that had to be repeated: what is not there is gone", async () => {
    const gone = answer(200, { submitted: 2, delete: 0, trackings: [] });
    const { bulk, server } = await bulkFor([{ kind: "reset" }, gone], { attempts: 2 });
    expect(brief(await bulk.delete(pairs(2)))).toEqual(["done", "done"]);
    expect(brief(await bulk.delete(pairs(2)))).toEqual([4017, 4017]);
    expect(server.requests).toHaveLength(3);
  });

  it("of a look-up: everything under the number, nothing at all, or not read to the end", async () => {
    const [first = "", second = ""] = numbered(2);
    const item = { ...wire(first), status: "transit" };
    const page = (total: number, items: unknown[]) => answer(200, { page: 1, limit: 2000, total, items });
    const { bulk, server } = await bulkFor([
      page(2, [item, { ...item, carrier_code: "ups" }]),
      page(2, [item, null]),
      answer(4031, []),
    ]);
    const ends = await bulk.find([first, second]);
    expect(ends.map((end) => end.end === "done" && end.value.map(({ carrier_code: code }) => code))).toEqual([
      ["dhl", "ups"],
      [],
    ]);
    expect(brief(await bulk.find([first, second]))).toEqual(["done", "missing-from-answer"]);
    expect(await bulk.find([first])).toEqual([{ item: first, end: "done", value: [] }]);
    await bulk.find(numbered(41));
    expect(server.requests.map(({ path }) => path.split("%2C").length)).toEqual([2, 2, 1, 40, 1]);
  });

  it("of a place: the couriers that call it remote, none, or not told where a row fits no place", async () => {
    const row = (postcode: string, company = "dhl") => ({
      far_express_company: company,
      two_code: "JP",
      far_country: "Japan",
      far_city_postcode: postcode,
    });
    const places = [
      { country: "Japan", postcode: "100 0001", company: null },
      { country: "jp", postcode: "1500001", company: null },
    ];
    const reported = (rows: unknown[]) => answer(200, { submitted: 2, other: [], remote: rows });
    const { bulk } = await bulkFor([
      reported([row("1000001"), row("1000001", "ups")]),
      reported([row("9"), row("1000001")]),
    ]);
    const ends = await bulk.checkRemote(places);
    expect(ends.map((end) => end.end === "done" && end.value.map((found) => found.far_express_company))).toEqual([
      ["dhl", "ups"],
      [],
    ]);
    expect(brief(await bulk.checkRemote(places))).toEqual(["done", "missing-from-answer"]);
  });

  it("of a waybill: its story under any spelling, asked for once, and what is none is not sent", async () => {
    const story = { airline_info: {}, return_data: { track_number: "172-28891936" } };
    const { bulk, sent } = await bulkFor([answer(200, { "172-28891936": story })]);
    const ends = await bulk.airCargo(["17228891936", "172 28891936", "not one", "020-1234567"], "en");
    expect(brief(ends)).toEqual(["done", "done", 4014, "missing-from-answer"]);
    expect(sent()).toEqual([{ track_number: ["172-28891936", "020-1234567"], lang: "en" }]);
  });

  it("of a route: its row, or not told", async () => {
    const route = { carrierCode: "dhl", originCode: "CN", destinationCode: "US" };
    const rows = [{ carrier_code: "DHL", original: "cn", destination: "us", total: "5", average: 6.4 }];
    const { bulk } = await bulkFor([answer(200, rows)]);
    const ends = await bulk.costTimes([{ ...route, destinationCode: "DE" }, route]);
    expect(brief(ends)).toEqual(["missing-from-answer", "done"]);
    expect(ends[1]).toMatchObject({ value: { total: 5, average: 6.4 } });
  });
});
