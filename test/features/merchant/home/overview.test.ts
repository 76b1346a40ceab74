import { expect } from "vitest";
import { addConnection, addShop } from "#test/factories/accounts";
import { addShipment, daysAgo } from "#test/features/merchant/shipments/add-shipments";
import { it as base } from "#test/support/it";
import { defaultSettings, parseSettings } from "~/domain/settings/settings";
import { homeOverview } from "~/features/merchant/home/overview.server";
import { dismissSetup, markTrackingBlockAdded } from "~/features/merchant/home/setup.server";
import { fulfillmentsWithoutNumber } from "~/features/merchant/home/without-number.server";
import { saveCustomerFields } from "~/features/account/customer-fields.server";

const it = base
  .extend("accountId", async ({ services }) => (await addShop(services)).id)
  .extend(
    "overview",
    ({ services, accountId }) =>
      (timeZone = "UTC") =>
        homeOverview(services, { id: accountId, timeZone, settings: { ...defaultSettings } }),
  )
  .extend(
    "add",
    ({ services, accountId }) =>
      (columns: NonNullable<Parameters<typeof addShipment>[2]>["columns"]) =>
        addShipment(services, accountId, { columns }),
  )
  .extend(
    "addFulfillment",
    ({ services, accountId }) =>
      async (fulfilledAt: Date, changes: { status?: string; contents?: object[] } = {}) => {
        const id = crypto.randomUUID();
        const { status = "success", contents = [{ title: "Mug", quantity: 1 }] } = changes;
        const order = await services.db.prisma.order.create({
          data: { accountId, shopifyOrderId: id, name: "#1001", nameKey: "1001" },
        });
        await services.db.prisma.fulfillment.create({
          data: {
            accountId,
            orderId: order.id,
            shopifyFulfillmentId: id,
            name: "#1001.1",
            status,
            contents,
            fulfilledAt,
            shopifyUpdatedAt: fulfilledAt,
            lacksNumber: true,
          },
        });
      },
  );

it("puts what is most urgent first, each with its count and its oldest", async ({
  services,
  overview,
  add,
  addFulfillment,
}) => {
  const oldest = daysAgo(services, 20);
  await add({ status: "transit", lastEventAt: oldest });
  await add({ status: "undelivered", lastEventAt: daysAgo(services, 1) });
  await add({ status: "exception", substatus: "exception011", lastEventAt: daysAgo(services, 2) });
  await add({ status: "transit", lastEventAt: daysAgo(services, 10) });
  await add({ status: "pending", courierCode: "", registrationState: "none", shippedAt: oldest });
  await addFulfillment(daysAgo(services, 4));
  const { attention } = await overview();
  expect(attention.map(({ kind, count }) => [kind, count])).toEqual([
    ["returned", 1],
    ["failed-attempt", 1],
    ["needs-carrier", 1],
    ["no-number", 1],
    ["silent", 2],
  ]);
  expect(attention.at(-1)?.oldest).toEqual(oldest);
});

it("counts every status, without what is archived and without other shops", async ({ services, overview, add }) => {
  await add({ status: "delivered" });
  await add({ status: "delivered", archivedAt: services.clock.now() });
  const other = await addShop(services);
  await addShipment(services, other.id, { columns: { status: "exception" } });
  const { statuses, attention } = await overview();
  expect(statuses).toHaveLength(8);
  expect(statuses.filter(({ count }) => count > 0)).toEqual([{ status: "delivered", count: 1 }]);
  expect(attention).toEqual([]);
});

it("misses a number only where one is due: sent, three days ago, something to ship, nothing attached", async ({
  services,
  accountId,
  overview,
  addFulfillment,
}) => {
  await addFulfillment(daysAgo(services, 2));
  await addFulfillment(daysAgo(services, 5), { status: "cancelled" });
  await addFulfillment(daysAgo(services, 5), { contents: [] });
  await addFulfillment(daysAgo(services, 90));
  expect((await overview()).attention).toEqual([]);
  await addFulfillment(daysAgo(services, 5));
  const { fulfillments } = await fulfillmentsWithoutNumber(services, accountId);
  expect(fulfillments.map(({ orderName, fulfilledAt }) => [orderName, fulfilledAt])).toEqual([
    ["#1001", daysAgo(services, 5)],
  ]);
});

it("counts deliveries on the days of the shop's own zone and measures the last 30 against the 30 before", async ({
  services,
  overview,
  add,
}) => {
  // The clock stands at noon UTC of November 20; this delivery was still on the 18th in Los
  // Angeles.
  const delivered = (deliveredAt: Date, daysUnderWay: number, late: boolean) =>
    add({
      status: "delivered",
      deliveredAt,
      lastEventAt: deliveredAt,
      shippedAt: new Date(deliveredAt.getTime() - daysUnderWay * 24 * 3_600_000),
      expectedTo: late ? daysAgo(services, 100) : services.clock.now(),
    });
  await delivered(new Date("2026-11-19T05:00:00Z"), 2, false);
  await delivered(daysAgo(services, 10), 4, true);
  await delivered(daysAgo(services, 40), 8, false);
  const { days, measures } = await overview("America/Los_Angeles");
  expect(days).toHaveLength(30);
  expect(days.filter((day) => day.delivered > 0)).toEqual([
    { day: "2026-11-10", delivered: 1 },
    { day: "2026-11-18", delivered: 1 },
  ]);
  expect(measures).toEqual({
    delivered: 2,
    medianDays: 3,
    medianDaysBefore: 8,
    onTimeShare: 0.5,
    onTimeShareBefore: 1,
  });
});

it("ticks the set-up steps as they are done and keeps what was said", async ({ services, accountId }) => {
  const steps = async () => {
    const { settings } = await services.db.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    const { setup } = await homeOverview(services, {
      id: accountId,
      timeZone: "UTC",
      settings: parseSettings(settings),
    });
    return { isDismissed: setup.isDismissed, done: setup.steps.filter((step) => step.isDone).map((step) => step.name) };
  };
  expect(await steps()).toEqual({ isDismissed: false, done: [] });
  await addConnection(services, accountId, { baseUrl: "http://provider.example/v2" });
  await saveCustomerFields(services, accountId, { name: false, email: false, phone: false });
  await markTrackingBlockAdded(services, accountId);
  await addShipment(services, accountId);
  await dismissSetup(services, accountId);
  expect(await steps()).toEqual({
    isDismissed: true,
    done: ["provider", "customer-fields", "tracking-block", "first-order"],
  });
});
