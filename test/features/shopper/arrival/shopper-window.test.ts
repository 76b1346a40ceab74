import { afterAll, beforeAll, expect, it } from "vitest";
import {
  addOrder,
  addShop,
  contact,
  customer,
  decide,
  shopDomain,
  startLookUps,
  type LookUps,
} from "#test/features/shopper/look-up/shop-with-orders";
import { findShopperShop } from "~/features/shopper/look-up/shopper-shops.queries.server";
import { countDueLanes } from "~/features/shopper/arrival/count-lanes.server";
import { parcelsForCustomer } from "~/features/shopper/customer-account/parcels.server";
import { findOrderForShopper } from "~/features/shopper/look-up/find.server";

let shops: LookUps;
let accountId: string;

beforeAll(async () => {
  shops = await startLookUps();
  accountId = await addShop(shops, shopDomain);
  await addOrder(shops, accountId, {
    number: "1001",
    shopifyOrderId: "1",
    fulfillments: [["AWAY1", "CAME1"], ["AWAY2"]],
  });
  const day = (ago: number) => new Date(shops.clock.now().getTime() - ago * 86_400_000);
  const lane = { courierCode: "usps", originCountry: "US", destinationCode: "US" };
  await shops.db.prisma.shipment.createMany({
    data: Array.from({ length: 40 }, (_, index) => {
      const deliveredAt = day(index < 25 ? 10 : 8);
      const number = `PAST${index}`;
      const dates = {
        deliveredAt,
        lastEventAt: deliveredAt,
        firstEventAt: day(14),
        createdAt: day(14),
        updatedAt: day(8),
      };
      return { accountId, number, numberKey: number, status: "delivered" as const, ...lane, ...dates };
    }),
  });
  await shops.db.prisma.shipment.updateMany({
    where: { accountId, status: "transit" },
    data: { originCountry: "US", destinationCode: "US", firstEventAt: day(1) },
  });
  await shops.db.prisma.shipment.updateMany({ where: { accountId, number: "CAME1" }, data: { status: "delivered" } });
});
afterAll(() => shops.stop());

async function windows(): Promise<Record<string, unknown>> {
  const found = await findOrderForShopper(shops.deps(), {
    shopDomain,
    pathPrefix: "/apps/track",
    visitor: null,
    language: "en",
    asked: { by: "contact", orderName: "#1001", contact: contact.email },
  });
  if (found.kind !== "found") throw new Error(found.kind);
  return Object.fromEntries(found.answer.parcels.map(({ number, expected }) => [number ?? "", expected]));
}

it("tells a shopper when parcels come that nobody gives an estimate for, in one query for all of them", async () => {
  expect(await windows()).toEqual({ AWAY1: null, AWAY2: null, CAME1: null });
  await countDueLanes(shops.deps(), accountId);
  shops.asked.length = 0;
  const window = { from: "2026-11-24", to: "2026-11-26" };
  expect(await windows()).toEqual({ AWAY1: window, AWAY2: window, CAME1: null });
  expect(shops.asked.filter((text) => text.includes("lane_transit"))).toHaveLength(1);
});

it("tells a customer the same in the list of all parcels, where nothing more is asked for one parcel than for many", async () => {
  const shop = await findShopperShop(shops.db, shopDomain);
  if (!shop) throw new Error("The shop is gone");
  shops.asked.length = 0;
  const visitor = { shop, shopDomain, customerGid: customer };
  const found = await parcelsForCustomer(shops.deps(), visitor, { after: null, language: "en" });
  if (found.kind !== "found") throw new Error(found.kind);
  const reported = found.answer.parcels.map(({ parcel }) => [parcel.number, parcel.expected]);
  expect(Object.fromEntries(reported)).toEqual(await windows());
  expect(reported).toContainEqual(["AWAY1", { from: "2026-11-24", to: "2026-11-26" }]);
  expect(shops.asked.filter((text) => text.includes("checkpoint"))).toHaveLength(2);
});

it("tells Shopify's estimate before it, and nothing of it where the merchant keeps it back", async () => {
  await shops.db.query(`UPDATE fulfillment SET estimated_delivery_at = $2 WHERE account_id = $1 AND name = '#1001.2'`, [
    accountId,
    new Date("2026-11-25T17:00:00Z"),
  ]);
  await decide(shops, accountId, { showOwnEstimate: false });
  expect(await windows()).toEqual({ AWAY1: null, AWAY2: { from: "2026-11-25", to: "2026-11-25" }, CAME1: null });
});
