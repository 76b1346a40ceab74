import { afterEach, describe, expect, it } from "vitest";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { MovableClock } from "#test/support/clock";
import { createTrackingClient, type TrackingClientOptions } from "~/tracking-api/client/client";
import { createPace } from "~/tracking-api/client/pace";
import { createSample } from "../samples";

const servers: MisbehavingServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function clientFor(behaviours: [Behaviour, ...Behaviour[]], options: Partial<TrackingClientOptions> = {}) {
  const server = await startMisbehavingServer(...behaviours);
  servers.push(server);
  const client = createTrackingClient({
    brand: "trackingmore-v2",
    baseUrl: `${server.url}/v2/`,
    apiKey: "0123-key",
    fetch,
    timeoutMs: 10_000,
    ...options,
  });
  return { client, server };
}

const envelope = (code: number, data: unknown, message = "Message") => ({
  meta: { code, type: "Type", message },
  data,
});
const answer = (code: number, data: unknown, status = 200): Behaviour => ({
  kind: "answer",
  status,
  body: envelope(code, data),
});
const item = { id: "1", tracking_number: "RB123456785CN", carrier_code: "china-post", status: "transit" };

describe("what the client sends", () => {
  it("creates with a JSON body, the brand's key header and the documented address", async () => {
    const { client, server } = await clientFor([answer(200, item)]);
    await client.createTracking(createSample({ keepCarrier: true, title: "Müller" }));
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        path: "/v2/trackings/post",
        headers: { "content-type": "application/json", "trackingmore-api-key": "0123-key" },
      },
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
      tracking_number: "RB123456785CN",
      carrier_code: "china-post",
      title: "Müller",
      auto_correct: 1,
    });
  });

  it("lists by a real GET with a query and encodes what a path or query cannot hold", async () => {
    const { client, server } = await clientFor([answer(4031, [])], { brand: "trackru-v1" });
    await client.listTrackings({ numbers: ["A B", "C&D"], limit: 2000, archived: false });
    await client.getTracking({ carrierCode: "china-post", number: "A B/7", lang: "de" });
    await client.getTracking({ carrierCode: "china-post", number: "A1", lang: null });
    await client.listCarriers({ lang: "ru" });
    expect(server.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["GET", "/v2/trackings/get?limit=2000&numbers=A+B%2CC%26D&archived=false", ""],
      ["GET", "/v2/trackings/china-post/A%20B%2F7/de", ""],
      ["GET", "/v2/trackings/china-post/A1", ""],
      ["GET", "/v2/carriers", ""],
    ]);
    expect(server.requests[3]?.headers).toMatchObject({ lang: "ru", "api-key": "0123-key" });
  });

  it("refuses a key that no header can carry, without a call", async () => {
    const { client, server } = await clientFor([answer(200, [])], { apiKey: "schlüssel\n" });
    expect(await client.listCarriers({ lang: null })).toMatchObject({ kind: "api-error", code: 4001 });
    expect(server.requests).toEqual([]);
  });

  it("does not carry the key to where a redirect points", async () => {
    const { client, server } = await clientFor([
      { kind: "answer", status: 302, headers: { location: "/elsewhere" }, body: "" },
    ]);
    expect(await client.listTrackings({})).toEqual({ kind: "unreachable", reason: "http", status: 302 });
    expect(server.requests).toHaveLength(1);
  });
});

