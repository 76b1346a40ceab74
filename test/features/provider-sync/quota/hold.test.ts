import { afterEach, describe, expect } from "vitest";
import { addConnection, addShop, type TestAccount } from "#test/factories/accounts";
import { addWaitingParcels, ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { MovableClock } from "#test/support/clock";
import { it } from "#test/support/it";
import { PROVIDER_ACCOUNT, startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { connectionsWithDueWork } from "~/features/provider-sync/connection/connections.queries.server";
import { parseSettings } from "~/domain/settings/settings";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { testConnection } from "~/features/provider-sync/setup/test.server";
import { saveCap } from "~/features/provider-sync/quota/cap.server";
import { quotaStatus } from "~/features/provider-sync/quota/quota-status.server";
import { findOrderForShopper } from "~/features/shopper/look-up/find.server";
import { sharedLookUpLimit } from "~/features/shopper/look-up/shared-limit.server";
import { createTurns } from "~/features/shopper/look-up/turns";

let services: TestServices;
let provider: ScriptedProvider;
let shop: TestAccount;
let connectionId: string;

it.beforeEach(async ({ database }) => {
  const clock = new MovableClock();

  services = await createTestServices(database.url, { clock, systemClock: clock });

  provider = await startScriptedProvider({ now: () => services.clock.now() });

  provider.chargeEveryCreate = true;

  shop = await addShop(services);

  connectionId = (await addConnection(services, shop.id, { baseUrl: provider.baseUrl })).id;
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const work = () => workConnection(services, connectionId);
const connection = () => services.db.prisma.connection.findUniqueOrThrow({ where: { id: connectionId } });
const isDue = async () => (await connectionsWithDueWork(services.db, services.clock.now())).includes(connectionId);
const countOf = async (state: string) =>
  (await ledgerOf(services, shop.id)).filter((row) => row.state === state).length;
/** Numbers in the order in which they were sent, each time they were. */
const sent = () =>
  provider.calls.flatMap((call) =>
    call.path.endsWith("/batch") ? call.items.map((item) => item.tracking_number) : [],
  );
const status = async () => {
  const { settings } = await services.db.prisma.account.findUniqueOrThrow({ where: { id: shop.id } });
  return quotaStatus(services, { id: shop.id, settings: parseSettings(settings) });
};
/** So many parcels, each a minute younger than the one before. */
async function addOneByOne(count: number): Promise<string[]> {
  const numbers = parcelNumbers(count);
  for (const number of numbers) {
    services.clock.advance({ minutes: 1 });
    await addWaitingParcels(services, shop.id, [number]);
  }
  return numbers;
}

describe("a quota that is used up", () => {
  it("lets nothing be lost: what waits goes when it is back, the oldest first, and each is charged once", async () => {
    provider.memory.quota = 3;
    const numbers = await addOneByOne(8);
    await work();
    expect([await countOf("registered"), await countOf("waiting")]).toEqual([3, 5]);
    const later = await addOneByOne(2);
    await work();
    expect([await countOf("registered"), await countOf("waiting")]).toEqual([3, 7]);
    expect(sent()).toEqual(numbers);

    provider.memory.quota = 4;
    services.clock.advance({ hours: 1 });
    expect(await isDue()).toBe(true);
    await work();
    expect([await countOf("registered"), await countOf("waiting")]).toEqual([7, 3]);
    expect([...provider.charges.keys()]).toEqual(numbers.slice(0, 7).map((number) => `${number}|usps`));

    provider.memory.quota = 100;
    services.clock.advance({ hours: 1 });
    await work();
    expect(await countOf("registered")).toBe(10);
    expect([...provider.charges.entries()]).toEqual([...numbers, ...later].map((number) => [`${number}|usps`, 1]));
    expect(await connection()).toMatchObject({ state: "ok", registerNotBefore: null, retryAt: null });
  });

  it.each(["items", "the whole call"])("goes on refreshing what is known when it refuses %s", async (what) => {
    const payload = fulfillmentSample({ tracking_numbers: parcelNumbers(1) });
    await receiveFulfillment(services, shop, payload);
    await work();
    const [known] = await ledgerOf(services, shop.id);
    await addOneByOne(1);
    if (what === "items") provider.memory.quota = 0;
    else provider.fail({ mode: "quota", when: "before", path: "/batch", calls: 99 });
    await work();
    expect(await connection()).toMatchObject({ state: "quota", retryAt: null });
    expect(await countOf("registered")).toBe(1);

    services.clock.advance({ minutes: 10 });
    provider.memory.change(PROVIDER_ACCOUNT, known?.number ?? "", {
      status: "delivered",
      updatedAt: services.clock.now(),
    });
    await services.db.query("UPDATE connection SET refresh_requested_at = $2 WHERE id = $1", [
      connectionId,
      services.clock.now(),
    ]);
    expect(await isDue()).toBe(true);
    await work();
    // The refreshing worked, which says nothing about the quota.
    expect(await connection()).toMatchObject({ state: "quota", refreshRequestedAt: null });
    expect(await countOf("registered")).toBe(1);
    const shopper = await findOrderForShopper(
      { ...services, limit: sharedLookUpLimit(services), turns: createTurns({ atOnce: 1, waiting: 0 }) },
      {
        shopDomain: shop.shop,
        pathPrefix: "/apps/track",
        asked: {
          by: "contact",
          orderName: String(payload.name).split(".")[0] ?? "",
          contact: String(payload.email),
        },
        visitor: null,
        language: "en",
      },
    );
    expect(shopper).toMatchObject({
      kind: "found",
      answer: { parcels: [{ number: known?.number, status: "delivered" }] },
    });
  });

  it("shows the shopper a parcel that waits for quota as shipped, and no error", async () => {
    provider.memory.quota = 0;
    const payload = fulfillmentSample({ tracking_numbers: parcelNumbers(1) });
    await receiveFulfillment(services, shop, payload);
    await work();
    expect(await ledgerOf(services, shop.id)).toMatchObject([{ state: "waiting", reason: "quota" }]);
    const shopper = await findOrderForShopper(
      { ...services, limit: sharedLookUpLimit(services), turns: createTurns({ atOnce: 1, waiting: 0 }) },
      {
        shopDomain: shop.shop,
        pathPrefix: "/apps/track",
        asked: {
          by: "contact",
          orderName: String(payload.name).split(".")[0] ?? "",
          contact: String(payload.email),
        },
        visitor: null,
        language: "en",
      },
    );
    expect(shopper).toMatchObject({ kind: "found", answer: { parcels: [{ status: "pending" }] } });
  });

  it("ends at once when the merchant tests the connection, or the provider tells of quota", async () => {
    provider.memory.quota = 0;
    await addOneByOne(2);
    await work();
    expect(await connection()).toMatchObject({ state: "quota", quotaRemaining: 0 });
    provider.memory.quota = 1;
    services.clock.advance({ minutes: 2 });
    expect(await testConnection(services, shop.id)).toEqual({ kind: "works" });
    await work();
    expect([await countOf("registered"), await countOf("waiting")]).toEqual([1, 1]);

    provider.memory.quota = 50;
    services.clock.advance({ minutes: 2 });
    await services.db.query(
      "UPDATE connection SET pace_interval_ms = 1, quota_checked_at = NULL, last_call_at = NULL, state_since = $2 WHERE id = $1",
      [connectionId, new Date(services.clock.now().getTime() - 60_000)],
    );
    const ticking = setInterval(() => services.clock.advance({ ms: 1 }), 1);
    // The first round reads what is due; the quota is asked for by a connection at rest.
    await work();
    services.clock.advance({ seconds: 11 });
    await work().finally(() => clearInterval(ticking));
    expect([await countOf("registered"), await countOf("waiting")]).toEqual([2, 0]);
    expect(await connection()).toMatchObject({ state: "ok", quotaFull: 50 });
  });
});

describe("a merchant's cap", () => {
  it("lets the oldest go up to it, keeps the others until the shop's next month, and then goes on", async () => {
    await services.db.query("UPDATE account SET time_zone = 'America/New_York' WHERE id = $1", [shop.id]);
    services.clock.moveTo("2026-11-29T12:00:00Z");
    expect(await saveCap(services, shop.id, "3")).toEqual({ kind: "saved" });
    const numbers = await addOneByOne(8);
    await work();
    await work();
    expect(sent()).toEqual(numbers.slice(0, 3));
    expect(await countOf("waiting")).toBe(5);
    expect(await isDue()).toBe(false);
    expect(await status()).toMatchObject({
      waiting: 5,
      spentThisMonth: 3,
      cap: { most: 3, alert: 100, renewsAt: new Date("2026-12-01T05:00:00Z") },
    });
    services.clock.moveTo("2026-12-01T04:59:59Z");
    await work();
    expect(await countOf("waiting")).toBe(5);
    services.clock.moveTo("2026-12-01T05:00:00Z");
    expect(await isDue()).toBe(true);
    await work();
    expect(sent()).toEqual(numbers.slice(0, 6));
    expect(await status()).toMatchObject({ waiting: 2, spentThisMonth: 3 });
  });

  it("counts what may still be charged, and goes on as soon as that is settled", async ({ database }) => {
    await saveCap(services, shop.id, "2");
    const numbers = await addOneByOne(4);
    provider.fail({ mode: "timeout", when: "after", path: "/batch" });
    const slow = await createTestServices(database.url, {
      vault: services.vault,
      clock: services.clock,
      providerTimeoutMs: 200,
    });
    await workConnection(slow, connectionId);
    await slow[Symbol.asyncDispose]();
    expect([await countOf("unknown"), await countOf("waiting")]).toEqual([2, 2]);
    services.clock.advance({ minutes: 1 });
    await work();
    expect([await countOf("registered"), await countOf("waiting")]).toEqual([2, 2]);
    expect([...provider.charges.keys()]).toEqual(numbers.slice(0, 2).map((number) => `${number}|usps`));
  });

  it("that is raised or taken away lets what waits go at once", async () => {
    await saveCap(services, shop.id, "0");
    await addOneByOne(3);
    await work();
    expect(sent()).toEqual([]);
    await saveCap(services, shop.id, "1");
    expect(services.recorded.sent.at(-1)).toEqual({ name: "work-connection", payload: { connectionId } });
    await work();
    expect(sent()).toHaveLength(1);
    expect(await saveCap(services, shop.id, " ")).toEqual({ kind: "saved" });
    await work();
    expect(await countOf("registered")).toBe(3);
    expect(await status()).toMatchObject({ cap: null, spentThisMonth: 3 });
  });

  it("is a whole number, however it is written", async () => {
    const cap = async () => {
      const { settings } = await services.db.prisma.account.findUniqueOrThrow({ where: { id: shop.id } });
      return parseSettings(settings).registrationCap;
    };
    for (const [typed, stored] of [
      ["1,500", 1_500],
      ["2 000", 2_000],
      ["1.000.000", 1_000_000],
      ["1’200", 1_200],
      ["0", 0],
      ["", null],
    ] as const) {
      expect(await saveCap(services, shop.id, typed)).toEqual({ kind: "saved" });
      expect(await cap()).toBe(stored);
    }
    for (const typed of ["-1", "many", "1e3", "9999999", "1.5", "10.50", "1,50", ".5", "5."])
      expect(await saveCap(services, shop.id, typed)).toEqual({ kind: "bad-cap" });
  });
});

it("tells how long the quota is enough, from what the shop itself spent, deleted parcels included", async () => {
  expect((await status()).quota).toBeNull();
  const numbers = await addOneByOne(6);
  await work();
  await services.db.query("DELETE FROM shipment WHERE account_id = $1 AND number_key = $2", [shop.id, numbers[0]]);
  services.clock.advance({ hours: 48 });
  await services.db.query("UPDATE connection SET quota_remaining = 20, quota_full = 120 WHERE id = $1", [connectionId]);
  // Six in three days are two a day.
  expect(await status()).toMatchObject({
    spentThisMonth: 6,
    quota: { remaining: 20, enoughForDays: 10, usedPercent: 83, alert: 80 },
  });
  services.clock.moveTo("2026-12-05T12:00:00Z");
  expect(await status()).toMatchObject({ spentThisMonth: 0, quota: { enoughForDays: 53 } });
});
