import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addApiAccount, addConnection, addShop, type TestConnection } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { serve, type Served } from "#test/support/serve";
import { createTestServices, type TestServices } from "#test/support/services";
import { recordSample } from "#test/tracking-api/samples";
import { trackingPushes } from "~/http/tracking-pushes.server";
import { createLog } from "~/platform/log.server";
import { printPush } from "~/tracking-api/contract/push";
import { bodySignatureHeader, signBody, signPush } from "~/tracking-api/contract/signature";
import { printItem } from "~/tracking-api/server/print-item";

const EMAIL = "owner@provider.example";
const FEED_KEY = "feed-key";
const SECRET = "webhook-secret";

let database: TestDatabase;
let services: TestServices;
let handler: Served;
let accountId: string;
let connection: TestConnection;
let number: string;
const log: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url, {
    realJobs: true,
    env: { WEBHOOK_BODY_LIMIT_BYTES: "65536" },
    log: createLog("warn", "test", { write: (line) => void log.push(line) }),
  });
  handler = await serve(trackingPushes(services));
});
afterAll(async () => {
  await handler[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
  await database.drop();
});

async function connect(kind: "trackingmore_v2" | "trackingmore_v4" | "carrier_feed"): Promise<void> {
  accountId = (await addApiAccount(services)).id;
  const apiKey = kind === "carrier_feed" ? FEED_KEY : "key";
  connection = await addConnection(services, accountId, {
    baseUrl: "http://127.0.0.1:9",
    kind,
    apiKey,
    accountEmail: EMAIL,
    webhookSecret: SECRET,
  });
  [number = ""] = parcelNumbers(1);
  await addWaitingParcels(services, accountId, [number]);
  await services.db.query("UPDATE shipment SET next_refresh_at = NULL WHERE account_id = $1", [accountId]);
  await services.db.query("DELETE FROM pgboss.job");
}

async function push(body: string, headers: Record<string, string> = {}, token = connection.hookToken): Promise<number> {
  const response = await fetch(`${handler.url}/hooks/tracking/${token}`, { method: "POST", body, headers });
  await response.text();
  return response.status;
}

const secondsAgo = (seconds: number) => new Date(services.systemClock.now().getTime() - seconds * 1000);
const jobs = () =>
  services.db.query("SELECT FROM pgboss.job WHERE name = 'work-connection' AND data->>'connectionId' = $1", [
    connection.id,
  ]);
const requestedAt = async () =>
  (await services.db.prisma.connection.findUniqueOrThrow({ where: { id: connection.id } })).refreshRequestedAt;
const dueAt = async () => (await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId } })).nextRefreshAt;
const remembered = () => services.db.prisma.inboxMessage.count({ where: { accountId } });

