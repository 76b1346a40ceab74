import { Session } from "@shopify/shopify-api";
import { afterEach, describe, expect } from "vitest";
import { it } from "#test/support/it";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { createTestServices, TEST_API_KEY, type TestServices } from "#test/support/services";
import { offlineSession } from "~/features/account/offline-session.server";
import { adminClientFor } from "~/providers/shopify/admin-client.server";

let shopify: MisbehavingServer;
let one: TestServices;
let two: TestServices;
let answers: Behaviour[];
let shop: string;
let shops = 0;

/** A token answer for the n-th refresh. */
const refreshed = (n: number): Behaviour => ({
  kind: "answer",
  body: {
    access_token: `access-${String(n)}`,
    scope: "read_orders",
    expires_in: 3600,
    refresh_token: `refresh-${String(n)}`,
    refresh_token_expires_in: 7_776_000,
  },
});

it.beforeEach(async ({ database }) => {
  let calls = 0;

  answers = [];

  shopify = await startMisbehavingServer({ kind: "compute", answer: () => answers[calls++] ?? refreshed(calls) });

  one = await createTestServices(database.url, { standInUrl: shopify.url });

  two = await createTestServices(database.url, { vault: one.vault, standInUrl: shopify.url });

  shop = `shop-${String(++shops)}.myshopify.com`;
});
afterEach(async () => {
  await shopify.close();
  await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);
});

/** A stored token that ends in so many minutes. */
async function stored(
  minutes: number | null,
  changes: { refreshToken?: string } = { refreshToken: "refresh-0" },
): Promise<void> {
  const expires = minutes === null ? {} : { expires: new Date(one.systemClock.now().getTime() + minutes * 60_000) };
  await one.sessions.storeSession(
    new Session({
      id: `offline_${shop}`,
      shop,
      state: "",
      isOnline: false,
      accessToken: "access-0",
      ...expires,
      ...changes,
    }),
  );
}
const token = async (services = one) => (await offlineSession(services, shop))?.accessToken ?? null;

describe("the offline token", () => {
  it.each([60, null])("is used as it is while it lives: %s minutes", async (minutes) => {
    await stored(minutes);
    expect(await token()).toBe("access-0");
    expect(shopify.requests).toEqual([]);
  });

  it.each([4, 0, -60])("is refreshed when it ends in %s minutes, and kept", async (minutes) => {
    await stored(minutes);
    expect(await token()).toBe("access-1");
    expect(shopify.requests).toMatchObject([{ method: "POST", path: "/admin/oauth/access_token" }]);
    const sent = JSON.parse(shopify.requests[0]?.body ?? "") as unknown;
    expect(sent).toMatchObject({ client_id: TEST_API_KEY, grant_type: "refresh_token", refresh_token: "refresh-0" });
    const session = await one.sessions.loadSession(`offline_${shop}`);
    expect(session).toMatchObject({ accessToken: "access-1", refreshToken: "refresh-1" });
  });

  it("is refreshed once, however many ask at once in however many processes", async () => {
    await stored(0);
    // The library dates tokens by the real time; the test's clock must not find the fresh one
    // stale.
    for (const services of [one, two]) services.systemClock.moveTo(new Date());
    const tokens = await Promise.all(Array.from({ length: 40 }, (_, index) => token(index % 2 === 0 ? one : two)));
    expect(new Set(tokens)).toEqual(new Set(["access-1"]));
    expect(shopify.requests).toHaveLength(1);
  });

  it("is missing where only the merchant can bring one", async () => {
    expect(await token()).toBeNull();
    await stored(0, {});
    expect(await token()).toBeNull();
    answers = [{ kind: "answer", status: 400, body: { error: "invalid_grant" } }];
    await stored(0);
    expect(await token()).toBeNull();
  });

  it("survives that Shopify is down: the refresh is tried again by whoever asks next", async () => {
    await stored(0);
    answers = [{ kind: "answer", status: 503 }];
    await expect(token()).rejects.toThrow();
    expect(await token()).toMatch(/^access-/);
  });
});

describe("the Admin API", () => {
  const query = (timeoutMs: number) =>
    adminClientFor(one.shopify, (name) => offlineSession(one, name), shop).query(
      "{ shop { name } }",
      {},
      { timeoutMs },
    );

  it.each<[string, Behaviour, object]>([
    [
      "an answer",
      { kind: "answer", body: { data: { shop: { name: "Mugs" } } } },
      { kind: "ok", data: { shop: { name: "Mugs" } } },
    ],
    [
      "THROTTLED",
      { kind: "answer", body: { errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }] } },
      { reason: "throttled" },
    ],
    [
      "nulls with errors",
      { kind: "answer", body: { data: { shop: null }, errors: [{ message: "not approved", path: ["shop"] }] } },
      { reason: "refused", partial: { shop: null } },
    ],
    ["401", { kind: "answer", status: 401, body: { errors: "Invalid API key" } }, { reason: "unauthorized" }],
    ["402", { kind: "answer", status: 402, body: { errors: "Payment required" } }, { reason: "shop-frozen" }],
    ["404", { kind: "answer", status: 404, body: { errors: "Not found" } }, { reason: "not-found" }],
    ["500", { kind: "answer", status: 500, body: "oops" }, { reason: "unreachable" }],
    ["a broken connection", { kind: "reset" }, { reason: "unreachable" }],
  ])("turns %s into a value", async (_, behaviour, expected) => {
    await stored(60);
    answers = [behaviour];
    expect(await query(5_000)).toMatchObject(expected);
  });

  it("says when there is no access", async () => {
    expect(await query(5_000)).toMatchObject({ kind: "failed", reason: "no-session" });
  });

  it.each([
    ["the query", 60],
    ["the refresh of the token before it", 0],
  ])("is given up in time when %s hangs", async (_, minutes) => {
    await stored(minutes);
    answers = [{ kind: "hang" }];
    expect(await query(150)).toMatchObject({ kind: "failed", reason: "unreachable" });
  });
});
