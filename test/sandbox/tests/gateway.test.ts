import { connect } from "node:net";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { CallReport } from "../gateway/calls";
import type { RunningSandbox } from "../server";
import { get, post, startApp, startTestSandbox, type AppCall, type FakeApp } from "./running-sandbox";

/** A provider that knows what it was given. */
function provider(): (call: AppCall) => { body: string } {
  const known = new Set<string>();
  return ({ url, body }) => {
    const answer = (code: number, data: unknown) => ({
      body: JSON.stringify({ meta: { code, type: "", message: "" }, data }),
    });
    if (!url.startsWith("/v2/trackings/batch")) return answer(200, { items: [] });
    const items = JSON.parse(body) as { tracking_number: string; carrier_code: string }[];
    const fresh = items.filter((item) => !known.has(item.tracking_number));
    for (const item of fresh) known.add(item.tracking_number);
    const errors = items.filter((item) => !fresh.includes(item)).map((item) => ({ ...item, code: 4016, message: "" }));
    return answer(errors.length ? 201 : 200, {
      submitted: items.length,
      added: fresh.length,
      trackings: fresh,
      errors,
    });
  };
}

let app: FakeApp;
let running: RunningSandbox;
beforeEach(async () => {
  app = await startApp(provider());
  running = await startTestSandbox({ appUrl: app.url });
});

const item = (number: string) => ({ tracking_number: number, carrier_code: "ups", order_id: "#1001" });
const create = (numbers: string[], signal?: AbortSignal) =>
  fetch(`${running.url}/provider/v2/trackings/batch`, {
    method: "POST",
    headers: { "content-type": "application/json", "trackingmore-api-key": "k" },
    body: JSON.stringify(numbers.map(item)),
    signal,
  });
const fault = (request: unknown) => post(`${running.url}/sandbox/provider/faults`, request);
const report = async () => (await get(`${running.url}/sandbox/provider/calls`)).body as CallReport;
const forwarded = () => app.calls.length;

test("passes a call on as it is, and writes down what was sent, answered and charged", async () => {
  await create(["A", "B"]);
  await create(["B", "C"]);
  expect(app.calls[0]).toMatchObject({
    method: "POST",
    url: "/v2/trackings/batch",
    headers: { "trackingmore-api-key": "k" },
  });
  const { calls, charges, submissions } = await report();
  expect(calls.map(({ method, path, code }) => ({ method, path, code }))).toEqual([
    { method: "POST", path: "/v2/trackings/batch", code: 200 },
    { method: "POST", path: "/v2/trackings/batch", code: 201 },
  ]);
  expect(calls[0]?.items).toEqual([item("A"), item("B")]);
  expect(charges).toEqual({ "A|ups": 1, "B|ups": 1, "C|ups": 1 });
  expect(submissions).toEqual({ "A|ups": 1, "B|ups": 2, "C|ups": 1 });
});

test("can charge for what the provider already has", async () => {
  await fault({ chargeEveryCreate: true });
  await create(["A"]);
  await create(["A"]);
  expect((await report()).charges).toEqual({ "A|ups": 2 });
});

describe("a fault before the work keeps it from the provider, one after it does not", () => {
  const answered = { http500: null, rate429: 429, quota: 4021, badkey: 4001, garbage: null } as const;
  for (const when of ["before", "after"] as const) {
    test.each(Object.entries(answered))(`%s ${when}`, async (mode, code) => {
      await fault({ mode, when });
      const response = await create(["A"]);
      const text = await response.text();
      expect(response.status).toBe(mode === "http500" ? 500 : 200);
      if (code !== null) expect(JSON.parse(text)).toMatchObject({ meta: { code }, data: [] });
      if (mode === "garbage") expect(() => JSON.parse(text) as unknown).toThrow();
      expect(forwarded()).toBe(when === "after" ? 1 : 0);
      const { calls, charges } = await report();
      expect(calls[0]?.code).toBe(code);
      expect(charges).toEqual(when === "after" ? { "A|ups": 1 } : {});
      expect((await create(["B"])).status).toBe(200);
    });

    test(`reset ${when}`, async () => {
      await fault({ mode: "reset", when });
      await expect(create(["A"])).rejects.toThrow();
      expect(forwarded()).toBe(when === "after" ? 1 : 0);
    });

    test(`timeout ${when}`, async () => {
      await fault({ mode: "timeout", when });
      await expect(create(["A"], AbortSignal.timeout(300))).rejects.toThrow();
      expect(forwarded()).toBe(when === "after" ? 1 : 0);
      expect((await report()).submissions).toEqual({ "A|ups": 1 });
    });
  }

  test("as many calls as told, on the path told", async () => {
    await fault({ mode: "http500", calls: 2, path: "/batch" });
    await fetch(`${running.url}/provider/v2/trackings/get?numbers=A`);
    expect((await create(["A"])).status).toBe(500);
    expect((await create(["A"])).status).toBe(500);
    expect((await create(["A"])).status).toBe(200);
  });

  test("mode none ends them", async () => {
    await fault({ mode: "quota", calls: 50 });
    await fault({ mode: "none" });
    expect((await create(["A"])).status).toBe(200);
  });
});

test("a slow call arrives late, and never after its sender gave up", async () => {
  await fault({ mode: "slow", delayMs: 50, calls: 2 });
  expect((await create(["A"])).status).toBe(200);
  expect(forwarded()).toBe(1);
  await fault({ mode: "slow", delayMs: 60_000 });
  await expect(create(["B"], AbortSignal.timeout(100))).rejects.toThrow();
  await create(["C"]);
  expect(app.calls.map((call) => call.body).join()).not.toContain('"B"');
});

describe("a held call", () => {
  const held = async () => ((await get(`${running.url}/sandbox/provider/held`)).body as { held: number }).held;
  const untilHeld = (count: number) => vi.waitFor(async () => expect(await held()).toBe(count));

  test("after the work keeps its answer back until released", async () => {
    await fault({ hold: "after" });
    const waiting = create(["A"]);
    await untilHeld(1);
    expect(forwarded()).toBe(1);
    expect((await report()).charges).toEqual({ "A|ups": 1 });
    await post(`${running.url}/sandbox/provider/release`, {});
    expect((await waiting).status).toBe(200);
  });

  test("before the work never reaches the provider once its sender is gone", async () => {
    await fault({ hold: "before" });
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname);
    const body = JSON.stringify([item("A")]);
    socket.write(
      `POST /provider/v2/trackings/batch HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await untilHeld(1);
    socket.destroy();
    await untilHeld(0);
    await post(`${running.url}/sandbox/provider/release`, {});
    expect(forwarded()).toBe(0);
    expect((await report()).submissions).toEqual({ "A|ups": 1 });
  });
});

test("record and charging rule outlive a restart", async () => {
  await fault({ chargeEveryCreate: true });
  await create(["A"]);
  await running.close();
  running = await startTestSandbox({ appUrl: app.url, dataDir: running.sandbox.settings.dataDir });
  await create(["A"]);
  const { calls, charges } = await report();
  expect(calls).toHaveLength(2);
  expect(charges).toEqual({ "A|ups": 2 });
});