describe("a push of the v2 API", () => {
  beforeEach(() => connect("trackingmore_v2"));
  const body = (at = secondsAgo(2), email = EMAIL) =>
    printPush(printItem(recordSample({ number, carrierCode: "usps", status: "delivered" }), at), signPush(email, at));

  it("asks for the changes to be read, and moves no status by itself", async () => {
    expect(await push(body())).toBe(200);
    expect(await requestedAt()).toEqual(services.clock.now());
    expect(await jobs()).toHaveLength(1);
    expect((await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId } })).status).toBe("pending");
  });

  it("is dropped when it comes again", async () => {
    const same = body();
    for (const _ of [1, 2, 3]) expect(await push(same)).toBe(200);
    expect(await jobs()).toHaveLength(1);
    expect(await remembered()).toBe(1);
  });

  it.each([
    ["signed with another address", () => body(undefined, "stranger@provider.example"), 401],
    ["signed with no address", () => body(undefined, ""), 401],
    ["sixteen minutes old", () => body(secondsAgo(16 * 60)), 401],
    ["sixteen minutes ahead", () => body(secondsAgo(-16 * 60)), 401],
    ["without a signature", () => JSON.stringify({ data: { tracking_number: number } }), 400],
    ["no JSON", () => "<html>", 400],
    ["empty", () => "", 400],
    ["too large", () => "x".repeat(70_000), 413],
  ])("%s is refused and does nothing", async (_, given, status) => {
    expect(await push(given())).toBe(status);
    expect(await requestedAt()).toBeNull();
    expect(await jobs()).toEqual([]);
    expect(await remembered()).toBe(0);
  });

  it.each<[string, (text: string) => string]>([
    ["cut off in the middle", (text) => text.slice(0, text.length / 2)],
    ["of another shape", () => '{"ok":true}'],
    ["whose data is a list", (text) => text.replace(/"data":\{.*\},"verifyInfo"/, '"data":[],"verifyInfo"')],
    ["without a number", (text) => text.replace("tracking_number", "number")],
    ["that is null", () => "null"],
  ])("%s is refused as malformed, and the reason is logged", async (_, spoil) => {
    log.length = 0;
    expect(await push(spoil(body()))).toBe(400);
    expect(log.join("")).toContain('"reason":"malformed"');
    expect(await requestedAt()).toBeNull();
    expect(await remembered()).toBe(0);
  });

  it("with 10,000 checkpoints is too large, and the reason is logged", async () => {
    log.length = 0;
    const event = '{"Date":"2026-11-20 10:00","StatusDescription":"Scan"},';
    expect(await push(body().replace('"trackinfo":', `"flood":[${event.repeat(10_000)}{}],"trackinfo":`))).toBe(413);
    expect(log.join("")).toContain('"reason":"too-large"');
    expect(await requestedAt()).toBeNull();
  });

  it("with words nobody can store, a future date, or a number of somebody else's is a hint like any other", async () => {
    const strange = "<script>alert(1)</script>\\u0000 \u{1f4e6} \\ud83d";
    const spoilt = [
      body().replace('"status":"delivered"', `"status":"${strange}"`),
      body().replace(/"updated_at":"[^"]*"/, '"updated_at":"2036-01-01T00:00:00+00:00"'),
      body().replaceAll(number, "STRANGER1"),
      body().replaceAll(number, `${number}\\u0000\\ud83d`),
    ];
    for (const text of spoilt) expect(await push(text)).toBe(200);
    expect(await jobs()).toHaveLength(spoilt.length);
    expect(await services.db.prisma.shipment.findMany({ where: { accountId } })).toMatchObject([{ status: "pending" }]);
  });

  it("that signs its body must have signed this one", async () => {
    const signed = body();
    const header = (secret: string, text = signed) => ({
      [bodySignatureHeader]: signBody(secret, text, services.systemClock.now()),
    });
    expect(await push(signed, header("stranger@provider.example"))).toBe(401);
    expect(await push(signed, header(EMAIL, `${signed} `))).toBe(401);
    expect(await push(signed, header(EMAIL))).toBe(200);
  });
});

describe("a push of TrackingMore v4", () => {
  beforeEach(() => connect("trackingmore_v4"));
  const body = () =>
    JSON.stringify({
      code: 200,
      data: { tracking_number: number, courier_code: "usps", delivery_status: "delivered" },
    });
  const signed = (secret = SECRET, at = secondsAgo(2)) => {
    const timestamp = String(Math.floor(at.getTime() / 1000));
    return { timestamp, signature: createHmac("sha256", secret).update(timestamp).digest("hex") };
  };

  it("asks for the changes to be read, once, and moves no status by itself", async () => {
    for (const _ of [1, 2]) expect(await push(body(), signed())).toBe(200);
    expect(await requestedAt()).toEqual(services.clock.now());
    expect(await jobs()).toHaveLength(1);
    expect((await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId } })).status).toBe("pending");
  });

  it.each([
    ["signed with the account's e-mail, as v2 is", () => push(body(), signed(EMAIL)), 401],
    ["signed with nothing", () => push(body()), 401],
    ["sixteen minutes old", () => push(body(), signed(SECRET, secondsAgo(16 * 60))), 401],
    ["no JSON", () => push("<html>", signed()), 400],
  ])("%s is refused and does nothing", async (_, pushed, status) => {
    expect(await pushed()).toBe(status);
    expect(await requestedAt()).toBeNull();
    expect(await remembered()).toBe(0);
  });
});

