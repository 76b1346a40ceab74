import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { action, loader } from "~/routes/api.customer.orders.$id";
import { contact, customer, shopDomain } from "#test/features/storefront-lookup/shop-with-orders";
import { apiKey, startShopperRoutes, type ShopperRoutes } from "./shopper-routes";

const order = "6123456789001";
let routes: ShopperRoutes;

beforeAll(async () => {
  routes = await startShopperRoutes();
});
afterAll(() => routes.stop());

/** A session token as an order-status page gets it; claims given replace its own, undefined ones are left out. */
function token(claims: Record<string, unknown> = {}, secret = routes.secret): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const own = { dest: shopDomain, aud: apiKey, sub: customer, exp: now + 300, nbf: now - 1, iat: now, jti: "1" };
  return new SignJWT({ ...own, ...claims }).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret));
}

async function ask(bearer: string | null, { id = order, method = "GET" } = {}) {
  const request = new Request(`https://app.example/api/customer/orders/${encodeURIComponent(id)}`, {
    method,
    headers: bearer === null ? {} : { Authorization: `Bearer ${bearer}` },
  });
  const response = await loader({ request, params: { id }, context: {} });
  // Without this header the widget sees a broken connection, not an answer.
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const text = await response.text();
  const body: unknown = text === "" ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

it("tells the owner the parcels, and nothing of the customer", async () => {
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
  expect(headers.get("access-control-allow-headers")).toContain("Authorization");
  expect(headers.get("access-control-allow-methods")).toBe("GET, OPTIONS");
});

it("tells how it stands, and no more, where nobody is signed in", async () => {
  const { body } = await ask(await token({ sub: undefined }));
  expect(body).toMatchObject({
    answer: { parcels: [{ status: "transit", number: null, events: [] }, { number: null }] },
  });
});

describe("tells nothing", () => {
  it.each([
    ["to another customer", { sub: "gid://shopify/Customer/78" }, order],
    ["with a token of another shop", { dest: "other-shop.myshopify.com" }, order],
    ["of an order nobody knows", {}, "1"],
    ["of an id that is none", {}, "6123456789001' OR '1'='1"],
    ["of an id of 400 digits", {}, "6".repeat(400)],
  ])("%s", async (_, claims, id) => {
    const { status, body } = await ask(await token(claims), { id });
    expect([status, body]).toEqual([200, { kind: "not-found" }]);
  });
});

describe("refuses with 401, and asks the database nothing", () => {
  const hourAgo = () => Math.floor(Date.now() / 1000) - 3600;
  it.each([
    ["no token", () => null],
    ["a token that is none", () => "x.y.z"],
    ["a token signed by somebody else", () => token({}, "another secret")],
    ["a token of another app", () => token({ aud: "another-app" })],
    ["a token that has expired", () => token({ exp: hourAgo() })],
    ["a token without an end", () => token({ exp: undefined })],
    ["a token not yet valid", () => token({ nbf: hourAgo() + 7200 })],
    ["a token of no shop", () => token({ dest: undefined })],
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

it("answers a broken database with an error the widget can read", async () => {
  const broken = await startShopperRoutes();
  await broken.stop();
  expect(await ask(await token())).toMatchObject({ status: 500, body: { kind: "failed" } });
  await routes.stop();
  routes = await startShopperRoutes();
});

it("takes no writes", () => {
  const request = new Request("https://app.example/api/customer/orders/1", { method: "POST" });
  const response = action({ request, params: { id: "1" }, context: {} });
  expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([405, "*"]);
});
