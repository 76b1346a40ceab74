import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addConnection } from "#test/factories/accounts";
import { parcelNumbers } from "#test/factories/parcels";
import { updateSample } from "#test/factories/updates";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { fulfillmentPayload } from "#test/sandbox/shop/fulfillment-payload";
import { startScriptedProvider } from "#test/support/scripted-provider";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startShopToRead, type ShopToRead } from "#test/support/shop-to-read";
import { accountsWithDueRuns, latestRun } from "~/features/intake/sync/sync-runs.queries.server";
import {
  backfillAfterAuth,
  backfillStatus,
  cancelBackfill,
  continueBackfill,
  startBackfill,
} from "~/features/intake/sync/backfill.server";
import { syncOrders } from "~/features/intake/sync/sync-orders.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import type { AdminAnswer, AdminClient } from "~/providers/shopify/admin-client.server";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PER_PAGE = 3;

let database: TestDatabase;
let shop: ShopToRead;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  shop = await startShopToRead(database.url);
});
afterEach(async () => {
  await shop.services.db.prisma.account.deleteMany();
  await shop[Symbol.asyncDispose]();
});

const daysAgo = (days: number) => new Date(shop.services.clock.now().getTime() - days * DAY).toISOString();
/** Orders of the past, one parcel each, evenly over the last so many days. */
const fulfilPast = (count: number, days = 20) =>
  parcelNumbers(count).map((number, index) => {
    const fulfilledAt = daysAgo(days - (index * days) / (count + 1));
    return shop.sandbox.store.fulfil({ trackingNumbers: [number], trackingCompany: "USPS", fulfilledAt });
  });
const work = (services = shop.services) => syncOrders(services, shop.account.id, PER_PAGE);
const run = async () => {
  const latest = await latestRun(shop.services.db, shop.account.id, "backfill");
  if (!latest) throw new Error("There was no backfill");
  return latest;
};
const numbers = async () =>
  (
    await shop.services.db.prisma.shipment.findMany({ where: { accountId: shop.account.id }, select: { number: true } })
  ).map((row) => row.number);
const sent = () => shop.sandbox.store.fulfillments().flatMap((fulfillment) => fulfillment.trackingNumbers);
const expectEverything = async () => expect((await numbers()).toSorted()).toEqual(sent().toSorted());
/** Works as the app does: whenever the run is due, until it is over. Fails when it does not end. */
async function untilOver(rounds = 40): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await work();
    const { nextAt } = await run();
    if (nextAt === null) return;
    await shop.pass(Math.max(0, nextAt.getTime() - shop.services.clock.now().getTime()) + 1);
  }
  throw new Error("The backfill did not end");
}

