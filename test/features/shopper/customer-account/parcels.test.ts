import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findShopperShop } from "~/features/shopper/look-up/shopper-shops.queries.server";
import {
  findFulfillmentForCustomer,
  parcelsForCustomer,
  type CustomerParcels,
} from "~/features/shopper/customer-account/parcels.server";
import {
  addOrder,
  addShop,
  customer,
  decide,
  shopDomain,
  startLookUps,
  type LookUps,
} from "#test/features/shopper/look-up/shop-with-orders";

let shops: LookUps;
let account: string;

beforeAll(async () => {
  shops = await startLookUps();
  account = await addShop(shops, shopDomain);
});
afterAll(() => shops.stop());
beforeEach(() => shops.db.query('TRUNCATE "order", shipment CASCADE'));

async function theShop() {
  const shop = await findShopperShop(shops.db, shopDomain);
  if (!shop) throw new Error("The shop is gone");
  return shop;
}

async function page(after: string | null = null, customerGid = customer): Promise<CustomerParcels> {
  const shop = await theShop();
  shops.asked.length = 0;
  const visitor = { shop, shopDomain, customerGid };
  const finding = await parcelsForCustomer(shops.deps(), visitor, { after, language: "en" });
  if (finding.kind !== "found") throw new Error(finding.kind);
  return finding.answer;
}

async function everyPage(): Promise<CustomerParcels[]> {
  const pages = [await page()];
  for (let next = pages[0]?.next ?? null; next !== null && pages.length < 20;) {
    const another = await page(next);
    pages.push(another);
    next = another.next;
  }
  return pages;
}

const numbers = (answer: CustomerParcels) =>
  answer.parcels.map(({ group, parcel }) => `${group} ${parcel.number ?? ""}`);

/**
 * An order with a box of each number, sent that many days ago; delivered where so many days ago are
 * given as second.
 */
async function sent(number: string, boxes: Record<string, [sentDaysAgo: number, deliveredDaysAgo?: number]>) {
  await addOrder(shops, account, {
    number,
    shopifyOrderId: `7000${number}`,
    fulfillments: Object.keys(boxes).map((box) => [box]),
  });
  for (const [box, [sentDaysAgo, deliveredDaysAgo]] of Object.entries(boxes)) {
    const ago = (days: number | undefined) =>
      days === undefined ? null : new Date(shops.clock.now().getTime() - days * 86_400_000);
    await shops.db.query(
      `UPDATE shipment SET shipped_at = $2, last_event_at = $2, delivered_at = $3,
              status = CASE WHEN $3::timestamptz IS NULL THEN 'transit' ELSE 'delivered' END::tracking_status
        WHERE number = $1`,
      [box, ago(sentDaysAgo), ago(deliveredDaysAgo)],
    );
  }
}

it("lists what is under way first, then what was delivered, each newest first", async () => {
  await sent("1", { A1: [9, 2], A2: [5] });
  await sent("2", { B1: [1], B2: [30, 20] });
  await sent("3", { C1: [3, 1] });
  expect(numbers(await page())).toEqual(["on-the-way B1", "on-the-way A2", "earlier C1", "earlier A1", "earlier B2"]);
});

it("does not keep a parcel under way that nobody has heard of for two months", async () => {
  await sent("1", { A1: [59], A2: [61] });
  expect(numbers(await page())).toEqual(["on-the-way A1", "earlier A2"]);
});

it("does not keep a parcel under way that was returned or cancelled", async () => {
  await sent("1", { A1: [4], A2: [3], A3: [2], A4: [1] });
  const reported = {
    A1: ["exception", "exception011"],
    A2: ["exception", "exception0010"],
    A3: ["exception", "exception008"],
  };
  for (const [box, [status, substatus]] of Object.entries({ ...reported, A4: ["transit", "exception010"] }))
    await shops.db.query("UPDATE shipment SET status = $2::tracking_status, substatus = $3 WHERE number = $1", [
      box,
      status,
      substatus,
    ]);
  expect(numbers(await page())).toEqual(["on-the-way A4", "on-the-way A1", "earlier A3", "earlier A2"]);
});

