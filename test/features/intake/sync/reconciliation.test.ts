import { describe, expect } from "vitest";
import { parcelNumbers } from "#test/factories/parcels";
import { receiveFulfillment } from "#test/factories/webhooks";
import { fulfillmentPayload } from "#test/sandbox/shop/fulfillment-payload";
import { it as base, kept } from "#test/support/it";
import { startShopToRead } from "#test/support/shop-to-read";
import { accountsWithDueChecks } from "~/features/intake/sync/sync-runs.queries.server";
import { syncOrders } from "~/features/intake/sync/sync-orders.server";
import { beginDueCheck, checkStatus } from "~/features/intake/sync/reconciliation.server";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const it = base
  .extend("shop", async ({ database }, { onCleanup }) => kept(await startShopToRead(database.url), onCleanup))
  .extend(
    "dueAccounts",
    ({ shop }) =>
      () =>
        accountsWithDueChecks(shop.services.db, new Date(shop.services.clock.now().getTime() - HOUR)),
  )
  .extend("work", ({ shop }) => async (): Promise<void> => {
    await beginDueCheck(shop.services, shop.account.id);
    await syncOrders(shop.services, shop.account.id);
  })

  /** An hour passes, and the job does what it does when it is due. */
  .extend("checkAnHourLater", ({ shop, dueAccounts, work }) => async (): Promise<void> => {
    await shop.pass(HOUR + 1_000);
    expect(await dueAccounts()).toContain(shop.account.id);
    await work();
  })
  .extend(
    "status",
    ({ shop }) =>
      () =>
        checkStatus(shop.services, shop.account.id),
  )
  .extend("fulfil", ({ shop }) => () => {
    const [number = ""] = parcelNumbers(1);
    return { number, ...shop.sandbox.store.fulfil({ trackingNumbers: [number], trackingCompany: "USPS" }) };
  })
  .extend(
    "webhook",
    ({ shop }) =>
      (
        sent: Pick<ReturnType<typeof shop.sandbox.store.fulfil>, "order" | "fulfillment">,
        topic = "fulfillments/create",
      ) =>
        receiveFulfillment(shop.services, shop.account, fulfillmentPayload(sent.order, sent.fulfillment), topic),
  )
  .extend(
    "shipments",
    ({ shop }) =>
      () =>
        shop.services.db.prisma.shipment.findMany({
          where: { accountId: shop.account.id },
          include: { registration: true },
          orderBy: { createdAt: "asc" },
        }),
  );

it.afterEach(async ({ shop }) => {
  await shop.services.db.prisma.account.deleteMany();
});