describe("a carrier feed's hint", () => {
  beforeEach(() => connect("carrier_feed"));
  const body = (numbers = [{ courier: "usps", number }]) => JSON.stringify({ numbers });
  const signed = (text: string, at = secondsAgo(2), key = FEED_KEY) => ({
    "x-feed-signature": signBody(key, text, at),
  });

  it("makes the named parcels due, with the job that reads them", async () => {
    const text = body([{ courier: "usps", number: ` ${number.toLowerCase()} ` }]);
    expect(await push(text, signed(text))).toBe(200);
    expect(await dueAt()).toEqual(services.clock.now());
    expect(await jobs()).toHaveLength(1);
  });

  it("is dropped when it comes again, but a later one with the same words is news", async () => {
    for (const _ of [1, 2]) expect(await push(body(), signed(body(), secondsAgo(3)))).toBe(200);
    expect(await jobs()).toHaveLength(1);
    expect(await push(body(), signed(body(), secondsAgo(2)))).toBe(200);
    expect(await jobs()).toHaveLength(2);
  });

  it("with letters in a number that no database keeps starts nothing, and harms nobody", async () => {
    const text = body([{ courier: "usps\u0000", number: "\u0000\ud83dX12345" }]);
    expect(await push(text, signed(text))).toBe(200);
    expect(await jobs()).toEqual([]);
  });

  it("about numbers of nobody here starts nothing", async () => {
    const text = body([{ courier: "usps", number: "NOBODY12345" }]);
    expect(await push(text, signed(text))).toBe(200);
    expect(await jobs()).toEqual([]);
  });

  it.each<[string, () => [string, Record<string, string>], number]>([
    ["unsigned", () => [body(), {}], 401],
    ["signed with another key", () => [body(), signed(body(), secondsAgo(2), "another")], 401],
    ["of another body", () => [`${body()} `, signed(body())], 401],
    ["sixteen minutes old", () => [body(), signed(body(), secondsAgo(16 * 60))], 401],
    ["with a signature cut off", () => [body(), { "x-feed-signature": "t=1,v1=abc" }], 401],
    ["signed but without numbers", () => ["{}", signed("{}")], 400],
    ["signed but no JSON", () => ["numbers", signed("numbers")], 400],
  ])("%s is refused and does nothing", async (_, given, status) => {
    expect(await push(...given())).toBe(status);
    expect(await dueAt()).toBeNull();
    expect(await remembered()).toBe(0);
  });
});

describe("the door", () => {
  beforeEach(() => connect("trackingmore_v2"));

  it.each(["", "short", "x".repeat(32), "../../healthz", "%00".repeat(20)])("knows no address %j", async (token) => {
    expect(await push("{}", {}, token)).toBe(404);
  });

  it("is closed for a shop that has left", async () => {
    const shop = await addShop(services, { uninstalledAt: new Date() });
    connection = await addConnection(services, shop.id, { baseUrl: "http://127.0.0.1:9" });
    expect(await push("{}")).toBe(404);
  });

  it("takes only POST", async () => {
    const response = await fetch(`${handler.url}/hooks/tracking/${connection.hookToken}`);
    expect(response.status).toBe(405);
  });

  it("does not tell one account by another's address", async () => {
    const other = await addApiAccount(services);
    const others = await addConnection(services, other.id, {
      baseUrl: "http://127.0.0.1:9",
      kind: "carrier_feed",
      apiKey: "theirs",
    });
    const text = JSON.stringify({ numbers: [{ courier: "usps", number }] });
    const headers = { "x-feed-signature": signBody("theirs", text, services.systemClock.now()) };
    expect(await push(text, headers, others.hookToken)).toBe(200);
    expect(await dueAt()).toBeNull();
  });
});
