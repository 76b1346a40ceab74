import { afterEach, describe, expect, it } from "vitest";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { trackingProvider } from "~/providers/tracking/index.server";
import { connectionTo, registrationSample } from "./samples";

const servers: MisbehavingServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function providerFor(...behaviours: [Behaviour, ...Behaviour[]]) {
  const server = await startMisbehavingServer(...behaviours);
  servers.push(server);
  const connection = connectionTo(`${server.url}/v2`, { timeoutMs: 2_000 });
  return { provider: trackingProvider("trackingmore-v2", connection), server, connection };
}

const envelope = (code: number, data: unknown) => ({ meta: { code, type: "Type", message: "Message" }, data });
const answer = (code: number, data: unknown): Behaviour => ({ kind: "answer", body: envelope(code, data) });
const stored = (number: string, carrier = "china-post") => ({
  id: `id-${number}`,
  tracking_number: number,
  carrier_code: carrier,
  status: "transit",
});
const page = (items: object[], total = items.length): Behaviour =>
  answer(200, { page: 1, limit: 2000, total: String(total), items });

describe("registering", () => {
  it("sends everything that is known of a number, and always asks to keep our courier", async () => {
    const { provider, server } = await providerFor(answer(200, { submitted: 1, added: 1, trackings: [] }));
    const item = registrationSample({
      orderName: "#1001",
      title: "Mug \ud83d",
      logisticsChannel: "API TEST",
      destinationCode: "US",
      orderCreateTime: "2017/8/27 16:51",
      lang: "en",
      comment: "fra\u0000gile",
      customerName: "Ann",
      customerEmail: "ann@example.com",
      customerPhone: "+1 555 0100",
      shipDate: "20180908",
      postalCode: "12201",
      accountNumber: "7",
      destinationCountry: "US",
    });
    await provider.register([item, registrationSample({ number: "LX199229770CN" })]);
    expect(server.requests[0]).toMatchObject({ method: "POST", path: "/v2/trackings/batch" });
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual([
      {
        tracking_number: "RB123456785CN",
        carrier_code: "china-post",
        order_id: "#1001",
        title: "Mug \ufffd",
        logistics_channel: "API TEST",
        destination_code: "US",
        order_create_time: "2017/8/27 16:51",
        lang: "en",
        comment: "fragile",
        customer_name: "Ann",
        customer_email: "ann@example.com",
        customer_phone: "+1 555 0100",
        tracking_ship_date: "20180908",
        tracking_postal_code: "12201",
        tracking_account_number: "7",
        specialNumberDestination: "US",
        auto_correct: 1,
      },
      { tracking_number: "LX199229770CN", carrier_code: "china-post", auto_correct: 1 },
    ]);
  });

  it("settles number by number, in the order sent", async () => {
    const numbers = ["LX11111", "LX22222", "LX33333", "LX44444", "LX55555"];
    const error = (number: string, code: number) => ({
      tracking_number: number,
      carrier_code: "china-post",
      code,
      message: `Message ${code}`,
    });
    const { provider } = await providerFor(
      answer(201, {
        submitted: 5,
        added: 1,
        trackings: [stored("LX33333"), stored("ZZ99999")],
        errors: [error("LX22222", 4016), error("LX44444", 4021), error("LX55555", 4014)],
      }),
    );
    const items = numbers.map((number) => registrationSample({ number }));
    expect(await provider.register(items)).toEqual({
      kind: "settled",
      results: [
        { item: items[0], outcome: { kind: "unknown" } },
        { item: items[1], outcome: { kind: "exists" } },
        {
          item: items[2],
          outcome: { kind: "registered", providerId: "id-LX33333", providerCourierCode: "china-post" },
        },
        { item: items[3], outcome: { kind: "quota", code: 4021, message: "Message 4021" } },
        { item: items[4], outcome: { kind: "rejected", code: 4014, message: "Message 4014" } },
      ],
      oddities: ["answered but never sent: ZZ99999|china-post"],
    });
  });

  it("asks nothing for nothing, and refuses more than a batch", async () => {
    const { provider, server } = await providerFor(answer(200, []));
    expect(await provider.register([])).toEqual({ kind: "settled", results: [], oddities: [] });
    await expect(provider.register(Array.from({ length: 41 }, () => registrationSample()))).rejects.toThrow(RangeError);
    expect(server.requests).toEqual([]);
  });

  it.each<[string, Behaviour, object]>([
    ["a bad key", answer(4001, []), { kind: "bad-key", detail: "4001 Type: Message" }],
    ["a deleted key", answer(4002, []), { kind: "bad-key" }],
    ["a gateway's 401", { kind: "answer", status: 401, body: "<html>" }, { kind: "bad-key", detail: "HTTP 401" }],
    ["no quota", answer(4021, []), { kind: "quota" }],
    ["no balance", answer(4019, []), { kind: "quota" }],
    ["too fast", answer(429, []), { kind: "too-fast", retryAfterMs: 120_000 }],
    ["a body it does not understand", answer(4012, []), { kind: "refused", detail: "4012 Type: Message" }],
    ["its own crash", answer(500, []), { kind: "unreachable" }],
    ["a gateway's 502", { kind: "answer", status: 502, body: "<html>" }, { kind: "unreachable", detail: "HTTP 502" }],
    ["a broken connection", { kind: "reset" }, { kind: "unreachable", detail: "connection" }],
    ["silence", { kind: "hang" }, { kind: "unreachable", detail: "timeout" }],
    ["half an answer", { kind: "cut", body: "x".repeat(100) }, { kind: "unreadable", detail: "truncated" }],
    ["a web page", { kind: "answer", body: "<html>" }, { kind: "unreadable", detail: "html" }],
  ])("fails as a whole on %s, the outcome unknown", async (_what, behaviour, failure) => {
    const { provider, server } = await providerFor(behaviour);
    const expected = { kind: "failed", failure: { retryAfterMs: null, outcomeKnown: false, ...failure } };
    expect(await provider.register([registrationSample()])).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });
});

