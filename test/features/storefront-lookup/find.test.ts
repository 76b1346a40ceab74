import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findOrderForCustomer, findOrderForShopper } from "~/features/storefront-lookup/find.server";
import { addOrder, addShop, contact, customer, shopDomain, startLookUps, type LookUps } from "./shop-with-orders";

let shops: LookUps;

beforeAll(async () => {
  shops = await startLookUps();
  const account = await addShop(shops, shopDomain);
  const other = await addShop(shops, "other-shop.myshopify.com");
  const gone = await addShop(shops, "gone-shop.myshopify.com", new Date("2026-11-01T00:00:00Z"));
  await addOrder(shops, account, {
    number: "1001",
    shopifyOrderId: "6123456789001",
    fulfillments: [["AA1"], ["AA2", "AA3"]],
  });
  await addOrder(shops, account, { number: "1002", shopifyOrderId: "6123456789002" });
  await addOrder(shops, account, {
    number: "1003",
    shopifyOrderId: "6123456789003",
    customerGid: null,
    fulfillments: [["CC1"]],
  });
  await addOrder(shops, account, {
    number: "1004",
    shopifyOrderId: "6123456789004",
    fulfillments: [["DD1"]],
    text: "Handed to Ana Buyer, ana@example.com, +1 555 010 0199",
  });
  await addOrder(shops, other, { number: "2001", shopifyOrderId: "6123456789101", fulfillments: [["BB1"]] });
  await addOrder(shops, gone, { number: "3001", shopifyOrderId: "6123456789201", fulfillments: [["EE1"]] });
});
afterAll(() => shops.stop());
beforeEach(() => {
  shops.asked.length = 0;
});

const ask = (fields: Partial<Parameters<typeof findOrderForShopper>[1]> = {}, parts = shops.parts()) =>
  findOrderForShopper(parts, {
    shopDomain,
    orderName: "#1001",
    email: contact.email,
    visitor: "203.0.113.7",
    language: "en",
    ...fields,
  });

async function found(finding: ReturnType<typeof ask> | ReturnType<typeof findOrderForCustomer>) {
  const outcome = await finding;
  if (outcome.kind !== "found") throw new Error(outcome.kind);
  return outcome.answer;
}

describe("a shopper with order and e-mail", () => {
  it("sees every parcel, the one that moved last first, and what is inside where that is certain", async () => {
    const answer = await found(ask());
    expect(answer.order).toEqual({ name: "#1001" });
    expect(answer.parcels.map(({ number, contents }) => [number, contents])).toEqual([
      ["AA3", []],
      ["AA2", []],
      ["AA1", [{ title: "Mug 1", quantity: 1 }]],
    ]);
    expect(answer.parcels[0]).toMatchObject({
      status: "transit",
      lastEvent: { text: "Departed", place: "Springfield" },
    });
  });

  it.each(["1001", "#1001", " # 1001 ", "＃1001", "#1001".toLowerCase()])(
    "may type the order as %j",
    async (orderName) => {
      expect(await ask({ orderName })).toMatchObject({ kind: "found" });
    },
  );

  it.each(["ANA@example.com", " ana@Example.com "])("may type the e-mail as %j", async (email) => {
    expect(await ask({ email })).toMatchObject({ kind: "found" });
  });

  it("sees that nothing has left yet", async () => {
    expect((await found(ask({ orderName: "#1002" }))).parcels).toEqual([]);
  });

  it("takes the same few queries for one parcel and for many", async () => {
    const counts = [];
    for (const orderName of ["#1003", "#1001"]) {
      await ask({ orderName });
      counts.push(shops.asked.splice(0).length);
    }
    expect(counts).toEqual([5, 5]);
  });
});

