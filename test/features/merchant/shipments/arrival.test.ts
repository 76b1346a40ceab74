import { describe, expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { it as base } from "#test/support/it";
import { transitHistogram } from "~/domain/arrival/transit-days";
import { shipmentArrival } from "~/features/merchant/shipments/arrival.server";
import { shipmentDetails } from "~/features/merchant/shipments/details.server";
import { addShipment, daysAgo, type ShipmentSample } from "./add-shipments";

let accountId: string;

const it = base
  .extend("arrivalOf", ({ services }) => async (columns: ShipmentSample["columns"]) => {
    const id = await addShipment(services, accountId, {
      columns: { originCountry: "CN", destinationCode: "US", firstEventAt: daysAgo(services, 4), ...columns },
    });
    const shipment = await shipmentDetails(services, accountId, id);
    if (!shipment) throw new Error("the parcel is not there");
    return shipmentArrival(services, { id: accountId, timeZone: "UTC" }, shipment);
  })
  .extend(
    "day",
    ({ services }) =>
      (ahead: number) =>
        daysAgo(services, -ahead).toISOString().slice(0, 10),
  );

it.beforeEach(async ({ services }) => {
  ({ id: accountId } = await addShop(services));

  const days = Array.from({ length: 214 }, (_, index) => (index < 150 ? 9 : 12));

  await services.db.prisma.laneTransit.create({
    data: {
      accountId,
      courierCode: "usps",
      originCountry: "CN",
      destinationCountry: "US",
      transitDays: [...transitHistogram(days)],
    },
  });
});

describe("when a parcel is expected, for the merchant", () => {
  it("is told with the shop's own parcels it is told from", async ({ arrivalOf, day }) => {
    expect(await arrivalOf({})).toEqual({
      window: {
        from: day(5),
        to: day(8),
        basis: { by: "lane", parcels: 214, origin: "China", destination: "United States" },
      },
      missed: null,
    });
  });

  it("is the carrier's while it may come true, and once it has passed both are told", async ({
    services,
    arrivalOf,
    day,
  }) => {
    const expected = { expectedFrom: daysAgo(services, -1), expectedTo: daysAgo(services, -2) };
    expect(await arrivalOf(expected)).toEqual({
      window: { from: day(1), to: day(2), basis: { by: "carrier" } },
      missed: null,
    });
    const late = { expectedFrom: daysAgo(services, 3), expectedTo: daysAgo(services, 2) };
    expect(await arrivalOf(late)).toMatchObject({ window: { basis: { by: "lane" } }, missed: day(-2) });
    expect(await arrivalOf({ ...late, originCountry: "FR" })).toEqual({ window: null, missed: day(-2) });
  });

  it.for([
    ["has come", { status: "delivered" }],
    ["is in trouble", { status: "exception", expectedTo: new Date("2030-01-01T00:00:00Z") }],
    ["nobody tracks", { registrationState: "rejected" }],
    ["an own carrier has", { courierCode: "own-van" }],
    ["needs a carrier", { courierCode: "" }],
  ] as const)("is not told of a parcel that %s", async ([_, columns], { arrivalOf }) => {
    expect(await arrivalOf(columns)).toEqual({ window: null, missed: null });
  });
});
