import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contact, customer, shopDomain } from "#test/features/shopper/look-up/shop-with-orders";
import { apiKey, startShopperRoutes, type ShopperRoutes } from "./storefront/shopper-routes";

const order = "orders/6123456789001";
const fulfillment = "fulfillments/61234567890011";
const otherCustomer = "gid://shopify/Customer/78";
let routes: ShopperRoutes;

beforeAll(async () => {
  routes = await startShopperRoutes();
});
afterAll(() => routes.stop());

/**
 * A session token as an order-status page gets it; claims given replace its own, undefined ones are
 * left out.
 */
function token(claims: Record<string, unknown> = {}, secret = routes.secret, alg = "HS256"): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const own = { dest: shopDomain, aud: apiKey, sub: customer, exp: now + 300, nbf: now - 1, iat: now, jti: "1" };
  return new SignJWT({ ...own, ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
}

async function ask(bearer: string | null, { path = order, method = "GET", search = "", language = "" } = {}) {
  const request = new Request(`https://app.example/api/customer/${encodeURI(path)}${search}`, {
    method,
    headers: {
      ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
      ...(language === "" ? {} : { "Accept-Language": language }),
    },
  });
  const response = await routes.customerAccount(request, path);
  // Without this header the widget sees a broken connection, not an answer.
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("referrer-policy")).toBe("no-referrer");
  const text = await response.text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

it("shows the owner the parcels, and nothing of the customer", async () => {
  const { status, body } = await ask(await token());
  expect(status).toBe(200);
  expect(body).toMatchObject({
    kind: "found",
    answer: { order: { name: "#1001" }, parcels: [{ number: "AA2" }, { number: "AA1" }] },
  });
  for (const field of Object.values(contact)) expect(JSON.stringify(body)).not.toContain(field);
});

it("takes the shop with and without a scheme", async () => {
  expect((await ask(await token({ dest: `https://${shopDomain}` }))).body).toMatchObject({ kind: "found" });
});

it("answers the browser's question before the request", async () => {
  const { status, headers } = await ask(null, { method: "OPTIONS" });
  expect(status).toBe(204);
  expect(headers.get("access-control-allow-headers")).toBe("Authorization, Accept-Language, Content-Type");
  expect(headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS");
});

it("answers HEAD as GET", async () => {
  expect(await ask(await token(), { method: "HEAD" })).toMatchObject({ status: 200, body: { kind: "found" } });
});

it("speaks the language the extension asks for", async () => {
  const phrase = async (language: string) => (await ask(await token(), { language })).body;
  expect(await phrase("de")).toMatchObject({ answer: { parcels: [{ lastEvent: { phraseKey: "departed" } }, {}] } });
  expect(await phrase("en-GB,de;q=0.5")).toMatchObject({
    answer: { parcels: [{ lastEvent: { phraseKey: null } }, {}] },
  });
});

describe("one fulfillment", () => {
  it("shows its own parcels to the owner", async () => {
    const { body } = await ask(await token(), { path: fulfillment });
    expect(body).toMatchObject({ kind: "found", answer: { order: { name: "#1001" }, parcels: [{ number: "AA2" }] } });
  });

  it("shows how it stands, and no more, to a visitor who is not signed in", async () => {
    const { body } = await ask(await token({ sub: undefined }), { path: fulfillment });
    expect(body).toMatchObject({
      answer: { parcels: [{ status: "transit", number: null, carrier: null, events: [] }] },
    });
  });
});

describe("all of a customer's parcels", () => {
  it("are shown to a signed-in customer, with the order each belongs to", async () => {
    const { status, body } = await ask(await token(), { path: "parcels" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: "found", answer: { next: null, hasOlderOrders: false } });
    expect(body).toHaveProperty("answer.parcels.length", 3);
    expect(JSON.stringify(body)).toContain('"order":{"name":"#1001","id":"6123456789001"}');
    for (const field of Object.values(contact)) expect(JSON.stringify(body)).not.toContain(field);
  });

  it("are none for another customer of the shop", async () => {
    const { body } = await ask(await token({ sub: otherCustomer }), { path: "parcels" });
    expect(body).toMatchObject({ kind: "found", answer: { parcels: [], next: null } });
  });

  it("are shown to no visitor who is not signed in", async () => {
    const { status, body } = await ask(await token({ sub: undefined }), { path: "parcels" });
    expect([status, body]).toEqual([403, { kind: "no-customer" }]);
  });

  it("refuses a page that no answer named", async () => {
    const { status, body } = await ask(await token(), { path: "parcels", search: "?after=1.x'.y.z" });
    expect([status, body]).toEqual([400, { kind: "no-such-page" }]);
  });
});

it("shows how it stands, and no more, to a visitor who is not signed in", async () => {
  const { body } = await ask(await token({ sub: undefined }));
  expect(body).toMatchObject({
    answer: { parcels: [{ status: "transit", number: null, events: [] }, { number: null }] },
  });
});

describe("tells nothing", () => {
  it.each([
    ["of another customer's order", { sub: otherCustomer }, order],
    ["of another customer's fulfillment", { sub: otherCustomer }, fulfillment],
    ["of another shop's order", { dest: "second-shop.myshopify.com" }, order],
    ["of another shop's fulfillment", { dest: "second-shop.myshopify.com" }, fulfillment],
    ["of an unknown order", {}, "orders/1"],
    ["of an unknown fulfillment", {}, "fulfillments/1"],
    ["of an id that is none", {}, "orders/6123456789001' OR '1'='1"],
    ["of an id of 400 digits", {}, `fulfillments/${"6".repeat(400)}`],
  ])("%s", async (_, claims, path) => {
    const { status, body } = await ask(await token(claims), { path });
    expect([status, body]).toEqual([200, { kind: "not-found" }]);
  });
});

it.each(["", "orders", "orders/1/2", "customers/1", "parcels/1"])("knows no address %j", async (path) => {
  const { status, body } = await ask(await token(), { path });
  expect([status, body]).toEqual([404, { kind: "no-such-address" }]);
});

describe("refuses with 401, and asks the database nothing", () => {
  const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;
  it.each([
    ["no token", () => null],
    ["a token that is none", () => "x.y.z"],
    ["a token signed with another secret", () => token({}, "another secret")],
    ["a token of another app", () => token({ aud: "another-app" })],
    ["a token that has expired", () => token({ exp: hourAgo() })],
    ["a token without an end", () => token({ exp: undefined })],
    ["a token not yet valid", () => token({ nbf: hourAgo() + 7200 })],
    ["a token of no shop", () => token({ dest: undefined })],
    ["a token of a place that is no shop", () => token({ dest: "https://homeward-demo.example.com" })],
    ["a token that another shop issued", () => token({ iss: "https://second-shop.myshopify.com/admin" })],
    ["a token under another algorithm", () => token({}, routes.secret, "HS512")],
    [
      "an unsigned token",
      async () => `${Buffer.from(`{"alg":"none"}`).toString("base64url")}.${(await token()).split(".")[1] ?? ""}.`,
    ],
  ])("%s", async (_, make) => {
    routes.asked.length = 0;
    const { status, body } = await ask(await make());
    expect([status, body]).toEqual([401, { kind: "unauthorised" }]);
    expect(routes.asked).toEqual([]);
  });
});

it.each(["never-seen.myshopify.com", "gone-shop.myshopify.com"])(
  "refuses a token of %s, which does not have the app",
  async (dest) => {
    const { status, body } = await ask(await token({ dest }));
    expect([status, body]).toEqual([401, { kind: "unauthorised" }]);
  },
);

it("takes a token whose issuer is its shop", async () => {
  expect((await ask(await token({ iss: `https://${shopDomain}` }))).body).toMatchObject({ kind: "found" });
});

it("answers a broken database with an error the widget can read", async () => {
  const broken = await startShopperRoutes();
  await broken.stop();
  routes.customerAccount = broken.customerAccount;
  expect(await ask(await token())).toMatchObject({ status: 500, body: { kind: "failed" } });
  await routes.stop();
  routes = await startShopperRoutes();
});

it("takes no writes", async () => {
  const request = new Request("https://app.example/api/customer/orders/1", { method: "POST" });
  const response = await routes.customerAccount(request, "orders/1");
  expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([405, "*"]);
  expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
});
