import { beforeEach, describe, expect, test, vi } from "vitest";
import type { RunningSandbox } from "../server";
import { adminSessionToken } from "../shopify/signatures";
import { apiKey, get, post, secret, shop, startTestSandbox } from "./running-sandbox";

let running: RunningSandbox;
beforeEach(async () => {
  running = await startTestSandbox();
});

const exchange = (change: Record<string, unknown> = {}) =>
  post(`${running.url}/admin/oauth/access_token`, {
    client_id: apiKey,
    client_secret: secret,
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: adminSessionToken({ shop, apiKey, secret, at: new Date() }),
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
    expiring: "1",
    ...change,
  });
const refresh = (refreshToken: string) =>
  post(`${running.url}/admin/oauth/access_token`, {
    client_id: apiKey,
    client_secret: secret,
    grant_type: "refresh_token",
    refresh_token: refreshToken,
  });
const query = (accessToken: string, text: string, variables: Record<string, unknown> = {}) =>
  post(
    `${running.url}/admin/api/2026-07/graphql.json`,
    { query: text, variables },
    { "x-shopify-access-token": accessToken },
  );
interface Pair {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}
const pairOf = (answer: { body: unknown }) => answer.body as Pair;

describe("tokens", () => {
  test("an id token is exchanged for a pair that expires", async () => {
    const answer = await exchange();
    expect(answer.body).toMatchObject({ expires_in: 3600, refresh_token_expires_in: 7776000 });
    expect((await query(pairOf(answer).access_token, "{ shop { name } }")).status).toBe(200);
  });

  test("a forged id token is refused as Shopify does", async () => {
    const forged = adminSessionToken({ shop, apiKey, secret: "other", at: new Date() });
    expect(await exchange({ subject_token: forged })).toMatchObject({
      status: 400,
      body: { error: "invalid_subject_token" },
    });
  });

  test("a refresh token works again until its replacement was used", async () => {
    const first = pairOf(await exchange());
    const lost = pairOf(await refresh(first.refresh_token));
    const second = pairOf(await refresh(first.refresh_token));
    expect(second.refresh_token).not.toBe(lost.refresh_token);
    await query(second.access_token, "{ shop { name } }");
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  test("an unknown token gets 401", async () => {
    expect((await query("shpat_unknown", "{ shop { name } }")).status).toBe(401);
  });

  test("tokens die before the app is told of its uninstall", async () => {
    const { access_token: token } = pairOf(await exchange());
    await post(`${running.url}/sandbox/webhooks`, { topic: "app/uninstalled", payload: {} });
    expect((await query(token, "{ shop { name } }")).status).toBe(401);
  });
});

describe("the Admin API", () => {
  let token: string;
  beforeEach(async () => {
    token = pairOf(await exchange()).access_token;
  });

  test("refuses a field that Shopify's schema does not have", async () => {
    const { body } = await query(token, "{ shop { name titel } }");
    expect(body).toEqual({
      errors: [expect.objectContaining({ message: 'Cannot query field "titel" on type "Shop".' })],
    });
  });

  test("reads orders by id with customer fields and tracking", async () => {
    const { order } = running.sandbox.store.fulfil({
      trackingNumbers: ["1Z1"],
      trackingCompany: "UPS",
      note: "ring twice",
    });
    const text = `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Order {
      name createdAt customerLocale note email shippingAddress { countryCodeV2 zip name phone }
      fulfillments(first: 5) { trackingInfo(first: 5) { company number } } totalWeight } } }`;
    const ids = [`gid://shopify/Order/${order.id}`, "gid://shopify/Order/1"];
    const { body } = await query(token, text, { ids });
    expect(body).toMatchObject({
      data: {
        nodes: [
          {
            name: "#1001",
            customerLocale: "en-US",
            note: "ring twice",
            shippingAddress: { countryCodeV2: "US", zip: "78704" },
            fulfillments: [{ trackingInfo: [{ company: "UPS", number: "1Z1" }] }],
            totalWeight: null,
          },
          null,
        ],
      },
      extensions: { cost: { requestedQueryCost: expect.any(Number) } },
    });
  });

  test("pages through a window of orders without losing or repeating one", async () => {
    const { store, clock } = running.sandbox;
    const daysAgo = (days: number) => new Date(clock.now().getTime() - days * 86_400_000).toISOString();
    for (const days of [1, 2, 3, 4, 5, 20]) store.fulfil({ trackingNumbers: ["X"], fulfilledAt: daysAgo(days) });
    const text = `query($after: String, $q: String!) { orders(first: 2, after: $after, query: $q, sortKey: UPDATED_AT) {
      pageInfo { hasNextPage endCursor } nodes { name } } }`;
    const names: string[] = [];
    let after: string | null = null;
    do {
      const { body } = await query(token, text, {
        after,
        q: `updated_at:>='${daysAgo(6)}' AND fulfillment_status:shipped`,
      });
      const { orders } = (body as { data: { orders: OrdersPage } }).data;
      names.push(...orders.nodes.map((node) => node.name));
      after = orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null;
    } while (after);
    expect(names).toEqual(["#1005", "#1004", "#1003", "#1002", "#1001"]);
  });

  test("throttles when told to, with the cost of the query", async () => {
    await post(`${running.url}/sandbox/shopify/faults`, { mode: "throttled" });
    expect((await query(token, "{ shop { name } }")).body).toMatchObject({
      errors: [{ extensions: { code: "THROTTLED" } }],
      extensions: { cost: { requestedQueryCost: 1 } },
    });
    expect((await query(token, "{ shop { name } }")).body).toMatchObject({ data: { shop: { name: "Hearth & Hill" } } });
  });

  test("counts the orders a search finds", async () => {
    const { store, clock } = running.sandbox;
    const daysAgo = (days: number) => new Date(clock.now().getTime() - days * 86_400_000).toISOString();
    for (const days of [1, 5, 9]) store.fulfil({ trackingNumbers: ["X"], fulfilledAt: daysAgo(days) });
    const text = "query($q: String!) { ordersCount(query: $q, limit: null) { count precision } }";
    expect((await query(token, text, { q: `updated_at:>='${daysAgo(6)}'` })).body).toMatchObject({
      data: { ordersCount: { count: 2, precision: "EXACT" } },
    });
  });

  test("gives back the points an answer did not cost, and others with time", async () => {
    const available = async () => {
      const { body } = await query(token, "{ orders(first: 100) { nodes { name } } }");
      return (body as { extensions: { cost: { throttleStatus: { currentlyAvailable: number } } } }).extensions.cost
        .throttleStatus.currentlyAvailable;
    };
    expect(await available()).toBeGreaterThan(1_990);
    for (let times = 0; times < 40; times += 1) running.sandbox.store.fulfil({ trackingNumbers: ["X"] });
    expect(await available()).toBeLessThan(1_980);
    await running.sandbox.clock.advance(1 / 60);
    expect(await available()).toBeGreaterThan(1_950);
  });

  test.each([
    ["too-many-requests", 429],
    ["frozen", 402],
    ["not-found", 404],
    ["unauthorized", 401],
  ])("fails as %s after as many calls as it was told", async (mode, status) => {
    await post(`${running.url}/sandbox/shopify/faults`, { mode, after: 1 });
    const statuses: number[] = [];
    for (let times = 0; times < 3; times += 1) statuses.push((await query(token, "{ shop { name } }")).status);
    expect(statuses).toEqual([200, status, 200]);
  });

  test("holds the answer to a query with certain words back until it is released, and no other", async () => {
    await post(`${running.url}/sandbox/shopify/faults`, { mode: "hold", only: "primaryDomain" });
    expect((await query(token, "{ shop { name } }")).status).toBe(200);
    const held = query(token, "{ shop { primaryDomain { id } } }");
    const count = async () => (await get(`${running.url}/sandbox/shopify/held`)).body;
    await vi.waitFor(async () => expect(await count()).toEqual({ held: 1 }));
    expect((await post(`${running.url}/sandbox/shopify/release`, {})).body).toEqual({ released: 1 });
    expect((await held).body).toMatchObject({ data: { shop: { primaryDomain: {} } } });
    expect(await count()).toEqual({ held: 0 });
  });

  test("withholds customers' data with an error for each field, and nothing else", async () => {
    running.sandbox.store.fulfil({ trackingNumbers: ["X"] });
    await post(`${running.url}/sandbox/shopify/faults`, { mode: "no-customer-data" });
    const { body } = await query(token, "{ shop { email } orders(first: 5) { nodes { name email customer { id } } } }");
    expect(body).toMatchObject({
      data: {
        shop: { email: "hello@example.com" },
        orders: { nodes: [{ name: "#1001", email: null, customer: null }] },
      },
      errors: [
        { path: ["orders", "nodes", 0, "email"], extensions: { code: "ACCESS_DENIED" } },
        { path: ["orders", "nodes", 0, "customer"] },
      ],
    });
  });

  test("refuses a query that costs more than one query may", async () => {
    const text = "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } }";
    expect((await query(token, text)).body).toMatchObject({ errors: [{ extensions: { code: "MAX_COST_EXCEEDED" } }] });
  });
});

interface OrdersPage {
  nodes: { name: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}