it("gives every parcel once over all pages, also those of one instant", async () => {
  const boxes = (letter: string, days: [number, number?]) =>
    Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${letter}${index}`, days]));
  await sent("1", boxes("A", [4]));
  await sent("2", boxes("B", [4, 4]));
  await sent("3", boxes("C", [4]));
  const pages = await everyPage();
  expect(pages.map(({ parcels }) => parcels.length)).toEqual([10, 10, 7]);
  const all = pages.flatMap(numbers);
  expect(new Set(all).size).toBe(27);
  expect(all.lastIndexOf(all.findLast((each) => each.startsWith("on-the-way")) ?? "")).toBe(17);
});

it("tells a box that holds two orders with each of them, with what each has in it", async () => {
  await sent("1", { A1: [4] });
  await addOrder(shops, account, { number: "2", shopifyOrderId: "70002", fulfillments: [[]] });
  await shops.db.query(
    `INSERT INTO fulfillment_parcel (fulfillment_id, shipment_id)
     SELECT f.id, s.id FROM fulfillment f, shipment s WHERE f.shopify_fulfillment_id = '700020' AND s.number = 'A1'`,
  );
  await shops.db.query(
    `UPDATE fulfillment SET contents = '[{"title":"Plate","quantity":3}]' WHERE shopify_fulfillment_id = '700020'`,
  );
  const { parcels } = await page();
  const reported = parcels.map(({ order, parcel }) => [order.name, order.id, parcel.number, parcel.contents[0]?.title]);
  expect(reported.sort()).toEqual([
    ["#1", "70001", "A1", "Mug 1"],
    ["#2", "70002", "A1", "Plate"],
  ]);
});

it("leaves out cancelled fulfillments and other customers' orders", async () => {
  await sent("1", { A1: [4], A2: [3] });
  await shops.db.query("UPDATE fulfillment SET status = 'cancelled' WHERE shopify_fulfillment_id = '700010'");
  await addOrder(shops, account, {
    number: "2",
    shopifyOrderId: "70002",
    customerGid: "gid://shopify/Customer/78",
    fulfillments: [["B1"]],
  });
  await addOrder(shops, account, { number: "3", shopifyOrderId: "70003", customerGid: null, fulfillments: [["C1"]] });
  expect(numbers(await page())).toEqual(["on-the-way A2"]);
  expect(numbers(await page(null, "gid://shopify/Customer/78"))).toEqual(["on-the-way B1"]);
});

it("hides what the merchant hides, in the list and at a fulfillment, and names the customer nowhere", async () => {
  const text = "Left Springfield for Ana Buyer with USPS";
  await addOrder(shops, account, { number: "1", shopifyOrderId: "70001", fulfillments: [["A1"]], text });
  await decide(shops, account, {
    hiddenPlaces: [{ word: "Springfield", replacement: "" }],
    showCarrier: false,
    carrierReplacement: "our courier",
    showContents: false,
  });
  const visitor = { shop: await theShop(), shopDomain, customerGid: customer };
  const asked = { shopifyFulfillmentId: "700010", language: "en" };
  const reported = JSON.stringify([await page(), await findFulfillmentForCustomer(shops.deps(), visitor, asked)]);
  await decide(shops, account, {});
  expect(reported.match(/"number":"A1"/g)).toHaveLength(2);
  expect(reported.match(/our courier/g)?.length).toBeGreaterThanOrEqual(2);
  expect(reported).not.toMatch(/Springfield|USPS|Mug|Ana|Buyer/i);
});

describe("a customer with very many orders", () => {
  beforeEach(async () => {
    await shops.db.query(
      `WITH bought AS (
         INSERT INTO "order" (account_id, shopify_order_id, name, name_key, customer_gid, placed_at)
         SELECT $1, n::text, '#' || n, n::text, $2, timestamptz '2026-01-01T00:00:00Z' + n * interval '1 hour'
           FROM generate_series(1, 501) AS n RETURNING id, name_key
       ), packed AS (
         INSERT INTO fulfillment (account_id, order_id, shopify_fulfillment_id, name, status, fulfilled_at, shopify_updated_at)
         SELECT $1, id, name_key, '#' || name_key || '.1', 'success', now(), now() FROM bought RETURNING id, shopify_fulfillment_id
       ), shipped AS (
         INSERT INTO shipment (account_id, number, number_key, status, delivered_at, created_at, updated_at)
         SELECT $1, 'N' || name_key, 'N' || name_key, 'delivered', timestamptz '2026-01-09T00:00:00Z' + name_key::int * interval '1 hour', now(), now()
           FROM bought RETURNING id, number
       )
       INSERT INTO fulfillment_parcel (fulfillment_id, shipment_id)
       SELECT p.id, s.id FROM packed p JOIN shipped s ON s.number = 'N' || p.shopify_fulfillment_id`,
      [account, customer],
    );
  });

  it("gets the parcels of the newest 500, and is told that there may be older ones", async () => {
    const first = await page();
    expect(first.parcels[0]).toMatchObject({ order: { name: "#501" }, group: "earlier" });
    expect(first.hasOlderOrders).toBe(false);
    // A page costs the same however many orders there are: the list, the events, the carriers.
    expect(shops.asked.length).toBeLessThanOrEqual(4);
    const oldest = {
      isEarlier: "1",
      at: Date.parse("2026-01-09T03:00:00Z"),
      id: "ffffffff-ffff-4fff-bfff-ffffffffffff",
    };
    const last = await page(`${oldest.isEarlier}.${oldest.at}.${oldest.id}.${oldest.id}`);
    expect(last).toMatchObject({ parcels: [{ order: { name: "#2" } }], next: null, hasOlderOrders: true });
  });

  it("has them read by an index in the order that is wanted, never all and then sorted", async () => {
    await shops.db.query(
      `INSERT INTO "order" (account_id, shopify_order_id, name, name_key, customer_gid, placed_at)
       SELECT $1, 'x' || n, '#x' || n, 'x' || n, 'gid://shopify/Customer/' || n, now() FROM generate_series(1000, 4000) AS n`,
      [account],
    );
    await page();
    const [asked = ""] = shops.asked;
    expect(asked).toContain("placed_at DESC");
    const plan = await shops.db.transaction(async (tx) => {
      await tx.query('ANALYZE "order"');
      return tx.query<{ "QUERY PLAN": string }>(`EXPLAIN (GENERIC_PLAN) ${asked}`);
    });
    const lines = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(lines).toContain("order_account_id_customer_gid_placed_at_idx");
    expect(lines).not.toMatch(/Sort Key:.*placed_at/);
  });
});