describe("looking numbers up", () => {
  const keys = ["LX11111", "lx22222", "LX33333"].map((number) => ({ number, courierCode: "china-post" }));

  it("tells found from missing, and from the same number under another courier", async () => {
    const { provider, server } = await providerFor(page([stored("LX22222"), stored("LX33333", "usps")]));
    expect(await provider.lookUp(keys)).toMatchObject({
      kind: "settled",
      found: [{ number: "LX22222", providerId: "id-LX22222" }],
      underOtherCourier: [{ number: "LX33333", courierCode: "usps" }],
      missing: [keys[0], keys[2]],
    });
    expect(server.requests[0]?.path).toBe("/v2/trackings/get?page=1&limit=2000&numbers=LX11111%2Clx22222%2CLX33333");
  });

  it("takes an empty list for all missing", async () => {
    const { provider } = await providerFor(answer(4031, []));
    expect(await provider.lookUp(keys)).toMatchObject({ kind: "settled", found: [], missing: keys });
  });

  it.each<[string, Behaviour]>([
    ["an item cannot be read", page([stored("LX11111"), { status: "transit" }])],
    ["there are more than the page holds", page([stored("LX11111")], 2)],
  ])("says missing of nothing when %s", async (_what, behaviour) => {
    const { provider } = await providerFor(behaviour);
    expect(await provider.lookUp(keys)).toMatchObject({ kind: "part" });
  });
});

describe("reading changes", () => {
  it("asks for a page of what changed and says whether to go on", async () => {
    const { provider, server } = await providerFor(
      page([stored("LX11111"), {}], 5),
      page([stored("LX22222")], 5),
      answer(4031, []),
    );
    const since = new Date("2026-11-20T10:00:00.500Z");
    const first = await provider.changesSince({ since, page: 2, pageSize: 2 });
    expect(first).toMatchObject({
      kind: "page",
      updates: [{ number: "LX11111" }],
      more: true,
      total: 5,
      unreadableItems: 1,
    });
    expect(await provider.changesSince({ since: null, page: 3, pageSize: 2 })).toMatchObject({ more: false });
    expect(await provider.changesSince({ since, page: 4, pageSize: 2 })).toMatchObject({
      updates: [],
      more: false,
      total: 0,
    });
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/v2/trackings/get?page=2&limit=2&update_time_min=1795168800",
      "/v2/trackings/get?page=3&limit=2",
      "/v2/trackings/get?page=4&limit=2&update_time_min=1795168800",
    ]);
  });

  it("reads one number, or hears that it was never added", async () => {
    const { provider } = await providerFor(answer(200, stored("LX11111")), answer(4031, []), answer(4001, []));
    const key = { number: "LX11111", courierCode: "china-post" };
    expect(await provider.read(key)).toMatchObject({ kind: "read", update: { number: "LX11111", status: "transit" } });
    expect(await provider.read(key)).toEqual({ kind: "unknown-number" });
    expect(await provider.read(key)).toMatchObject({ kind: "failed", failure: { kind: "bad-key" } });
  });

  it("tests the connection with the cheapest call, and lists couriers", async () => {
    const dhl = {
      name: "DHL",
      code: "dhl",
      phone: "",
      homepage: "http://www.dhl.com/",
      type: "express",
      picture: "//p",
    };
    const { provider, server } = await providerFor(answer(4031, []), answer(200, [dhl, null]));
    expect(await provider.test()).toEqual({ kind: "works" });
    expect(await provider.carriers()).toEqual({ kind: "carriers", carriers: [{ ...dhl, phone: null }] });
    expect(server.requests.map(({ path }) => path)).toEqual(["/v2/trackings/get?page=1&limit=1", "/v2/carriers"]);
  });

  it("speaks to TrackRu with its own header and field", async () => {
    const { server, connection } = await providerFor(answer(200, []));
    await trackingProvider("trackru-v1", connection).register([registrationSample({ destinationCountry: "DE" })]);
    expect(server.requests[0]?.headers).toMatchObject({ "api-key": "0123-key" });
    expect(server.requests[0]?.body).toContain('"tracking_destination_country":"DE"');
  });
});