describe("a backfill", () => {
  it("brings the parcels of the past, page by page, with what the order says", async () => {
    const [first] = fulfilPast(10);
    await startBackfill(shop.services, shop.account.id, 30);
    expect(await backfillStatus(shop.services, shop.account.id)).toMatchObject({ state: "running", seen: 0 });
    await work();
    expect(await backfillStatus(shop.services, shop.account.id)).toMatchObject({
      state: "done",
      seen: 10,
      expected: 10,
      repaired: 10,
      skipped: 0,
    });
    await expectEverything();
    const order = await shop.services.db.prisma.order.findFirstOrThrow({
      where: { shopifyOrderId: first?.order.id ?? "" },
      include: { fulfillments: true },
    });
    expect(order).toMatchObject({ name: first?.order.name, locale: first?.order.locale, countryCode: "US" });
    expect(order.emailHash).not.toBeNull();
    expect(order.fulfillments[0]).toMatchObject({
      trackingCompany: "USPS",
      status: "success",
      contents: first?.order.lineItems.map(({ title, quantity }) => ({ title, quantity })),
    });
    expect((await shop.queries()).length).toBe(4);
  });

  it("goes as far back as the merchant chose", async () => {
    shop.sandbox.store.fulfil({ trackingNumbers: parcelNumbers(1), fulfilledAt: daysAgo(45) });
    await startBackfill(shop.services, shop.account.id, 30);
    await untilOver();
    expect(await numbers()).toEqual([]);
    await startBackfill(shop.services, shop.account.id, 60);
    await untilOver();
    await expectEverything();
  });

  it("puts its parcels behind the fresh ones, and changes nothing that a webhook has told", async () => {
    const [known] = fulfilPast(3);
    if (!known) throw new Error("There is no order");
    await receiveFulfillment(shop.services, shop.account, fulfillmentPayload(known.order, known.fulfillment));
    await startBackfill(shop.services, shop.account.id, 30);
    await untilOver();
    await receiveFulfillment(shop.services, shop.account, fulfillmentSample({ tracking_numbers: parcelNumbers(1) }));
    const ledger = await shop.services.db.prisma.registration.findMany({ orderBy: { intentAt: "asc" } });
    expect(ledger.map((row) => row.priority).toSorted()).toEqual([0, 0, 1, 1]);
    expect(await run()).toMatchObject({ seen: 3, repaired: 2 });
  });

  it("run again finds nothing new and charges nothing", async () => {
    fulfilPast(5);
    for (let times = 0; times < 2; times += 1) {
      await shop.pass(MINUTE);
      await startBackfill(shop.services, shop.account.id, 30);
      await untilOver();
    }
    expect(await run()).toMatchObject({ state: "done", seen: 5, repaired: 0 });
    expect(await shop.services.db.prisma.registration.count()).toBe(5);
  });

  it("asked for twice at once runs once", async () => {
    const asked = await Promise.all([1, 2, 3].map(() => startBackfill(shop.services, shop.account.id, 30)));
    expect(asked.toSorted()).toEqual(["already-running", "already-running", "started"]);
    expect(await shop.services.db.prisma.syncRun.count()).toBe(1);
  });

  it("worked on by two processes at once reads each page once", async () => {
    fulfilPast(9);
    await startBackfill(shop.services, shop.account.id, 30);
    const other = await shop.anotherProcess();
    await Promise.all([work(), work(other)]);
    await untilOver();
    expect(await run()).toMatchObject({ state: "done", seen: 9, repaired: 9 });
    expect((await shop.queries()).length).toBe(3);
  });

  it("goes on where its process died", async () => {
    fulfilPast(10);
    await startBackfill(shop.services, shop.account.id, 30);
    const doomed = await shop.anotherProcess();
    const real = doomed.adminFor(shop.account.shop);
    let pages = 0;
    const asking = Promise.withResolvers<undefined>();
    const buried = Promise.withResolvers<AdminAnswer>();
    const dying: AdminClient = {
      query: (document, variables, options) => {
        if (document.includes("OrderPage")) pages += 1;
        if (pages < 3) return real.query(document, variables, options);
        asking.resolve(undefined);
        return buried.promise;
      },
    };
    const death = syncOrders({ ...doomed, adminFor: () => dying }, shop.account.id, PER_PAGE);
    await asking.promise;
    // Its connections end with it, and with them its locks.
    await shop.services.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE locktype = 'advisory' AND datname = current_database()`,
    );
    expect(await run()).toMatchObject({ state: "running", seen: 6 });
    await shop.queries();

    await work();
    expect(await run()).toMatchObject({ state: "running", seen: 6 });
    await shop.pass(MINUTE);
    await untilOver();
    expect(await run()).toMatchObject({ state: "done", seen: 10, repaired: 10 });
    expect((await shop.queries())[0]?.after).not.toBeNull();
    await expectEverything();
    buried.resolve({ kind: "failed", reason: "unreachable", detail: "", partial: null });
    await death;
  });

  it("is handed back by a process that stops, and loses nothing", async () => {
    fulfilPast(10);
    await startBackfill(shop.services, shop.account.id, 30);
    const leaving = await shop.anotherProcess();
    const real = leaving.adminFor(shop.account.shop);
    const stopping: AdminClient = {
      query: async (document, variables, options) => {
        if (variables.after) leaving.beginStop();
        return real.query(document, variables, options);
      },
    };
    await syncOrders({ ...leaving, adminFor: () => stopping }, shop.account.id, PER_PAGE);
    expect(await run()).toMatchObject({ state: "running", seen: 6, nextAt: shop.services.clock.now() });
    await untilOver();
    expect(await run()).toMatchObject({ state: "done", seen: 10 });
    await expectEverything();
  });

  it("ends where the merchant cancels it, and keeps what it has brought", async () => {
    fulfilPast(10);
    await startBackfill(shop.services, shop.account.id, 30);
    const real = shop.services.adminFor(shop.account.shop);
    const cancelling: AdminClient = {
      query: async (document, variables, options) => {
        if (variables.after) await cancelBackfill(shop.services, shop.account.id);
        return real.query(document, variables, options);
      },
    };
    await syncOrders({ ...shop.services, adminFor: () => cancelling }, shop.account.id, PER_PAGE);
    expect(await run()).toMatchObject({ state: "cancelled", seen: 3, nextAt: null });
    expect((await numbers()).length).toBe(3);
    expect(await cancelBackfill(shop.services, shop.account.id)).toBe("not-running");
    expect(await startBackfill(shop.services, shop.account.id, 30)).toBe("started");
    await untilOver();
    await expectEverything();
  });

  it("finds an order that is edited while it runs", async () => {
    const past = fulfilPast(10);
    await startBackfill(shop.services, shop.account.id, 30);
    const real = shop.services.adminFor(shop.account.shop);
    const last = past.at(-1);
    const [added = ""] = parcelNumbers(1);
    let pages = 0;
    const editing: AdminClient = {
      query: async (document, variables, options) => {
        const answer = await real.query(document, variables, options);
        if (document.includes("OrderPage")) pages += 1;
        if (pages === 2 && last) {
          const { id } = last.fulfillment;
          shop.sandbox.store.changeFulfillment(id, { trackingNumbers: [...last.fulfillment.trackingNumbers, added] });
        }
        return answer;
      },
    };
    await syncOrders({ ...shop.services, adminFor: () => editing }, shop.account.id, PER_PAGE);
    expect(await run()).toMatchObject({ state: "done" });
    expect(await numbers()).toContain(added);
    await expectEverything();
  });

  it("sends no push about the past of what it brings, and one about what happens then", async () => {
    await shop.services.db.prisma.pushAddress.create({
      data: { accountId: shop.account.id, url: "https://software.example/hook", createdAt: shop.services.clock.now() },
    });
    fulfilPast(2);
    await startBackfill(shop.services, shop.account.id, 30);
    await untilOver();
    const fresh = { tracking_company: "USPS", tracking_numbers: parcelNumbers(1) };
    await receiveFulfillment(shop.services, shop.account, fulfillmentSample(fresh));
    const report = async (status: "transit" | "delivered") => {
      const reported = (await numbers()).map((number) =>
        updateSample(number, { status, updatedAt: shop.services.clock.now() }),
      );
      await shop.pass(MINUTE);
      await applyUpdates(shop.services, shop.account.id, reported, shop.services.clock.now());
    };
    await report("transit");
    expect(await shop.services.db.prisma.outboxMessage.count()).toBe(1);
    await report("delivered");
    expect(await shop.services.db.prisma.outboxMessage.count()).toBe(1 + 3);
  });

  it("lets a fresh parcel go to the provider before those it brought earlier", async () => {
    await using provider = await startScriptedProvider({ now: () => shop.services.clock.now() });
    fulfilPast(45);
    await startBackfill(shop.services, shop.account.id, 30);
    await untilOver();
    const { id } = await addConnection(shop.services, shop.account.id, { baseUrl: provider.baseUrl });
    const [fresh = ""] = parcelNumbers(1);
    const payload = fulfillmentSample({ tracking_company: "USPS", tracking_numbers: [fresh] });
    await receiveFulfillment(shop.services, shop.account, payload);
    expect(shop.services.recorded.sent).toContainEqual({ name: "work-connection", payload: { connectionId: id } });
    await workConnection(shop.services, id);
    const [first, second] = provider.calls.filter((call) => call.items.length > 0);
    expect(first?.items).toHaveLength(40);
    expect(first?.items[0]).toMatchObject({ tracking_number: fresh });
    expect(second?.items).toHaveLength(6);
  });
});

describe("what Shopify may answer", () => {
  it.each([
    ["throttled", 3],
    ["too-many-requests", 3],
    ["http500", 3],
    ["half-json", 3],
    ["html", 3],
    ["refused", 3],
    ["lost-nodes", 2],
    ["no-allowance", 3],
    ["frozen", 2],
  ])("%s: the backfill waits and then brings everything", async (mode, calls) => {
    fulfilPast(8);
    await startBackfill(shop.services, shop.account.id, 30);
    await shop.fault({ mode, after: 2, calls });
    await work();
    const waiting = await run();
    expect(waiting).toMatchObject({ state: "running", failures: 1 });
    expect(waiting.detail).not.toBe("");
    expect(waiting.nextAt?.getTime()).toBeGreaterThan(shop.services.clock.now().getTime());
    await untilOver();
    expect(await run()).toMatchObject({ state: "done", repaired: 8, skipped: 0, detail: "" });
    await expectEverything();
  });

  it.each([
    ["http500", "unreachable"],
    ["half-json", "unreadable"],
    ["html", "unreadable"],
    ["refused", "refused"],
    ["no-allowance", "refused"],
    ["frozen", "shop-frozen"],
    ["unauthorized", "unauthorized"],
    ["not-found", "not-found"],
  ])("%s for good: the backfill stops and says so; it goes on when asked to", async (mode, detail) => {
    fulfilPast(8);
    await startBackfill(shop.services, shop.account.id, 30);
    await shop.fault({ mode, after: 2, calls: 10_000 });
    await untilOver();
    expect(await run()).toMatchObject({ state: "stopped", detail, nextAt: null });
    // Where nothing fits, each try asks for ever fewer orders.
    expect((await shop.queries()).length).toBeLessThanOrEqual(mode === "no-allowance" ? 20 : 10);
    await shop.fault({ mode: "none" });
    expect(await continueBackfill(shop.services, shop.account.id)).toBe("started");
    await untilOver();
    expect(await run()).toMatchObject({ state: "done", repaired: 8 });
    await expectEverything();
  });

  it("customers' data withheld: the parcels come without it", async () => {
    fulfilPast(4);
    await startBackfill(shop.services, shop.account.id, 30);
    await shop.fault({ mode: "no-customer-data", calls: 10_000 });
    await untilOver();
    expect(await run()).toMatchObject({ state: "done", repaired: 4, skipped: 0 });
    await expectEverything();
    const order = await shop.services.db.prisma.order.findFirstOrThrow();
    expect(order).toMatchObject({ emailHash: null, customerGid: null });
  });

  it("asks for fewer orders where a page would cost more than Shopify allows", async () => {
    fulfilPast(12);
    await startBackfill(shop.services, shop.account.id, 30);
    await syncOrders(shop.services, shop.account.id, 200);
    expect(await run()).toMatchObject({ state: "done", seen: 12, repaired: 12, failures: 0 });
  });

  it("throttled for good: it is asked once a minute at most, and nothing is lost", async () => {
    fulfilPast(4);
    await startBackfill(shop.services, shop.account.id, 30);
    await shop.fault({ mode: "throttled", after: 1, calls: 10_000 });
    const until = shop.services.clock.now().getTime() + 60 * MINUTE;
    while (shop.services.clock.now().getTime() < until) {
      await work();
      const { nextAt } = await run();
      await shop.pass(Math.max(0, (nextAt?.getTime() ?? until) - shop.services.clock.now().getTime()) + 1);
    }
    expect(await run()).toMatchObject({ state: "running", detail: "throttled" });
    expect((await shop.queries()).length).toBeLessThanOrEqual(60 + 10);
    await shop.fault({ mode: "none" });
    await untilOver();
    await expectEverything();
  });

  it("an allowance that no full page fits into: it is read in smaller ones", async () => {
    fulfilPast(12);
    await shop.fault({ mode: "small-allowance", calls: 10_000 });
    await startBackfill(shop.services, shop.account.id, 30);
    for (let round = 0; round < 40 && (await run()).nextAt !== null; round += 1) {
      await syncOrders(shop.services, shop.account.id, 25);
      await shop.pass(MINUTE);
    }
    expect(await run()).toMatchObject({ state: "done", repaired: 12, failures: 0 });
    await expectEverything();
  });

  it("nulls with errors for good: the others come, those are counted, and the hourly check says so too", async () => {
    fulfilPast(6);
    await startBackfill(shop.services, shop.account.id, 30);
    await shop.fault({ mode: "lost-nodes", calls: 10_000 });
    await untilOver();
    const { seen, repaired, skipped } = await run();
    expect({ seen, lost: seen - repaired }).toEqual({ seen: 6, lost: skipped });
    expect(skipped).toBe(4);
  });

  const spoil = (times: number): AdminClient => {
    const real = shop.services.adminFor(shop.account.shop);
    let spoiled = 0;
    return {
      query: async (document, variables, options) => {
        const answer = await real.query(document, variables, options);
        if (answer.kind !== "ok" || !document.includes("OrderPage") || spoiled >= times) return answer;
        spoiled += 1;
        const data = answer.data as { orders: { nodes: unknown[] } };
        const nodes = data.orders.nodes.map((node, index) => (index === 1 ? null : node));
        return { ...answer, data: { orders: { ...data.orders, nodes } } };
      },
    };
  };

  it("nulls among orders that are there the next time: nothing is lost", async () => {
    fulfilPast(4);
    await startBackfill(shop.services, shop.account.id, 30);
    await syncOrders({ ...shop.services, adminFor: () => spoil(1) }, shop.account.id, PER_PAGE);
    expect(await run()).toMatchObject({ state: "running", detail: "unreadable", seen: 0 });
    await untilOver();
    expect(await run()).toMatchObject({ state: "done", repaired: 4, skipped: 0 });
    await expectEverything();
  });

  it("nulls that stay: the others come, and they are counted", async () => {
    fulfilPast(4);
    await startBackfill(shop.services, shop.account.id, 30);
    const admin = spoil(3);
    for (let round = 0; round < 4; round += 1) {
      await syncOrders({ ...shop.services, adminFor: () => admin }, shop.account.id, PER_PAGE);
      await shop.pass(MINUTE);
    }
    expect(await run()).toMatchObject({ state: "done", seen: 4, repaired: 3, skipped: 1 });
  });

  it("an order that cannot be stored does not hold back the others", async () => {
    fulfilPast(4);
    const real = shop.services.adminFor(shop.account.shop);
    const poisoning: AdminClient = {
      query: async (document, variables, options) => {
        const answer = await real.query(document, variables, options);
        if (answer.kind !== "ok" || !document.includes("OrderPage")) return answer;
        const data = answer.data as { orders: { nodes: object[] } };
        const nodes = data.orders.nodes.map((node, index) => (index === 1 ? { ...node, name: "#refused" } : node));
        return { ...answer, data: { orders: { ...data.orders, nodes } } };
      },
    };
    await shop.services.db.prisma.$executeRaw`ALTER TABLE "order" ADD CHECK (name <> '#refused')`;
    await startBackfill(shop.services, shop.account.id, 30);
    await syncOrders({ ...shop.services, adminFor: () => poisoning }, shop.account.id, 50);
    expect(await run()).toMatchObject({ state: "done", seen: 4, repaired: 3, skipped: 1 });
    expect((await numbers()).length).toBe(3);
  });

  it("waits for Shopify's points instead of running into its limit", async () => {
    fulfilPast(300, 25);
    await startBackfill(shop.services, shop.account.id, 30);
    let waits = 0;
    for (; (await run()).nextAt !== null && waits < 100; waits += 1) {
      await syncOrders(shop.services, shop.account.id);
      const { nextAt, detail } = await run();
      expect(detail).toBe("");
      if (nextAt) await shop.pass(nextAt.getTime() - shop.services.clock.now().getTime() + 1);
    }
    expect(await run()).toMatchObject({ state: "done", seen: 300, repaired: 300, failures: 0 });
    expect(waits).toBeGreaterThan(1);
  });
});

describe("a shop that leaves", () => {
  it("is not read any more; its sync goes on when it is back", async () => {
    fulfilPast(4);
    await startBackfill(shop.services, shop.account.id, 30);
    const account = { where: { id: shop.account.id } };
    await shop.services.db.prisma.account.update({ ...account, data: { uninstalledAt: shop.services.clock.now() } });
    await work();
    expect(await shop.queries()).toEqual([]);
    expect(await accountsWithDueRuns(shop.services.db, shop.services.clock.now())).toEqual([]);
    await shop.services.db.prisma.account.update({ ...account, data: { uninstalledAt: null } });
    expect(await accountsWithDueRuns(shop.services.db, shop.services.clock.now())).toEqual([shop.account.id]);
    await untilOver();
    await expectEverything();
  });
});

describe("after the merchant has signed in", () => {
  it("the first backfill begins, once, over 30 days", async () => {
    await backfillAfterAuth(shop.services, shop.account.id);
    await backfillAfterAuth(shop.services, shop.account.id);
    await untilOver();
    await backfillAfterAuth(shop.services, shop.account.id);
    expect(await shop.services.db.prisma.syncRun.findMany()).toMatchObject([{ days: 30, state: "done" }]);
  });

  it("one that stopped for want of access goes on; one that was cancelled does not", async () => {
    fulfilPast(4);
    await startBackfill(shop.services, shop.account.id, 60);
    await shop.fault({ mode: "unauthorized", after: 2, calls: 1 });
    await untilOver();
    expect(await run()).toMatchObject({ state: "stopped", detail: "unauthorized" });
    await backfillAfterAuth(shop.services, shop.account.id);
    await untilOver();
    expect(await run()).toMatchObject({ state: "done", days: 60 });
    await shop.pass(MINUTE);
    await startBackfill(shop.services, shop.account.id, 30);
    await cancelBackfill(shop.services, shop.account.id);
    await backfillAfterAuth(shop.services, shop.account.id);
    expect(await run()).toMatchObject({ state: "cancelled" });
  });
});