describe("what the client makes of an answer", () => {
  it.each([200, 201, 400, 500])("decides by the code inside, at HTTP %i", async (status) => {
    const { client } = await clientFor([answer(200, item, status), answer(4016, [], status)]);
    expect(await client.createTracking(createSample())).toMatchObject({ kind: "ok", code: 200, data: { id: "1" } });
    expect(await client.createTracking(createSample())).toEqual({
      kind: "api-error",
      code: 4016,
      type: "Type",
      message: "Message",
    });
  });

  it("takes a 201 with nothing inside for added before", async () => {
    const { client } = await clientFor([answer(201, [])]);
    expect(await client.createTracking(createSample())).toEqual({ kind: "ok", code: 201, data: null });
  });

  it("takes 4031 for an empty list, and for a refusal of a single get", async () => {
    const { client } = await clientFor([answer(4031, [])]);
    const empty = { total: 0, items: [], unreadableItems: 0 };
    expect(await client.listTrackings({})).toEqual({ kind: "ok", code: 4031, data: empty });
    const single = await client.getTracking({ carrierCode: "dhl", number: "A1234", lang: null });
    expect(single).toMatchObject({ kind: "api-error", code: 4031 });
  });

  it("reads an object and a list of one alike", async () => {
    const { client } = await clientFor([answer(200, item), answer(200, [item])]);
    const ask = { carrierCode: "china-post", number: "RB123456785CN", lang: null };
    const first = await client.getTracking(ask);
    expect(first).toMatchObject({ kind: "ok", data: { tracking_number: "RB123456785CN", destination_info: null } });
    expect(await client.getTracking(ask)).toEqual(first);
  });

  it("reads the spellings of other servers", async () => {
    const odd = {
      ...item,
      customer_email: ["a@example.com"],
      archived: "true",
      order_create_time: 0,
      origin_info: { ItemReceived: false, ItemDispatched: null, trackinfo: null, weblink: "http://x.example" },
      destination_info: [],
    };
    const { client } = await clientFor([answer(200, { page: 1, limit: 100, total: "1", items: [odd, null, 7] })]);
    expect(await client.listTrackings({})).toMatchObject({
      kind: "ok",
      data: {
        total: 1,
        unreadableItems: 2,
        items: [{ archived: true, origin_info: { ItemReceived: null, trackinfo: [] }, destination_info: null }],
      },
    });
  });

  it("gives a batch back item by item", async () => {
    const errors = [
      { tracking_number: "LX22222", carrier_code: "dhl", code: 4016, message: "Tracking already exists." },
    ];
    const trackings = [{ id: "1", tracking_number: "lx11111", carrier_code: "DHL" }];
    const { client } = await clientFor([answer(201, { submitted: 2, added: 1, trackings, errors })]);
    const numbers = ["LX11111", "LX22222", "LX33333"];
    const result = await client.createTrackings(numbers.map((number) => createSample({ number, carrierCode: "dhl" })));
    expect(result).toMatchObject({
      kind: "ok",
      code: 201,
      data: { results: [{ outcome: "added" }, { outcome: "exists" }, { outcome: "missing-from-answer" }] },
    });
  });

  it("stays silent for two minutes when told it is too fast, or as long as it is asked to", async () => {
    const now = () => new Date("2026-11-20T10:00:00Z");
    const { client } = await clientFor(
      [
        answer(429, []),
        { kind: "answer", status: 429, body: "slow down" },
        { kind: "answer", status: 429, headers: { "retry-after": "300" }, body: envelope(429, []) },
        { kind: "answer", status: 429, headers: { "retry-after": "Fri, 20 Nov 2026 10:10:00 GMT" }, body: "" },
      ],
      { now },
    );
    const waits = [];
    for (let call = 0; call < 4; call += 1) waits.push(await client.listTrackings({}));
    expect(waits).toEqual(
      [120_000, 120_000, 300_000, 600_000].map((retryAfterMs) => ({ kind: "rate-limited", retryAfterMs })),
    );
  });
});

describe("what the client makes of a disaster", () => {
  const text = (body: string, status = 200): Behaviour => ({ kind: "answer", status, body });
  const whole = JSON.stringify(envelope(200, { page: 1, limit: 1, total: "0", items: [] }));

  it.each<[string, Behaviour, object]>([
    ["half of the JSON", text(whole.slice(0, 40)), { kind: "unreadable", reason: "truncated" }],
    ["a connection broken in the body", { kind: "cut", body: whole }, { kind: "unreadable", reason: "truncated" }],
    ["a web page", text("<html>Hello</html>"), { kind: "unreadable", reason: "html" }],
    ["nothing", text(""), { kind: "unreadable", reason: "empty" }],
    ["garbage", text("\u0000\u0001"), { kind: "unreadable", reason: "not-json" }],
    ["another shape", answer(200, { rows: [] }), { kind: "unreadable", reason: "wrong-shape" }],
    ["no envelope", text("[]"), { kind: "unreadable", reason: "wrong-shape" }],
    ["a gateway's page", text("<html>502</html>", 502), { kind: "unreachable", reason: "http", status: 502 }],
    ["an empty 500", text("", 500), { kind: "unreachable", reason: "http", status: 500 }],
    ["a broken connection", { kind: "reset" }, { kind: "unreachable", reason: "connection", status: null }],
  ])("%s", async (_what, behaviour, expected) => {
    const { client, server } = await clientFor([behaviour]);
    expect(await client.listTrackings({})).toEqual(expected);
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Behaviour]>([
    ["never answers", { kind: "hang" }],
    ["stops in the middle of the body", { kind: "stall", body: whole }],
  ])("gives up a server that %s", async (_what, behaviour) => {
    const { client } = await clientFor([behaviour], { timeoutMs: 200 });
    expect(await client.listTrackings({})).toEqual({ kind: "unreachable", reason: "timeout", status: null });
  });

  it("gives up an answer without end", async () => {
    const { client } = await clientFor([text("x".repeat(5000))], { maxAnswerBytes: 1000 });
    expect(await client.listTrackings({})).toEqual({ kind: "unreadable", reason: "too-large" });
  });

  it("finds nobody at a closed port", async () => {
    const { client, server } = await clientFor([answer(200, [])]);
    await server.close();
    expect(await client.listTrackings({})).toEqual({ kind: "unreachable", reason: "connection", status: null });
  });
});

describe("attempts", () => {
  const clock = new MovableClock();
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    clock.advance({ ms });
  };
  const timing = { wait, now: () => clock.now(), random: () => 0.5, attempts: 4 };
  afterEach(() => void waits.splice(0));

  it("is one call unless the caller asks for more", async () => {
    const { client, server } = await clientFor([{ kind: "reset" }], { wait });
    await client.listTrackings({});
    expect([server.requests.length, waits]).toEqual([1, []]);
  });

  it("repeats a read, waiting longer each time, and after 429 at least two minutes", async () => {
    const behaviours: [Behaviour, ...Behaviour[]] = [
      { kind: "reset" },
      answer(429, []),
      answer(503, []),
      answer(4031, []),
    ];
    const { client, server } = await clientFor(behaviours, timing);
    expect(await client.listTrackings({})).toMatchObject({ kind: "ok" });
    expect([server.requests.length, waits]).toEqual([4, [375, 126_000, 1_500]]);
  });

  it("never repeats a create, whatever happened", async () => {
    const { client, server } = await clientFor([{ kind: "reset" }, answer(429, []), answer(503, [])], timing);
    expect(await client.createTracking(createSample())).toMatchObject({ kind: "unreachable" });
    expect(await client.createTrackings([createSample()])).toMatchObject({ kind: "rate-limited" });
    expect(await client.createTrackings([createSample()])).toMatchObject({ kind: "api-error", code: 503 });
    expect([server.requests.length, waits]).toEqual([3, []]);
  });

  it("does not ask again once the API has answered", async () => {
    const { client, server } = await clientFor([answer(4001, [])], timing);
    expect(await client.listTrackings({})).toMatchObject({ kind: "api-error", code: 4001 });
    expect(server.requests).toHaveLength(1);
  });

  it("takes a delete for done whose repeat finds nothing, and only then", async () => {
    const { client } = await clientFor([{ kind: "reset" }, answer(4017, [])], timing);
    const pair = { carrierCode: "dhl", number: "A1234" };
    expect(await client.deleteTracking(pair)).toEqual({ kind: "ok", code: 200, data: null });
    expect(await client.deleteTracking(pair)).toMatchObject({ kind: "api-error", code: 4017 });
  });

  it("ends before a wait that the total time limit does not allow, with what is known", async () => {
    const { client, server } = await clientFor([answer(429, [])], { ...timing, totalTimeoutMs: 60_000 });
    expect(await client.listTrackings({})).toEqual({ kind: "rate-limited", retryAfterMs: 120_000 });
    expect([server.requests.length, waits]).toEqual([1, []]);
  });

  it("holds an attempt to what is left of the total time limit, body included", async () => {
    const behaviours: [Behaviour, ...Behaviour[]] = [{ kind: "stall", body: '{"meta":' }];
    const { client } = await clientFor(behaviours, { timeoutMs: 60_000, totalTimeoutMs: 200 });
    expect(await client.listTrackings({})).toEqual({ kind: "unreachable", reason: "timeout", status: null });
  });
});

