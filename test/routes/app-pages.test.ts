import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { Session } from "@shopify/shopify-api";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { addConnection, addShop, type TestAccount } from "#test/factories/accounts";
import { addShipment } from "#test/features/merchant/shipments/add-shipments";
import { defaultTrackingPage, type TrackingPageSettings } from "~/domain/settings/tracking-page";
import { findInstalledShop } from "~/features/account/shop-accounts.queries.server";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, TEST_API_KEY, TEST_API_SECRET, type TestServices } from "#test/support/services";
import { loader as home } from "~/routes/app._index/route";
import { action as changeKeys } from "~/routes/app.api-keys";
import { action as changePastOrders } from "~/routes/app.past-orders";
import { action as changePushAddresses } from "~/routes/app.push-addresses";
import { action as changeCarriers, loader as carriers } from "~/routes/app.carriers/route";
import { action as retry, loader as notDelivered } from "~/routes/app.not-delivered/route";
import { action as changeSettings, loader as settings } from "~/routes/app.settings/route";
import { action as changeShipment, loader as shipment } from "~/routes/app.shipments.$id/route";
import { action as changeTrackingPage, loader as trackingPage } from "~/routes/app.tracking-page/route";
import { loader as shipments } from "~/routes/app.shipments._index/route";
import { readOrderLink } from "~/features/shopper/look-up/order-link";
import { provideServices } from "~/features/services.server";

const BROWSER = "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const API_KEY = "a-secret-key-of-the-provider";

let database: TestDatabase;
let services: TestServices;
let mine: TestAccount;
let theirs: TestAccount;
let myShipment: string;
let theirShipment: string;

// One bundle for the file: Shopify's library is built once in a process.
beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
  provideServices(services);
  mine = await addShop(services);
  theirs = await addShop(services);
  await addConnection(services, mine.id, { baseUrl: "http://127.0.0.1:9/v2", apiKey: API_KEY });
  myShipment = await addShipment(services, mine.id);
  theirShipment = await addShipment(services, theirs.id);
  for (const { shop } of [mine, theirs]) {
    const expires = new Date(Date.now() + 3_600_000);
    const scope = services.env.SCOPES;
    const token = { accessToken: "shpat_test", scope, expires };
    await services.sessions.storeSession(
      new Session({ id: `offline_${shop}`, shop, state: "", isOnline: false, ...token }),
    );
  }
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});