describe("whoever does not know both", () => {
  const wrong = {
    "the e-mail": { email: "someone@example.com" },
    "the order": { orderName: "#9999" },
    either: { orderName: "#9999", email: "someone@example.com" },
    "that the order is another's": { orderName: "#2001" },
    "with script": { orderName: "<script>alert(1)</script>", email: "{{ shop }}" },
    "with 10,000 characters": { orderName: "1".repeat(10_000) },
    "with a zero byte": { orderName: "\u00009999", email: "\u0000" },
    "with a letter that looks alike": { email: "аna@example.com" },
  };

  it.each(Object.entries(wrong))("gets the same answer by the same way (%s)", async (_, fields) => {
    expect(await ask(fields)).toEqual({ kind: "not-found" });
    const way = shops.asked.splice(0);
    await ask({ orderName: "#9999" });
    expect(shops.asked).toEqual(way);
    expect(way).toHaveLength(2);
  });

  it("learns nothing of a shop that has left or never came", async () => {
    for (const shop of ["gone-shop.myshopify.com", "unknown.myshopify.com"]) {
      expect(await ask({ shopDomain: shop, orderName: "#3001" })).toEqual({ kind: "not-found" });
    }
  });

  it("is slowed down from wherever an order is guessed at, yet long after its buyer would be locked out by one", async () => {
    const parts = shops.parts();
    const miss = (from: number) => ask({ email: `guess${from}@example.com`, visitor: `192.0.2.${from}` }, parts);
    for (let from = 0; from < 11; from++) await miss(from);
    expect(await ask({}, parts)).toMatchObject({ kind: "found" });
    await miss(11);
    expect(await ask({}, parts)).toEqual({ kind: "too-many" });
  });

  it("is slowed down on one order and over many, and a shopper elsewhere is not", async () => {
    const parts = shops.parts();
    const guesser = "192.0.2.1";
    for (let miss = 0; miss < 5; miss++) await ask({ email: `guess${miss}@example.com`, visitor: guesser }, parts);
    expect(await ask({ visitor: guesser }, parts)).toEqual({ kind: "too-many" });
    expect(await ask({}, parts)).toMatchObject({ kind: "found" });
    for (let miss = 0; miss < 5; miss++) await ask({ orderName: `#50${miss}` }, parts);
    expect(await ask({ orderName: "#1003" }, parts)).toEqual({ kind: "too-many" });
    expect(await ask({ orderName: "#1003", visitor: "198.51.100.1" }, parts)).toMatchObject({ kind: "found" });
  });
});

describe("the order-status page", () => {
  const page = (shopifyOrderId: string, customerGid: string | null, shop = shopDomain) =>
    findOrderForCustomer(shops.parts(), { shopDomain: shop, shopifyOrderId, customerGid, language: "en" });

  it("tells the owner everything", async () => {
    const answer = await found(page("6123456789001", customer));
    expect(answer.parcels.map(({ number }) => number)).toEqual(["AA3", "AA2", "AA1"]);
  });

  it("tells another customer nothing", async () => {
    expect(await page("6123456789001", "gid://shopify/Customer/78")).toEqual({ kind: "not-found" });
  });

  it.each([
    ["nobody is signed in", "6123456789001", null],
    ["the owner is not known", "6123456789003", customer],
  ])("tells only how it stands where %s", async (_, order, customerGid) => {
    const { parcels } = await found(page(order, customerGid));
    for (const parcel of parcels) {
      expect(parcel).toMatchObject({ status: "transit", number: null, carrier: null, events: [], contents: [] });
    }
    expect(parcels.length).toBeGreaterThan(0);
  });

  it("tells nothing with a token of another shop", async () => {
    expect(await page("6123456789001", customer, "other-shop.myshopify.com")).toEqual({ kind: "not-found" });
  });
});

it("tells nothing of the customer, even where a carrier does", async () => {
  const answer = JSON.stringify(await ask({ orderName: "#1004" }));
  expect(answer).toContain("Handed to");
  for (const field of Object.values(contact)) expect(answer).not.toContain(field);
  expect(answer).not.toMatch(/555.?010/);
});