describe("pace", () => {
  const paced = async (behaviours: [Behaviour, ...Behaviour[]], options: Partial<TrackingClientOptions> = {}) => {
    const clock = new MovableClock();
    const now = () => clock.now();
    const wait = async (ms: number) => clock.advance({ ms });
    const made = await clientFor(behaviours, { now, wait, pace: createPace({ now, wait }), ...options });
    const startedMs = now().getTime();
    return { ...made, clock, sinceMs: () => now().getTime() - startedMs };
  };
  const letter = { number: "RB123456785CN", carrierCode: "china-post" };
  const realtime = answer(200, { items: [item] });

  it("keeps a second between two calls, and a third of one between two realtime calls", async () => {
    const { client, sinceMs } = await paced([answer(4031, [])]);
    await client.listTrackings({});
    expect(sinceMs()).toBe(0);
    await client.listCarriers({ lang: null });
    expect(sinceMs()).toBe(1_000);
    for (const number of ["A11111", "A22222", "A33333"]) await client.getRealtime({ ...letter, number });
    expect(sinceMs()).toBe(1_668);
  });

  it("sends nothing for two minutes after a 429", async () => {
    const { client, server, sinceMs } = await paced([answer(429, []), answer(4031, [])]);
    expect(await client.createTracking(createSample())).toMatchObject({ kind: "rate-limited" });
    expect(await client.listTrackings({})).toMatchObject({ kind: "ok" });
    expect([server.requests.length, sinceMs()]).toEqual([2, 120_000]);
  });

  it("does not wait for a turn beyond the total time limit, and sends nothing", async () => {
    const { client, server } = await paced([answer(429, [])], { totalTimeoutMs: 30_000 });
    await client.listTrackings({});
    expect(await client.listTrackings({})).toEqual({ kind: "rate-limited", retryAfterMs: 120_000 });
    expect(server.requests).toHaveLength(1);
  });

  it("asks about the same shipment once in two hours, unless the first question got no answer", async () => {
    const { client, server, clock } = await paced([{ kind: "reset" }, realtime]);
    expect(await client.getRealtime(letter)).toMatchObject({ kind: "unreachable" });
    expect(await client.getRealtime(letter)).toMatchObject({ kind: "ok" });
    clock.advance({ hours: 1 });
    const spelled = { ...letter, number: "rb 123456785 cn" };
    expect(await client.getRealtime(spelled)).toEqual({ kind: "rate-limited", retryAfterMs: 3_600_000 });
    expect(server.requests).toHaveLength(2);
    clock.advance({ hours: 1 });
    expect(await client.getRealtime(letter)).toMatchObject({ kind: "ok" });
  });
});
