import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  findOrderForCustomer,
  findOrderForShopper,
  type Asked,
  type LookUpInput,
} from "~/features/shopper/look-up/find.server";
import type { ShopperAnswer } from "~/features/shopper/look-up/answer";
import { orderLinkToken } from "~/features/shopper/look-up/order-link";
import {
  addOrder,
  addShop,
  contact,
  customer,
  decide,
  shopDomain,
  startLookUps,
  type LookUps,
} from "./shop-with-orders";

const everyWay = "every-way.myshopify.com";
let shops: LookUps;
let account: string;
let other: string;
let open: string;
const ids = { first: "", other: "", gone: "" };

beforeAll(async () => {
  shops = await startLookUps();
  account = await addShop(shops, shopDomain);
  other = await addShop(shops, "other-shop.myshopify.com");
  open = await addShop(shops, everyWay);
  const gone = await addShop(shops, "gone-shop.myshopify.com", new Date("2026-11-01T00:00:00Z"));
  await shops.db.query("UPDATE account SET proxy_path = '/apps/track'");
  await decide(shops, open, { lookUpBy: ["phone", "postcode", "number"] });
  ids.first = await addOrder(shops, account, {
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
  await addOrder(shops, account, {
    number: "1005",
    name: "HW-1005-EU",
    shopifyOrderId: "6123456789005",
    fulfillments: [["FF1"]],
  });
  ids.other = await addOrder(shops, other, {
    number: "2001",
    shopifyOrderId: "6123456789101",
    fulfillments: [["BB1"]],
  });
  ids.gone = await addOrder(shops, gone, { number: "3001", shopifyOrderId: "6123456789201", fulfillments: [["EE1"]] });
  await addOrder(shops, open, {
    number: "4001",
    shopifyOrderId: "6123456789301",
    fulfillments: [["NUMBER1", "NUMBER2"]],
    text: "Handed to Ana Buyer",
  });
});
afterAll(() => shops.stop());
beforeEach(async () => {
  await shops.db.query("DELETE FROM look_up_miss");
  for (const noted of [shops.asked, shops.hashed, shops.pauses]) noted.length = 0;
});

type Pair = Partial<Omit<Extract<Asked, { by: "contact" }>, "by">> & Partial<Omit<LookUpInput, "asked">>;

const ask = ({ orderName = "#1001", contact: proof = contact.email, ...input }: Pair = {}, deps = shops.deps()) =>
  askFor({ by: "contact", orderName, contact: proof }, input, deps);
const askFor = (asked: Asked, input: Partial<Omit<LookUpInput, "asked">> = {}, deps = shops.deps()) =>
  findOrderForShopper(deps, {
    shopDomain,
    pathPrefix: "/apps/track",
    visitor: "203.0.113.7",
    language: "en",
    ...input,
    asked,
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

  it.each(["1001", "#1001", " # 1001 ", "＃1001", "１００１", "١٠٠١", "Order #1001"])(
    "may type the order as %j",
    async (orderName) => {
      expect(await ask({ orderName })).toMatchObject({ kind: "found" });
    },
  );

  it.each(["1005", "HW-1005-EU", "hw1005", "1005-eu"])(
    "may leave out a shop's prefix and suffix: %j",
    async (orderName) => {
      expect((await found(ask({ orderName }))).order).toEqual({ name: "HW-1005-EU" });
    },
  );

  it("is not given an order with another prefix", async () => {
    expect(await ask({ orderName: "HX-1005-EU" })).toEqual({ kind: "not-found" });
  });

  it.each(["ANA@example.com", " ana@Example.com ", "ａｎａ@example.com"])(
    "may type the e-mail as %j",
    async (email) => {
      expect(await ask({ contact: email })).toMatchObject({ kind: "found" });
    },
  );

  it("sees that nothing has left yet", async () => {
    expect((await found(ask({ orderName: "#1002" }))).parcels).toEqual([]);
  });

  it("sees what was sent without a number, behind the parcels, and nothing of gift cards and what was cancelled", async () => {
    const mugs = (answer: ShopperAnswer) =>
      answer.parcels.map(({ number, status, step, carrier, contents }) => [
        number,
        status,
        step,
        carrier?.name,
        contents.map(({ title }) => title),
      ]);
    const expected = [
      ["EE1", "transit", 3, "USPS", ["Mug 1"]],
      [null, "shipped", 2, "Bike courier", ["Mug 2"]],
    ];
    const id = await addOrder(shops, account, {
      number: "1006",
      shopifyOrderId: "6123456789006",
      fulfillments: [["EE1"], [], [], []],
    });
    const change = (name: string, columns: string) =>
      shops.db.query(`UPDATE fulfillment SET ${columns} WHERE order_id = $1 AND name = $2`, [id, name]);
    await change("#1006.2", "tracking_company = 'Bike courier'");
    await change("#1006.3", "contents = '[]'");
    await change("#1006.4", "status = 'cancelled'");
    const answer = await found(ask({ orderName: "#1006" }));
    expect(mugs(answer)).toEqual(expected);
    expect(answer.parcels[1]).toMatchObject({ trouble: false, expected: null, lastEvent: null, silentDays: null });
    const asCustomer = { shopDomain, shopifyOrderId: "6123456789006", customerGid: customer, language: "en" };
    expect(mugs(await found(findOrderForCustomer(shops.deps(), asCustomer)))).toEqual(expected);
  });

  it("takes the same few queries for one parcel and for many, and none of them writes", async () => {
    const counts = [];
    for (const orderName of ["#1003", "#1001"]) {
      await ask({ orderName });
      const queries = shops.asked.splice(0);
      counts.push(queries.length);
      expect(queries.filter((text) => /INSERT|UPDATE|DELETE/.test(text))).toEqual([]);
    }
    expect(counts).toEqual([2, 2]);
  });
});

describe("where the shop takes phone and postcode", () => {
  const here = { shopDomain: everyWay, orderName: "4001" };

  it.each(["+1 555 010 0199", "(555) 010-0199", "15550100199", "0015550100199", "40003", "40003-1234", " ４０００３ "])(
    "%j finds the order",
    async (proof) => {
      expect((await found(ask({ ...here, contact: proof }))).order).toEqual({ name: "#4001" });
    },
  );

  it.each(["+1 555 010 0198", "40004", "555", "-", contact.email])("%j does not", async (proof) => {
    expect(await ask({ ...here, contact: proof })).toEqual({ kind: "not-found" });
  });

  it("nobody else's order is found by them", async () => {
    for (const proof of [contact.phone, contact.postalCode])
      expect(await ask({ contact: proof })).toEqual({ kind: "not-found" });
  });
});

describe("a tracking number alone", () => {
  it("tells its parcel, and nothing of its order, its contents, its other parcels or its buyer", async () => {
    const answer = await found(askFor({ by: "number", number: " number1 " }, { shopDomain: everyWay }));
    expect(answer.order).toEqual({ name: "" });
    expect(answer.parcels.map(({ number, contents }) => [number, contents])).toEqual([["NUMBER1", []]]);
    expect(answer.parcels[0]?.events.map(({ text }) => text)).toEqual(["Handed to"]);
    expect(JSON.stringify(answer)).not.toMatch(/4001|NUMBER2|Mug|Ana/);
  });

  it("tells nothing where the shop does not allow it, by the same way as for a number nobody has", async () => {
    const ways = [];
    for (const [shop, number] of [
      [shopDomain, "AA1"],
      [shopDomain, "ZZ9"],
      [everyWay, "ZZ9"],
      [everyWay, "AA1"],
      ["unknown.myshopify.com", "AA1"],
      [everyWay, "{{ shop }}"],
      [everyWay, "1".repeat(10_000)],
    ] as const) {
      await shops.db.query("DELETE FROM look_up_miss");
      shops.asked.length = shops.hashed.length = 0;
      expect(await askFor({ by: "number", number }, { shopDomain: shop })).toEqual({ kind: "not-found" });
      ways.push([[...shops.asked], [...shops.hashed]]);
    }
    for (const way of ways) expect(way).toEqual(ways[0]);
  });
});

describe("whoever does not know both", () => {
  const wrong: Record<string, Pair> = {
    "the e-mail": { contact: "someone@example.com" },
    "the order": { orderName: "#9999" },
    either: { orderName: "#9999", contact: "someone@example.com" },
    "that the order is another's": { orderName: "#2001" },
    "that this shop takes no phone": { contact: contact.phone },
    "that this shop takes no postcode": { contact: contact.postalCode },
    "the shop, which has left": { shopDomain: "gone-shop.myshopify.com", orderName: "#3001" },
    "the shop, which never came": { shopDomain: "unknown.myshopify.com" },
    "better than script": { orderName: "<script>alert(1)</script>", contact: "{{ shop }}" },
    "better than braces": { orderName: "{% assign x = 1 %}{{ x }}", contact: contact.email },
    "better than 10,000 characters": { orderName: "1".repeat(10_000), contact: "a".repeat(10_000) },
    "better than a zero byte": { orderName: "\u00009999", contact: "\u0000" },
    "better than half a character": { orderName: "\ud800", contact: "\udfff" },
    "the letters apart that look alike": { contact: "аna@example.com" },
    "the digits apart that look alike": { orderName: "l00l" },
  };

  it.each(Object.entries(wrong))(
    "gets the same answer by the same queries and as many hashes (not knowing %s)",
    async (_, fields) => {
      expect(await ask(fields)).toEqual({ kind: "not-found" });
      const way = [shops.asked.splice(0), shops.hashed.splice(0)];
      await ask({ orderName: "#9998" });
      expect([shops.asked, shops.hashed]).toEqual(way);
      expect(way.map((entries) => entries.length)).toEqual([3, 8]);
    },
  );

  it("is slowed down from wherever an order is guessed at, yet long after its buyer would be locked out by one", async () => {
    const deps = shops.deps();
    const miss = (from: number) => ask({ contact: `guess${from}@example.com`, visitor: `192.0.2.${from}` }, deps);
    for (let from = 0; from < 11; from++) await miss(from);
    expect(await ask({}, deps)).toMatchObject({ kind: "found" });
    await miss(11);
    expect(await ask({}, deps)).toEqual({ kind: "too-many" });
  });

  it("is slowed down on one order and over many, in whichever process, and a shopper elsewhere is not", async () => {
    const guesser = "192.0.2.1";
    for (let miss = 0; miss < 5; miss++)
      await ask({ contact: `guess${miss}@example.com`, visitor: guesser }, shops.deps());
    expect(await ask({ visitor: guesser }, shops.deps())).toEqual({ kind: "too-many" });
    expect(await ask({})).toMatchObject({ kind: "found" });
    expect(await ask({ orderName: "#1003", visitor: "198.51.100.1" })).toMatchObject({ kind: "found" });
    shops.clock.advance({ minutes: 10 });
    expect(await ask({ visitor: guesser })).toMatchObject({ kind: "found" });
  });

  it("is one visitor from all addresses of an IPv6 network", async () => {
    for (let host = 1; host <= 5; host++) await ask({ orderName: "#9999", visitor: `2001:db8:0:7::${host}` });
    expect(await ask({ visitor: "2001:0DB8:0:7:ffff:1:2:3" })).toEqual({ kind: "too-many" });
    expect(await ask({ visitor: "2001:db8:0:8::1" })).toMatchObject({ kind: "found" });
  });

  it("waits ever longer for an answer that is no, while no connection is held and nobody else waits", async () => {
    const deps = shops.deps();
    for (let miss = 0; miss < 5; miss++) await ask({ orderName: `#50${miss}` }, deps);
    expect(shops.pauses).toEqual([250, 500, 1_000, 2_000]);
    await ask({ visitor: "198.51.100.1" }, deps);
    expect(shops.pauses).toHaveLength(4);
    let nested: unknown;
    const inPause = {
      ...deps,
      pause: async () => void (nested = await ask({ visitor: "198.51.100.2" }, deps)),
    };
    await ask({ orderName: "#9997", visitor: "198.51.100.3" }, deps);
    await ask({ orderName: "#9998", visitor: "198.51.100.3" }, inPause);
    expect(nested).toMatchObject({ kind: "found" });
  });

  it("leaves no address, no order and no contact behind, and what is left is a count", async () => {
    await ask({ contact: "someone@example.com", visitor: "192.0.2.77" });
    const rows = await shops.db.query<{ row: string }>("SELECT look_up_miss::text AS row FROM look_up_miss");
    expect(rows).toHaveLength(3);
    for (const { row } of rows) expect(row).toMatch(/^\("\\\\x[0-9a-f]{64}",1,/);
  });
});

it("lets many shoppers of one office find their orders, at once and again and again", async () => {
  const deps = shops.deps();
  const office = { visitor: "192.0.2.200" };
  const orders = ["#1001", "#1002", "#1003", "#1004", "#1005"];
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, at) => ask({ ...office, orderName: orders[at % 5] ?? "" }, deps)),
  );
  expect(all.map(({ kind }) => kind)).toEqual(all.map(() => "found"));
  expect(shops.pauses).toEqual([]);
});

