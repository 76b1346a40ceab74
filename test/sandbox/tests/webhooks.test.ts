import { expect, test } from "vitest";
import { z } from "zod";
import { webhookSignature } from "../shopify/signatures";
import { post, secret, shop, startApp, startTestSandbox } from "./running-sandbox";

const fulfilled = z.object({ fulfillmentId: z.string(), payload: z.object({ email: z.string() }) });

test("fulfilling sends the signed webhook with Shopify's headers and tells what the app answered", async () => {
  const app = await startApp(() => ({ status: 202, body: "" }));
  const { url } = await startTestSandbox({ appUrl: app.url });
  const { body } = await post(`${url}/sandbox/fulfillments`, {
    trackingNumbers: ["1Z999AA10123456784", "1Z999AA10123456785"],
    trackingCompany: "UPS",
    email: "ana@example.com",
    countryCode: "DE",
  });
  expect(body).toMatchObject({
    status: 202,
    orderName: "#1001",
    payload: { name: "#1001.1", email: "ana@example.com" },
  });

  const [call] = app.calls;
  expect(call?.url).toBe("/webhooks/fulfillments/create");
  expect(call?.headers).toMatchObject({
    "x-shopify-topic": "fulfillments/create",
    "x-shopify-shop-domain": shop,
    "x-shopify-api-version": "2026-07",
    "x-shopify-hmac-sha256": webhookSignature(secret, call?.body ?? ""),
  });
  expect(JSON.parse(call?.body ?? "")).toMatchObject({
    tracking_company: "UPS",
    tracking_number: "1Z999AA10123456784",
    tracking_numbers: ["1Z999AA10123456784", "1Z999AA10123456785"],
    destination: { country_code: "DE", zip: "01099" },
    line_items: [{ requires_shipping: true }],
  });
});

test("the same webhook many times at once carries one id", async () => {
  const app = await startApp();
  const { url } = await startTestSandbox({ appUrl: app.url });
  const { body } = await post(`${url}/sandbox/webhooks`, {
    topic: "fulfillments/update",
    payload: { id: 1 },
    webhookId: "one",
    times: 10,
  });
  expect(body).toEqual({ statuses: Array.from({ length: 10 }, () => 200) });
  expect(new Set(app.calls.map((call) => call.headers["x-shopify-webhook-id"]))).toEqual(new Set(["one"]));
});

test("an order is fulfilled a second time under its own name, and the store survives a restart", async () => {
  const app = await startApp();
  const first = await startTestSandbox({ appUrl: app.url });
  await post(`${first.url}/sandbox/fulfillments`, { orderName: "1007", trackingNumbers: ["A1"] });
  await first.close();
  const second = await startTestSandbox({ appUrl: app.url, dataDir: first.sandbox.settings.dataDir });
  const again = await post(`${second.url}/sandbox/fulfillments`, { orderName: "#1007", trackingNumbers: ["A2"] });
  expect(again.body).toMatchObject({ orderName: "#1007", payload: { name: "#1007.2" } });
  const next = await post(`${second.url}/sandbox/fulfillments`, { trackingNumbers: ["A3"] });
  expect(next.body).toMatchObject({ orderName: "#1008" });
});

test("what an order holds follows from its name, and a change of the past is dated so", async () => {
  const [first, second] = [await startTestSandbox(), await startTestSandbox()];
  const fulfil = async (url: string, name: string) =>
    fulfilled.parse((await post(`${url}/sandbox/fulfillments`, { orderName: name, trackingNumbers: ["A"] })).body);
  const alone = await fulfil(first.url, "#2005");
  await fulfil(second.url, "#2009");
  expect((await fulfil(second.url, "#2005")).payload).toMatchObject({ email: alone.payload.email });

  const updatedAt = new Date(Date.now() - 86_400_000).toISOString();
  const change = `${first.url}/sandbox/fulfillments/${alone.fulfillmentId}`;
  expect((await post(change, { trackingNumbers: ["B"], updatedAt })).status).toBe(200);
  expect(first.sandbox.store.fulfillment(alone.fulfillmentId)?.updatedAt).toBe(updatedAt);
  expect(first.sandbox.store.orderNamed("#2005")?.updatedAt).toBe(updatedAt);
  await post(change, {});
  expect(Date.parse(first.sandbox.store.orderNamed("#2005")?.updatedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
});

test("an app that is not there is told as status 0", async () => {
  const { url } = await startTestSandbox();
  expect((await post(`${url}/sandbox/fulfillments`, { trackingNumbers: ["A1"] })).body).toMatchObject({ status: 0 });
});

test("the seeded month is sent once, and what the app refused is sent again", async () => {
  const app = await startApp();
  const { url, sandbox } = await startTestSandbox({ appUrl: app.url });
  expect((await post(`${url}/sandbox/seed`, { webhooks: false })).body).toMatchObject({ orders: 60, waiting: 61 });
  expect(app.calls).toEqual([]);
  expect((await post(`${url}/sandbox/seed`, {})).body).toMatchObject({
    orders: 60,
    fulfillments: 61,
    sent: 61,
    waiting: 0,
  });
  expect((await post(`${url}/sandbox/seed`, {})).body).toMatchObject({ sent: 0, waiting: 0 });
  expect(app.calls).toHaveLength(61);
  sandbox.seeded.put(sandbox.store.fulfillments()[5]?.id ?? "", false);
  expect((await post(`${url}/sandbox/seed`, {})).body).toMatchObject({ sent: 1, waiting: 0 });
});