async function sessionToken(
  shop: string,
  secret = TEST_API_SECRET,
  claims: Record<string, string | undefined> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const own = { iss: `https://${shop}/admin`, dest: `https://${shop}`, aud: TEST_API_KEY, sub: "1", sid: "1" };
  return new SignJWT({ ...own, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .setJti(String(now))
    .setIssuedAt(now)
    .setNotBefore(now - 5)
    .setExpirationTime(now + 60)
    .sign(new TextEncoder().encode(secret));
}

type Handler = (args: LoaderFunctionArgs & ActionFunctionArgs) => Promise<Response>;

/**
 * Calls a page as the browser does after its first load. What is thrown as a response is the answer
 * too.
 */
async function call(
  handler: Handler,
  path: string,
  given: { token?: string | undefined; id?: string; form?: Record<string, string> } = {},
): Promise<Response> {
  const headers = new Headers({ "User-Agent": BROWSER });
  if (given.token) headers.set("Authorization", `Bearer ${given.token}`);
  const request = new Request(`https://homeward.example${path}`, {
    headers,
    ...(given.form ? { method: "POST", body: new URLSearchParams(given.form) } : {}),
  });
  try {
    return await handler({ request, params: given.id ? { id: given.id } : {}, context: {} });
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

const pages: [string, Handler][] = [
  ["/app", home],
  ["/app/shipments", shipments],
  ["/app/carriers", carriers],
  ["/app/not-delivered", notDelivered],
  ["/app/tracking-page", trackingPage],
  ["/app/settings", settings],
];

describe("every page", () => {
  it.each(pages)("%s answers the merchant it belongs to", async (path, loader) => {
    const answer = await call(loader, path, { token: await sessionToken(mine.shop) });
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toContain(theirShipment);
  });

  it.each(pages)("%s answers nobody without a token that Shopify signed", async (path, loader) => {
    for (const token of [undefined, "nonsense", await sessionToken(mine.shop, "a secret that is not ours")]) {
      const answer = await call(loader, path, { token });
      expect([302, 401]).toContain(answer.status);
      expect(await answer.text()).not.toContain(myShipment);
    }
  });

  it.each(pages)("%s answers no shopper, whose token Shopify signs for the same app and shop", async (path, loader) => {
    const customer = "gid://shopify/Customer/7";
    const ofExtensions = [
      { iss: undefined, sub: customer, sid: undefined },
      { iss: undefined, sub: undefined, sid: undefined },
      { iss: `https://${mine.shop}`, sub: customer, sid: undefined },
      { iss: `https://${mine.shop}/admin`, sub: customer, sid: undefined },
      { iss: `https://${theirs.shop}/admin` },
    ];
    for (const claims of ofExtensions) {
      const answer = await call(loader, path, { token: await sessionToken(mine.shop, TEST_API_SECRET, claims) });
      expect(answer.status).toBe(401);
      expect(await answer.text()).toBe("");
    }
  });

  it("never sends the provider's key to the browser", async () => {
    for (const [path, loader] of pages) {
      const answer = await call(loader, path, { token: await sessionToken(mine.shop) });
      expect(await answer.text()).not.toContain(API_KEY);
    }
  });
});

describe("one shipment", () => {
  it("is shown to its own merchant and not found by any other", async () => {
    const open = async (shop: string, id: string) =>
      (await call(shipment, `/app/shipments/${id}`, { id, token: await sessionToken(shop) })).status;
    expect(await open(mine.shop, myShipment)).toBe(200);
    expect(await open(mine.shop, theirShipment)).toBe(404);
    expect(await open(theirs.shop, myShipment)).toBe(404);
    expect(await open(mine.shop, "1001")).toBe(404);
  });

  it("offers a link to its order's page in the store, as long as its customer is known there", async () => {
    const { id: orderId } = await services.db.prisma.order.create({
      data: { accountId: mine.id, shopifyOrderId: "61", name: "#1061", nameKey: "1061" },
    });
    const id = await addShipment(services, mine.id, { columns: { orderId } });
    const linkOf = async (): Promise<unknown> => {
      const answer = await call(shipment, `/app/shipments/${id}`, { id, token: await sessionToken(mine.shop) });
      return z.object({ shipment: z.object({ orderLink: z.unknown() }) }).parse(await answer.json()).shipment.orderLink;
    };
    const link = String(await linkOf());
    const [start, token = ""] = link.split("/o/");
    expect(start).toBe(`https://${mine.shop}/apps/track`);
    expect(readOrderLink(services.vault, { accountId: mine.id, token }, services.clock.now())).toBe(orderId);
    await services.db.query(`UPDATE "order" SET erased_at = now() WHERE id = $1`, [orderId]);
    expect(await linkOf()).toBeNull();
  });

  it("takes no action from another merchant, and none it does not know", async () => {
    const act = async (id: string, form: Record<string, string>): Promise<unknown> =>
      (await call(changeShipment, `/app/shipments/${id}`, { id, form, token: await sessionToken(mine.shop) })).json();
    expect(await act(theirShipment, { intent: "archive" })).toEqual({ key: "not-found", isError: true });
    expect(await act(theirShipment, { intent: "choose-carrier", courierCode: "ups" })).toMatchObject({ isError: true });
    expect(await act(myShipment, { intent: "delete" })).toEqual({ key: "failed", isError: true });
    expect(await act(myShipment, { intent: "archive" })).toEqual({ key: "archived", isError: false });
  });
});

it("tries again only what is the merchant's own, and only in its own shape", async () => {
  const { id } = await services.db.prisma.inboxMessage.create({
    data: {
      accountId: mine.id,
      source: "shopify",
      externalId: "refused-1",
      topic: "orders/cancelled",
      receivedAt: services.clock.now(),
      state: "refused",
      payloadEnc: new Uint8Array(services.vault.encryptJson({})),
    },
  });
  const act = async (form: Record<string, string>, shop = mine.shop): Promise<unknown> =>
    (await call(retry, "/app/not-delivered", { form, token: await sessionToken(shop) })).json();
  const form = { intent: "retry-webhook", id: String(id) };
  const ending = (message: string, isError: boolean) => ({ result: { message, isError, field: null } });
  expect(await act(form, theirs.shop)).toEqual(ending("not-found", true));
  expect(await act({ ...form, id: "1 OR 1=1" })).toEqual(ending("failed", true));
  expect(await act({ intent: "retry-parcel", id: myShipment })).toEqual(ending("not-found", true));
  expect(await act({ intent: "retry-job", id: "drop-everything" })).toEqual(ending("not-found", true));
  expect(await act(form)).toEqual(ending("requeued", false));
  expect(await act(form)).toEqual(ending("not-found", true));
});

it("takes settings only in their own shape", async () => {
  const token = await sessionToken(mine.shop);
  const save = async (form: Record<string, string>): Promise<unknown> =>
    (await call(changeSettings, "/app/settings", { form, token })).json();
  const fields = { name: "true", email: "false", phone: "false" };
  expect(await save({ intent: "customer-fields", ...fields })).toEqual({
    result: { message: "saved", isError: false, field: null },
  });
  expect(await save({ intent: "customer-fields", ...fields, phone: "perhaps" })).toMatchObject({
    result: { isError: true },
  });
  expect(await save({ intent: "cap", cap: "many" })).toEqual({
    result: { message: "bad-cap", isError: true, field: "registrationCap" },
  });
  expect(await save({ intent: "cap", cap: "250" })).toMatchObject({ result: { message: "saved" } });
  for (const [path, loader] of [
    ["/app", home],
    ["/app/settings", settings],
  ] as const) {
    const shown = (await (await call(loader, path, { token })).json()) as { quota: unknown };
    expect(shown.quota).toMatchObject({ quota: null, cap: { most: 250, alert: null }, spentThisMonth: 0 });
  }
  const connect = { intent: "connect", baseUrl: "https://x.example", apiKey: "k", accountEmail: "" };
  expect(await save({ ...connect, kind: "carrier-feed" })).toMatchObject({ result: { isError: true } });
});

it("makes a key for the merchant who asks, shows it in that answer alone, and takes it back", async () => {
  const token = await sessionToken(mine.shop);
  const act = async (form: Record<string, string>, shop = mine.shop): Promise<unknown> =>
    (await call(changeKeys, "/app/api-keys", { form, token: await sessionToken(shop) })).json();
  const form = { intent: "issue", name: " Warehouse ", ratePerSecond: "10" };
  expect(await act({ ...form, name: "  " })).toMatchObject({
    result: { field: "keyName", isError: true },
    issued: null,
  });
  expect(await act({ ...form, ratePerSecond: "7" })).toMatchObject({ result: { message: "failed" }, issued: null });
  const made = (await act(form)) as { issued: { name: string; secret: string } };
  expect(made).toMatchObject({ result: { message: "key-issued", isError: false }, issued: { name: "Warehouse" } });

  const page = await (await call(settings, "/app/settings", { token })).text();
  expect(page).not.toContain(made.issued.secret);
  const { apiKeys } = JSON.parse(page) as { apiKeys: { id: string; tail: string }[] };
  expect(apiKeys).toMatchObject([{ name: "Warehouse", tail: made.issued.secret.slice(-4), ratePerSecond: 10 }]);
  const revoke = { intent: "revoke", id: apiKeys[0]?.id ?? "" };
  expect(await act(revoke, theirs.shop)).toMatchObject({ result: { message: "key-gone", isError: true } });
  expect(await act(revoke)).toMatchObject({ result: { message: "key-revoked", isError: false } });
  for (let count = 0; count < 4; count += 1) await act(form);
  expect(await act(form)).toMatchObject({ result: { message: "too-many-keys", isError: true }, issued: null });
  const outsider = await call(changeKeys, "/app/api-keys", { form, token: await sessionToken(mine.shop, "not ours") });
  expect([302, 401]).toContain(outsider.status);
});

it("takes push addresses only from the merchant they belong to, and only in their own shape", async () => {
  const email = new Uint8Array(services.vault.encrypt("owner@shop.example"));
  await services.db.prisma.account.update({ where: { id: mine.id }, data: { emailEnc: email } });
  const act = async (form: Record<string, string>, shop = mine.shop): Promise<unknown> =>
    (await call(changePushAddresses, "/app/push-addresses", { form, token: await sessionToken(shop) })).json();
  expect(await act({ intent: "add", url: "shop.example" })).toEqual({
    result: { message: "address-bad", isError: true, field: "webhookUrl" },
  });
  expect(await act({ intent: "add", url: "http://127.0.0.1:9/push" })).toMatchObject({ result: { isError: false } });
  expect(await act({ intent: "add", url: "http://127.0.0.1:9/push" })).toMatchObject({
    result: { message: "address-there" },
  });
  const shown = await call(settings, "/app/settings", { token: await sessionToken(mine.shop) });
  const { pushes } = (await shown.json()) as { pushes: { addresses: { id: string }[]; signer: string } };
  expect(pushes).toMatchObject({ addresses: [{ url: "http://127.0.0.1:9/push" }], signer: "owner@shop.example" });
  const id = pushes.addresses[0]?.id ?? "";
  for (const intent of ["test", "remove"]) {
    expect(await act({ intent, id }, theirs.shop)).toMatchObject({
      result: { message: "address-gone", isError: true },
    });
  }
  expect(await act({ intent: "test", id })).toMatchObject({ result: { message: "push-refused", isError: true } });
  expect(await act({ intent: "retry", id: "1; DROP TABLE" })).toMatchObject({ result: { message: "failed" } });
  expect(await act({ intent: "retry", id: "999999" })).toMatchObject({ result: { message: "push-gone" } });
  expect(await act({ intent: "remove", id })).toMatchObject({ result: { message: "address-removed", isError: false } });
});

it("takes carriers and rules only in their own shape, says which field to mend, and tries a rule", async () => {
  const token = await sessionToken(mine.shop);
  const post = async (form: Record<string, string>): Promise<unknown> =>
    (await call(changeCarriers, "/app/carriers", { form, token })).json();
  const carrier = { intent: "save-carrier", code: "", name: "Route Van", link: "http://van.example/{number}" };
  const mend = (message: string, field: string | null) => ({ result: { message, isError: true, field }, tried: null });
  const done = (message: string) => ({ result: { message, isError: false, field: null }, tried: null });
  expect(await post(carrier)).toEqual(mend("not-https", "link"));
  expect(await post({ ...carrier, link: "https://van.example/" })).toEqual(mend("no-number", "link"));
  expect(await post({ ...carrier, link: "https://van.example/{number}" })).toEqual(done("carrier-saved"));
  const rule = {
    intent: "save-rule",
    id: "",
    company: "",
    countryCode: "",
    numberPrefix: "RV*",
    courierCode: "own-route-van",
  };
  expect(await post({ ...rule, numberPrefix: "" })).toEqual(mend("no-condition", "company"));
  expect(await post({ ...rule, courierCode: "own-not-here" })).toEqual(mend("unknown-carrier", "courierCode"));
  expect(await post(rule)).toEqual(done("rule-saved"));
  expect(await post({ intent: "test", number: "rv 12345", company: "", countryCode: "" })).toEqual({
    result: null,
    tried: { kind: "chosen", carrier: "Route Van", reason: { by: "rule", position: 1 } },
  });
  expect(await post({ intent: "remove-carrier", code: "own-route-van" })).toEqual(mend("used-by-rule", null));
  expect(await post({ intent: "remove-rule", id: "1" })).toEqual(mend("failed", null));
});

it("syncs past orders for the merchant who asks, once at a time, and shows how far it is", async () => {
  const token = await sessionToken(mine.shop);
  const act = async (form: Record<string, string>, shop = mine.shop): Promise<unknown> =>
    (await call(changePastOrders, "/app/past-orders", { form, token: await sessionToken(shop) })).json();
  const ending = (message: string, isError: boolean) => ({ result: { message, isError, field: null } });
  expect(await act({ intent: "start", days: "365" })).toEqual(ending("failed", true));
  expect(await act({ intent: "start", days: "60" })).toEqual(ending("sync-started", false));
  expect(await act({ intent: "start", days: "30" })).toEqual(ending("sync-running", true));
  for (const [path, loader] of [
    ["/app", home],
    ["/app/settings", settings],
  ] as const) {
    const shown = (await (await call(loader, path, { token })).json()) as { backfill: unknown; check: unknown };
    expect(shown.backfill).toMatchObject({ state: "running", days: 60, seen: 0, expected: null });
    expect(shown.check).toEqual({ checkedAt: null, missing: 0, isTroubled: false });
  }
  expect(await act({ intent: "cancel" }, theirs.shop)).toEqual(ending("sync-over", true));
  expect(await act({ intent: "cancel" })).toEqual(ending("sync-cancelled", false));
  expect(await act({ intent: "continue" })).toEqual(ending("sync-over", true));
});

describe("the tracking page", () => {
  const draft = { ...defaultTrackingPage, heading: "Where is it?" };
  const act = async (form: Record<string, string>): Promise<unknown> =>
    (await call(changeTrackingPage, "/app/tracking-page", { form, token: await sessionToken(mine.shop) })).json();
  const saved = async (shop: string) => (await findInstalledShop(services.db, shop))?.settings.trackingPage;

  it("saves a form without faults, for its own shop, and nothing of one with faults", async () => {
    const settings = JSON.stringify({ ...draft, accentColour: "#0A7D33", intro: "  Soon.  " });
    expect(await act({ intent: "save", settings })).toMatchObject({ result: { message: "saved" } });
    const expected = { ...draft, accentColour: "#0a7d33", intro: "Soon." };
    expect(await saved(mine.shop)).toEqual(expected);
    for (const bad of [JSON.stringify({ ...draft, lookUpBy: [] }), JSON.stringify({ heading: 1 }), "{", ""]) {
      expect(await act({ intent: "save", settings: bad })).toMatchObject({ result: { isError: true } });
    }
    expect(await act({ intent: "erase" })).toMatchObject({ result: { message: "failed" } });
    expect(await saved(mine.shop)).toEqual(expected);
    expect(await saved(theirs.shop)).toEqual(defaultTrackingPage);
  });

  it("saves what was changed and leaves what another window saved meanwhile", async () => {
    await act({ intent: "save", settings: JSON.stringify(defaultTrackingPage) });
    const hiddenPlaces = [{ word: "Shenzhen", replacement: "our warehouse" }];
    await Promise.all(
      [{ hiddenPlaces }, { heading: "Where is it?" }, { showContents: false }].map((changes) =>
        act({ intent: "save", settings: JSON.stringify(changes) }),
      ),
    );
    expect(await saved(mine.shop)).toEqual({
      ...defaultTrackingPage,
      hiddenPlaces,
      heading: "Where is it?",
      showContents: false,
    });
    // What is refused depends on the whole: this word would bring back what the other window hides.
    const bringsBack = JSON.stringify({ hiddenWords: [{ word: "Yanwen", replacement: "Shenzhen" }] });
    expect(await act({ intent: "save", settings: bringsBack })).toMatchObject({ result: { isError: true } });
  });

  it("previews what is not saved in the shopper's own markup, with everything hidden taken out", async () => {
    const see = async (changes: Partial<TrackingPageSettings>, state: string) => {
      const settings = JSON.stringify({ ...draft, ...changes });
      return ((await act({ intent: "preview", settings, state })) as { html: string | null }).html;
    };
    const plain = await see({}, "on-its-way");
    for (const shown of ["Where is it?", "Shenzhen", "China Post", "Stoneware mug", "homeward-progress", "<style>"]) {
      expect(plain).toContain(shown);
    }
    const hidden = await see(
      {
        showCarrier: false,
        carrierReplacement: "our partner",
        showContents: false,
        hiddenPlaces: [
          { word: "shenzhen", replacement: "our warehouse" },
          { word: "china", replacement: "" },
        ],
      },
      "on-its-way",
    );
    expect(hidden).toContain("Departed from our warehouse sorting centre");
    expect(hidden).toContain("Accepted by our partner");
    expect(hidden).not.toMatch(/shenzhen|china|mug/i);
    expect(hidden).not.toContain("{%");
    expect(await see({}, "not-found")).toMatch(/couldn&#x27;t find an order/i);
    expect(await see({}, "form")).not.toContain('homeward-parcel"');
    expect(await see({}, "elsewhere")).toBeNull();
    expect((await saved(mine.shop))?.showCarrier).toBe(true);
  });
});
