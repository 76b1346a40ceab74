import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { get, post, startApp, startTestSandbox } from "./running-sandbox";

const key = { authorization: "Bearer feed-key" };

test("the feed wants its key, knows a parcel only once it has been scanned, and follows the clock", async () => {
  const { url } = await startTestSandbox();
  const parcel = `${url}/carriers/ups/1Z999AA10123456784`;
  expect((await get(parcel)).status).toBe(401);
  expect((await get(parcel, key)).status).toBe(404);
  await post(`${url}/sandbox/clock`, { hours: 72 });
  expect(await get(parcel, key)).toMatchObject({ status: 200, body: { status: "delivered", courier: "ups" } });
});

test("a parcel the store shipped earlier has its story behind it", async () => {
  const { url, sandbox } = await startTestSandbox();
  const fulfilledAt = new Date(Date.now() - 5 * 86_400_000).toISOString();
  sandbox.store.fulfil({ trackingNumbers: ["rb 1234 56785 cn"], trackingCompany: "China Post", fulfilledAt });
  expect((await get(`${url}/carriers/china-post/RB123456785CN`, key)).body).toMatchObject({
    status: "delivered",
    legs: [{ courier: "china-post" }, { courier: "usps" }],
  });
});

test("moving the clock pushes one signed hint for the stories that grew, again until it was taken", async () => {
  let status = 503;
  const app = await startApp(() => ({ status, body: "{}" }));
  const { url, sandbox } = await startTestSandbox({ feedHookUrl: `${app.url}/hooks/tracking/token` });
  await get(`${url}/carriers/ups/A11`, key);
  await get(`${url}/carriers/ups/A98`, key);
  await post(`${url}/sandbox/clock`, { hours: 72 });
  status = 200;
  await sandbox.hints.push();
  await sandbox.hints.push();
  expect(app.calls).toHaveLength(2);
  const [, call] = app.calls;
  expect(JSON.parse(call?.body ?? "")).toEqual({ numbers: [{ courier: "ups", number: "A11" }] });
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(call?.headers["x-feed-signature"])) ?? [];
  expect(v1).toBe(createHmac("sha256", "feed-key").update(`${t}.${call?.body}`).digest("hex"));
});

test("the clock only runs forward and outlives a restart", async () => {
  const first = await startTestSandbox();
  expect((await post(`${first.url}/sandbox/clock`, { hours: -1 })).status).toBe(400);
  await post(`${first.url}/sandbox/clock`, { hours: 24 });
  await first.close();
  const second = await startTestSandbox({ dataDir: first.sandbox.settings.dataDir });
  expect(second.sandbox.clock.now().getTime() - Date.now()).toBeGreaterThan(23 * 3_600_000);
});

test("the carriers call the places of the table remote, for the courier asked about or for all", async () => {
  const { url } = await startTestSandbox();
  const places = [
    { country: "Japan", postcode: "907 0001" },
    { country: "us", postcode: "99501", company: "UPS" },
    { country: "DE", postcode: "10115" },
  ];
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/carriers/remote-areas`, { method: "POST", headers, body: JSON.stringify({ places }) });
  expect((await ask({})).status).toBe(401);
  expect(await (await ask(key)).json()).toEqual({
    remote: [
      { place: 0, company: "dhl", countryCode: "JP", country: "Japan" },
      { place: 0, company: "ups", countryCode: "JP", country: "Japan" },
      { place: 1, company: "ups", countryCode: "US", country: "United States" },
    ],
  });
});

test("the airlines know the waybills of the table, and leave out others", async () => {
  const { url } = await startTestSandbox();
  const body = JSON.stringify({ waybills: ["172-28891936", "020-1234567"] });
  const answer = await fetch(`${url}/carriers/air-waybills`, { method: "POST", headers: key, body });
  const { waybills } = (await answer.json()) as { waybills: Record<string, { origin: string; events: unknown[] }> };
  expect(Object.keys(waybills)).toEqual(["172-28891936"]);
  expect(waybills["172-28891936"]).toMatchObject({ origin: "HKG", destination: "LUX", events: { length: 5 } });
});