describe("the hourly check", () => {
  it("finds what no webhook told, registers it as fresh, and says how many", async ({
    shop,
    checkAnHourLater,
    status,
    fulfil,
    webhook,
    shipments,
  }) => {
    const reported = fulfil();
    const unreported = fulfil();
    await webhook(reported);
    expect(await status()).toEqual({ checkedAt: null, missing: 0, isTroubled: false });
    await checkAnHourLater();
    expect(await status()).toEqual({ checkedAt: shop.services.clock.now(), missing: 1, isTroubled: false });
    expect((await shipments()).map((row) => [row.number, row.registration?.priority])).toEqual([
      [reported.number, 0],
      [unreported.number, 0],
    ]);
    await webhook(unreported);
    expect(await shipments()).toHaveLength(2);
  });

  it("brings Shopify's estimate, which no webhook tells, and takes it back with it", async ({
    shop,
    checkAnHourLater,
    status,
    fulfil,
    webhook,
  }) => {
    const sent = fulfil();
    await webhook(sent);
    const estimate = async () =>
      (await shop.services.db.prisma.fulfillment.findFirstOrThrow({ where: { accountId: shop.account.id } }))
        .estimatedDeliveryAt;
    const change = async (estimatedDeliveryAt: string | null) => {
      const changed = shop.sandbox.store.changeFulfillment(sent.fulfillment.id, { estimatedDeliveryAt });
      if (changed) await webhook(changed, "fulfillments/update");
    };
    await change("2026-11-27T17:00:00.000Z");
    expect(await estimate()).toBeNull();
    await checkAnHourLater();
    expect(await estimate()).toEqual(new Date("2026-11-27T17:00:00Z"));
    expect(await status()).toMatchObject({ missing: 0 });
    await change(null);
    await checkAnHourLater();
    expect(await estimate()).toBeNull();
  });

  it("is due once an hour, and finds nothing where nothing is missing", async ({
    shop,
    dueAccounts,
    work,
    checkAnHourLater,
    status,
    fulfil,
    webhook,
  }) => {
    await webhook(fulfil());
    expect(await dueAccounts()).toEqual([]);
    await checkAnHourLater();
    expect(await dueAccounts()).toEqual([]);
    await work();
    expect(await shop.services.db.prisma.syncRun.count()).toBe(1);
    for (let hours = 0; hours < 5; hours += 1) await checkAnHourLater();
    expect(await status()).toMatchObject({ missing: 0 });
    expect(await shop.services.db.prisma.syncRun.count()).toBeLessThanOrEqual(2);
  });

  it("begun by two processes at once is one", async ({ shop }) => {
    const other = await shop.anotherProcess();
    await shop.pass(HOUR + 1_000);
    await Promise.all([beginDueCheck(shop.services, shop.account.id), beginDueCheck(other, shop.account.id)]);
    expect(await shop.services.db.prisma.syncRun.count()).toBe(1);
  });

  it("repairs a number that was changed, and a fulfillment that was cancelled, unheard", async ({
    shop,
    checkAnHourLater,
    status,
    fulfil,
    webhook,
    shipments,
  }) => {
    const [changed, cancelled] = [fulfil(), fulfil()];
    await webhook(changed);
    await webhook(cancelled);
    await checkAnHourLater();
    const [number = ""] = parcelNumbers(1);
    shop.sandbox.store.changeFulfillment(changed.fulfillment.id, { trackingNumbers: [number] });
    shop.sandbox.store.changeFulfillment(cancelled.fulfillment.id, { status: "cancelled" });
    await checkAnHourLater();
    expect(await status()).toMatchObject({ missing: 2 });
    const state = Object.fromEntries((await shipments()).map((row) => [row.number, row.following]));
    expect(state).toEqual({ [changed.number]: false, [cancelled.number]: false, [number]: true });
  });

  it("leaves what has just changed to its webhook", async ({
    shop,
    work,
    checkAnHourLater,
    status,
    fulfil,
    webhook,
  }) => {
    await shop.pass(HOUR - MINUTE);
    const late = fulfil();
    await shop.pass(MINUTE + 1_000);
    await work();
    expect(await status()).toMatchObject({ checkedAt: shop.services.clock.now(), missing: 0 });
    await webhook(late);
    await checkAnHourLater();
    expect(await status()).toMatchObject({ missing: 0 });
  });

  it("does not bring back a tracking that an API client deleted", async ({
    shop,
    checkAnHourLater,
    status,
    fulfil,
    webhook,
    shipments,
  }) => {
    const sent = fulfil();
    await webhook(sent);
    const [shipment] = await shipments();
    if (!shipment) throw new Error("There is no shipment");
    const { accountId, courierCode, numberKey } = shipment;
    const removedAt = shop.services.clock.now();
    await shop.services.db.prisma.removedTracking.create({ data: { accountId, courierCode, numberKey, removedAt } });
    await shop.services.db.prisma.shipment.delete({ where: { id: shipment.id } });
    await checkAnHourLater();
    expect(await status()).toMatchObject({ missing: 0 });
    expect(await shipments()).toEqual([]);
  });

  it("that could not be made is made up for by the next", async ({
    shop,
    work,
    checkAnHourLater,
    status,
    fulfil,
    shipments,
  }) => {
    await checkAnHourLater();
    const sent = fulfil();
    await shop.pass(HOUR);
    await shop.fault({ mode: "unauthorized", calls: 1 });
    await work();
    expect(await status()).toMatchObject({ missing: 0, isTroubled: true });
    await shop.pass(30 * HOUR);
    await work();
    expect(await status()).toEqual({ checkedAt: shop.services.clock.now(), missing: 1, isTroubled: false });
    expect((await shipments()).map((row) => row.number)).toEqual([sent.number]);
  });

  it.for([
    "throttled",
    "no-allowance",
    "http500",
    "html",
    "half-json",
    "refused",
    "lost-nodes",
    "frozen",
    "unauthorized",
    "not-found",
  ])(
    "that meets %s for hours says so, asks rarely, and makes up for it when that is over",
    async (mode, { shop, work, status, fulfil, shipments }) => {
      const sent = [fulfil(), fulfil()];
      await shop.pass(HOUR);
      await shop.queries();
      await shop.fault({ mode, calls: 1_000_000 });
      for (let minutes = 0; minutes < 150; minutes += 10) {
        await work();
        await shop.pass(10 * MINUTE);
      }
      // Where nothing fits, each try asks for ever fewer orders.
      expect((await shop.queries()).length).toBeLessThanOrEqual(15 * (mode === "no-allowance" ? 5 : 1));
      // Every second order could be read among the nulls.
      expect(await status()).toMatchObject({ missing: mode === "lost-nodes" ? 1 : 0, isTroubled: true });
      await shop.fault({ mode: "none" });
      for (let hours = 0; hours < 8; hours += 1) {
        await shop.pass(HOUR + 1_000);
        await work();
      }
      expect(await status()).toMatchObject({ isTroubled: false });
      expect(new Set((await shipments()).map((row) => row.number))).toEqual(new Set(sent.map(({ number }) => number)));
    },
  );

  it("with an order that can never be read gives it up after a day, and goes on", async ({
    shop,
    work,
    status,
    fulfil,
  }) => {
    fulfil();
    fulfil();
    await shop.fault({ mode: "lost-nodes", calls: 1_000_000 });
    for (let hours = 0; hours < 36; hours += 6) {
      await shop.pass(6 * HOUR);
      for (let times = 0; times < 3; times += 1) {
        await work();
        await shop.pass(11_000);
      }
    }
    expect(await status()).toMatchObject({ missing: 1, isTroubled: false });
  });

  it.for([
    "throttled",
    "no-allowance",
    "http500",
    "html",
    "half-json",
    "refused",
    "unauthorized",
    "frozen",
    "not-found",
  ])(
    "brings what an order itself says when Shopify answered its webhook with %s: the parcel did not wait for it",
    async (mode, { shop, checkAnHourLater, status, fulfil, webhook, shipments }) => {
      const sent = fulfil();
      await shop.fault({ mode, calls: 1 });
      await webhook(sent);
      const where = { accountId: shop.account.id };
      expect(await shipments()).toMatchObject([{ number: sent.number, registrationState: "waiting" }]);
      expect(await shop.services.db.prisma.order.findFirst({ where })).toMatchObject({
        detailsAt: null,
        placedAt: null,
      });
      await checkAnHourLater();
      expect(await status()).toMatchObject({ missing: 0 });
      const order = await shop.services.db.prisma.order.findFirstOrThrow({ where });
      expect(order.detailsAt).toEqual(shop.services.clock.now());
      expect(order).toMatchObject({ name: sent.order.name, locale: sent.order.locale });
      expect(order.placedAt).not.toBeNull();
    },
  );

  it("tells of the last 30 days", async ({ shop, work, checkAnHourLater, status, fulfil }) => {
    fulfil();
    await checkAnHourLater();
    await shop.pass(20 * DAY);
    await work();
    expect(await status()).toMatchObject({ missing: 1 });
    await shop.pass(11 * DAY);
    await work();
    expect(await status()).toMatchObject({ missing: 0 });
  });

  it("is not made for a shop that has left", async ({ shop, dueAccounts, work }) => {
    await shop.services.db.prisma.account.update({
      where: { id: shop.account.id },
      data: { uninstalledAt: shop.services.clock.now() },
    });
    await shop.pass(2 * HOUR);
    expect(await dueAccounts()).toEqual([]);
    await work();
    expect(await shop.services.db.prisma.syncRun.count()).toBe(0);
  });
});