it("keeps many guesses at once to about as many as one after the other", async () => {
  const deps = shops.deps();
  const guesses = Array.from({ length: 60 }, (_, at) => ask({ contact: `guess${at}@example.com` }, deps));
  const kinds = (await Promise.all(guesses)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "not-found").length).toBeLessThanOrEqual(5 + 1);
  expect(new Set(kinds)).toEqual(new Set(["not-found", "too-many"]));
});

describe("a link", () => {
  const link = (token: string, input: Partial<Omit<LookUpInput, "asked">> = {}) => askFor({ by: "link", token }, input);
  const tokenOf = (accountId: string, orderId: string) =>
    orderLinkToken(shops.vault, { accountId, orderId }, shops.clock.now());

  it("shows its order to whoever has it", async () => {
    const answer = await found(link(tokenOf(account, ids.first)));
    expect(answer.order).toEqual({ name: "#1001" });
    expect(answer.parcels.map(({ number }) => number)).toEqual(["AA3", "AA2", "AA1"]);
  });

  it("that is wrong, changed, of another shop or of one that has left is a stranger's miss", async () => {
    const good = tokenOf(account, ids.first);
    const gone = await shops.db.query<{ id: string }>(
      "SELECT id FROM account WHERE shop_domain = 'gone-shop.myshopify.com'",
    );
    const swapped = good.startsWith("A") ? `B${good.slice(1)}` : `A${good.slice(1)}`;
    const bad = [
      ["", shopDomain],
      ["x", shopDomain],
      [good.slice(1), shopDomain],
      [`${good}A`, shopDomain],
      [swapped, shopDomain],
      [good.toUpperCase(), shopDomain],
      ["💥".repeat(34), shopDomain],
      [tokenOf(other, ids.first), shopDomain],
      [tokenOf(account, ids.other), shopDomain],
      [good, "other-shop.myshopify.com"],
      [tokenOf(gone[0]?.id ?? "", ids.gone), "gone-shop.myshopify.com"],
      [good, "unknown.myshopify.com"],
    ] as const;
    const ways = [];
    for (const [token, shop] of bad) {
      await shops.db.query("DELETE FROM look_up_miss");
      shops.asked.length = shops.hashed.length = 0;
      expect([token, await link(token, { shopDomain: shop })]).toEqual([token, { kind: "not-found" }]);
      ways.push([[...shops.asked], [...shops.hashed]]);
    }
    for (const way of ways) expect(way).toEqual(ways[0]);
  });

  it("ends after 120 days, and when the customer is erased", async () => {
    const id = await addOrder(shops, account, { number: "1100", shopifyOrderId: "6123456789400" });
    const token = tokenOf(account, id);
    expect(await link(token)).toMatchObject({ kind: "found" });
    await shops.db.query(`UPDATE "order" SET erased_at = $2 WHERE id = $1`, [id, shops.clock.now()]);
    expect(await link(token)).toEqual({ kind: "not-found" });
    const lasting = tokenOf(account, ids.first);
    const before = shops.clock.now();
    shops.clock.advance({ hours: 24 * 120 });
    expect(await link(lasting)).toMatchObject({ kind: "found" });
    shops.clock.advance({ hours: 24 });
    expect(await link(lasting)).toEqual({ kind: "not-found" });
    shops.clock.moveTo(before);
  });
});

