import fc from "fast-check";
import { describe, expect } from "vitest";
import { addApiAccount, addShop, type TestAccount } from "#test/factories/accounts";
import { addShipment, daysAgo } from "#test/features/merchant/shipments/add-shipments";
import { it as base } from "#test/support/it";
import { accountsWithLanesToCount } from "~/features/shopper/arrival/lane-transit.queries.server";
import type { Prisma } from "~/platform/database/generated/client";
import { dayIn, daysBetweenDays, setOutAt } from "~/domain/arrival/arrival";
import { countedDays, lanesCountedEveryMs, transitHistogram } from "~/domain/arrival/transit-days";
import { countDueLanes } from "~/features/shopper/arrival/count-lanes.server";

const it = base
  /** Delivered `daysBack` days ago after `took` days, by USPS from China to the United States. */
  .extend("delivered", ({ services }) => (took: number, daysBack = 3, changes: Columns = {}): Columns => {
    const deliveredAt = daysAgo(services, daysBack);
    return {
      status: "delivered",
      originCountry: "CN",
      destinationCode: "US",
      firstEventAt: daysAgo(services, daysBack + took),
      lastEventAt: deliveredAt,
      deliveredAt,
      shippedAt: daysAgo(services, daysBack + took + 1),
      ...changes,
    };
  })
  .extend("addAll", ({ services }) => async (account: TestAccount, columns: readonly Columns[]): Promise<void> => {
    for (const parcel of columns) await addShipment(services, account.id, { columns: parcel });
  })
  .extend(
    "lanesOf",
    ({ services }) =>
      (account: TestAccount) =>
        services.db.prisma.laneTransit.findMany({
          where: { accountId: account.id },
          orderBy: [{ courierCode: "asc" }, { originCountry: "asc" }],
          select: { courierCode: true, originCountry: true, destinationCountry: true, transitDays: true },
        }),
  );

type Columns = Partial<Prisma.ShipmentUncheckedCreateInput>;

const many = (count: number, columns: Columns): Columns[] => Array.from({ length: count }, () => columns);

const times = (count: number, days: number) => Array.from({ length: count }, () => days);