describe("the theme's own order page", () => {
  const page = (shopifyOrderId: string, customerId: string | null, shop = shopDomain) =>
    askFor({ by: "customer", shopifyOrderId, customerId }, { shopDomain: shop });

  it("shows the order to the customer it belongs to", async () => {
    expect((await found(page("6123456789001", "77"))).parcels).toHaveLength(3);
  });

  it("is a stranger's miss for anybody else", async () => {
    const ways = [];
    for (const [order, who, shop] of [
      ["6123456789001", "78", shopDomain],
      ["6123456789001", null, shopDomain],
      ["6123456789003", "77", shopDomain],
      ["6123456789003", null, shopDomain],
      ["6123456789001", "77", "other-shop.myshopify.com"],
      ["6123456789001", "77", "unknown.myshopify.com"],
      ["1' OR '1'='1", "77", shopDomain],
    ] as const) {
      await shops.db.query("DELETE FROM look_up_miss");
      shops.asked.length = shops.hashed.length = 0;
      expect(await page(order, who, shop)).toEqual({ kind: "not-found" });
      ways.push([[...shops.asked], [...shops.hashed]]);
    }
    for (const way of ways) expect(way).toEqual(ways[0]);
  });
});

describe("the order-status page", () => {
  const page = (shopifyOrderId: string, customerGid: string | null, shop = shopDomain) =>
    findOrderForCustomer(shops.deps(), { shopDomain: shop, shopifyOrderId, customerGid, language: "en" });

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

it("names carriers as this shop knows them: its own, what its provider lists, then the packaged ones", async () => {
  const numbers = ["GG1", "GG2", "GG3"];
  await addOrder(shops, account, { number: "1200", shopifyOrderId: "6123456789500", fulfillments: [numbers] });
  const source = "https://tracker.example/v2";
  const since = { stateSince: shops.clock.now(), hookTokenEnc: new Uint8Array(1) };
  for (const [accountId, baseUrl] of [
    [account, source],
    [other, "https://another.example/v2"],
  ] as const) {
    const hookTokenHash = new Uint8Array(Buffer.from(accountId));
    const kept = { accountId, kind: "trackingmore_v2" as const, baseUrl, hookTokenHash, ...since };
    await shops.db.prisma.connection.create({ data: kept });
    const name = `Listed at ${new URL(baseUrl).hostname}`;
    const listed = { source: baseUrl, code: "some-post", name, nameKey: name, updatedAt: shops.clock.now() };
    await shops.db.prisma.catalogueCourier.create({ data: listed });
    const own = { accountId, code: "own-red-hen", name: `Red Hen of ${new URL(baseUrl).hostname}` };
    await shops.db.prisma.ownCarrier.create({ data: own });
  }
  await shops.db.query("UPDATE shipment SET courier_code = $2 WHERE number = $1", ["GG1", "own-red-hen"]);
  await shops.db.query("UPDATE shipment SET courier_code = $2 WHERE number = $1", ["GG2", "some-post"]);
  const { parcels } = await found(ask({ orderName: "#1200" }));
  const names = Object.fromEntries(parcels.map(({ number, carrier }) => [number, carrier?.name]));
  expect(names).toEqual({ GG1: "Red Hen of tracker.example", GG2: "Listed at tracker.example", GG3: "USPS" });
});

it("tells nothing of the customer, even where a carrier does", async () => {
  const answer = JSON.stringify(await ask({ orderName: "#1004" }));
  expect(answer).toContain("Handed to");
  for (const field of Object.values(contact)) expect(answer).not.toContain(field);
  expect(answer).not.toMatch(/555.?010/);
});

it("keeps the store's path where a shopper came by another, and writes it once", async () => {
  const path = async () =>
    (await shops.db.query<{ path: string }>("SELECT proxy_path AS path FROM account WHERE id = $1", [open]))[0]?.path;
  const asked = () => ask({ shopDomain: everyWay, orderName: "4001", contact: "40003", pathPrefix: "/a/parcels" });
  await asked();
  expect(await path()).toBe("/a/parcels");
  shops.asked.length = 0;
  await asked();
  expect(shops.asked.filter((text) => text.startsWith("UPDATE"))).toEqual([]);
});