describe("counting a shop's lanes", () => {
  it("keeps for each carrier and pair of countries how many took how long", async ({
    services,
    delivered,
    addAll,
    lanesOf,
  }) => {
    const account = await addShop(services);
    await addAll(account, [
      ...many(15, delivered(9)),
      ...many(5, delivered(80)),
      ...many(20, delivered(2, 3, { originCountry: null, destinationCode: null, destinationCountry: "US" })),
      ...many(20, delivered(4, 3, { courierCode: "fedex" })),
      ...many(19, delivered(5, 3, { courierCode: "ups" })),
    ]);
    await countDueLanes(services, account.id);
    const lane = { courierCode: "usps", destinationCountry: "US" };
    expect(await lanesOf(account)).toEqual([
      { ...lane, courierCode: "fedex", originCountry: "CN", transitDays: transitHistogram(times(20, 4)) },
      { ...lane, originCountry: "", transitDays: transitHistogram(times(20, 2)) },
      { ...lane, originCountry: "CN", transitDays: transitHistogram([...times(15, 9), ...times(5, 80)]) },
    ]);
  });

  it("leaves out what says nothing of the way", async ({ services, delivered, addAll, lanesOf }) => {
    const account = await addShop(services);
    const forced = delivered(1, 3, { statusForced: "delivered" });
    const unreported = delivered(1, 3, { firstEventAt: null, lastEventAt: null });
    const backwards = delivered(-2);
    const tooLong = delivered(countedDays + 1, 3);
    const tooOld = delivered(1, countedDays + 1);
    const noDestination = delivered(1, 3, { destinationCode: null });
    const noCarrier = delivered(1, 3, { courierCode: "" });
    const open = delivered(1, 3, { status: "transit" });
    await addAll(account, [
      ...many(20, delivered(6)),
      ...[forced, unreported, backwards, tooLong, tooOld, noDestination, noCarrier, open].flatMap((odd) =>
        many(2, odd),
      ),
    ]);
    await countDueLanes(services, account.id);
    expect(await lanesOf(account)).toEqual([
      {
        courierCode: "usps",
        originCountry: "CN",
        destinationCountry: "US",
        transitDays: transitHistogram(times(20, 6)),
      },
    ]);
  });

  it("counts days as the rule for open parcels does, whatever the calendar", async ({
    services,
    delivered,
    addAll,
    lanesOf,
  }) => {
    const minutes = fc.integer({ min: 0, max: 40 * 24 * 60 });
    const zones = ["America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"];
    const journey = fc.record({ first: fc.option(minutes, { nil: null }), shipped: minutes, total: minutes });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.array(journey, { minLength: 24, maxLength: 24 }),
        async (timeZone, journeys) => {
          const account = await addShop(services);
          await services.db.prisma.account.update({ where: { id: account.id }, data: { timeZone } });
          const start = daysAgo(services, 60).getTime();
          const after = (reported: number) => new Date(start + reported * 60_000);
          const parcels = journeys.map(({ first, shipped, total }) => ({
            firstEventAt: first === null ? null : after(first),
            shippedAt: after(shipped),
            deliveredAt: after(total),
          }));
          await addAll(
            account,
            parcels.map((parcel) => delivered(0, 0, { ...parcel, lastEventAt: parcel.deliveredAt })),
          );
          await countDueLanes(services, account.id);
          const days = parcels.flatMap((parcel) => {
            const from = setOutAt(parcel);
            const took = from && daysBetweenDays(dayIn(timeZone, from), dayIn(timeZone, parcel.deliveredAt));
            return took === null || took < 0 ? [] : [took];
          });
          const [lane] = await lanesOf(account);
          expect(lane?.transitDays ?? null).toEqual(days.length < 20 ? null : transitHistogram(days));
        },
      ),
      { numRuns: 12 },
    );
  });

  it("is due every six hours, happens once, and forgets lanes that have dried up", async ({
    services,
    delivered,
    addAll,
    lanesOf,
  }) => {
    const account = await addShop(services);
    const isDue = async () =>
      (
        await accountsWithLanesToCount(services.db, new Date(services.clock.now().getTime() - lanesCountedEveryMs))
      ).includes(account.id);
    expect(await isDue()).toBe(true);
    await addAll(account, many(20, delivered(6)));
    await Promise.all([countDueLanes(services, account.id), countDueLanes(services, account.id)]);
    expect(await lanesOf(account)).toHaveLength(1);
    expect(await isDue()).toBe(false);
    await addAll(account, many(20, delivered(7)));
    await countDueLanes(services, account.id);
    expect((await lanesOf(account))[0]?.transitDays[7]).toBe(0);
    services.clock.advance({ hours: 6 });
    expect(await isDue()).toBe(true);
    await countDueLanes(services, account.id);
    expect((await lanesOf(account))[0]?.transitDays.slice(6, 8)).toEqual([20, 20]);
    services.clock.advance({ hours: 24 * countedDays });
    await countDueLanes(services, account.id);
    expect(await lanesOf(account)).toEqual([]);
  });

  it("is not done for a shop that is gone, nor for an account without a shop", async ({
    services,
    delivered,
    addAll,
    lanesOf,
  }) => {
    const gone = await addShop(services);
    await addAll(gone, many(20, delivered(6)));
    await services.db.prisma.account.update({
      where: { id: gone.id },
      data: { uninstalledAt: services.clock.now() },
    });
    const standalone = await addApiAccount(services);
    const due = await accountsWithLanesToCount(services.db, services.clock.now());
    expect(due.filter((id) => id === gone.id || id === standalone.id)).toEqual([]);
    await countDueLanes(services, gone.id);
    expect(await lanesOf(gone)).toEqual([]);
  });
});
