import { describe, expect } from "vitest";
import { addConnection, addShop } from "#test/factories/accounts";
import { fulfillmentSample, receiveFulfillment, receiveWebhooks } from "#test/factories/webhooks";
import { it as base } from "#test/support/it";

const it = base
  .extend("account", ({ services }) => addShop(services))
  .extend(
    "receive",
    ({ services, account }) =>
      (changes: Record<string, unknown>) =>
        receiveFulfillment(services, account, fulfillmentSample({ tracking_company: "USPS", ...changes })),
  )
  .extend(
    "shipments",
    ({ services, account }) =>
      () =>
        services.db.query<Stored>(
          `SELECT number, shipment.number_key, shipment.courier_code, registration_state::text AS registration_state,
            registration.state::text AS ledger_state, registration.reason
       FROM shipment LEFT JOIN registration ON registration.shipment_id = shipment.id
      WHERE shipment.account_id = $1 ORDER BY number_key`,
          [account.id],
        ),
  )
  .extend(
    "numbers",
    ({ shipments }) =>
      async () =>
        (await shipments()).map((row) => row.number_key),
  )
  .extend(
    "messages",
    ({ services, account }) =>
      () =>
        services.db.query<{ state: string; reason: string | null }>(
          "SELECT state::text AS state, reason FROM inbox_message WHERE account_id = $1 ORDER BY id",
          [account.id],
        ),
  );

const USPS = "9400110200881234567890";

interface Stored {
  number: string;
  number_key: string;
  courier_code: string;
  registration_state: string;
  ledger_state: string | null;
  reason: string | null;
}

describe("a fulfillment payload", () => {
  it("becomes order, fulfillment, one shipment per number and one ledger row each", async ({ services, account }) => {
    const { id: connectionId } = await addConnection(services, account.id, { baseUrl: "http://127.0.0.1:9/v2" });
    const sample = fulfillmentSample({ name: "#1001.1", tracking_numbers: [USPS, "9400110200881234567891"] });
    await receiveFulfillment(services, account, sample);

    const order = await services.db.prisma.order.findFirstOrThrow({ where: { accountId: account.id } });
    expect(order).toMatchObject({ shopifyOrderId: sample.order_id, name: "#1001", nameKey: "1001", countryCode: "US" });
    const fulfillment = await services.db.prisma.fulfillment.findFirstOrThrow({
      where: { accountId: account.id },
      include: {
        parcels: { orderBy: { position: "asc" }, include: { shipment: { include: { registration: true } } } },
      },
    });
    expect(fulfillment).toMatchObject({
      shopifyFulfillmentId: sample.id,
      contents: [{ title: "Red mug", quantity: 2 }],
      shopifyUpdatedAt: new Date("2026-11-20T11:00:00Z"),
    });
    expect(fulfillment.parcels.map(({ shipment }) => shipment)).toMatchObject([
      { numberKey: USPS, courierCode: "usps", courierSource: "company", orderName: "#1001", title: "Red mug" },
      {
        numberKey: "9400110200881234567891",
        registrationState: "waiting",
        registration: { state: "waiting", submissions: 0 },
      },
    ]);
    expect(services.recorded.sent).toContainEqual({ name: "work-connection", payload: { connectionId } });
  });

  it.for<[situation: string, changes: Record<string, unknown>, expected: string[]]>([
    [
      "scalars as text",
      { tracking_numbers: [USPS], line_items: [{ title: 7, quantity: "2", requires_shipping: "true" }] },
      [USPS],
    ],
    ["a number as a number", { tracking_numbers: [123456789012], tracking_company: "FedEx" }, ["123456789012"]],
    ["no list of numbers, only the first", { tracking_numbers: undefined, tracking_number: USPS }, [USPS]],
    [
      "no list of items, no destination, no e-mail",
      { tracking_numbers: [USPS], line_items: undefined, destination: null, email: null },
      [USPS],
    ],
    ["a list with holes", { tracking_numbers: [null, "", "  ", "\r\n", USPS] }, [USPS]],
    [
      "the same number twice, spelled differently",
      { tracking_numbers: [USPS, ` ${USPS.slice(0, 4)} ${USPS.slice(4)}\r\n`] },
      [USPS],
    ],
    [
      "lower case and blanks",
      { tracking_numbers: ["rb 123 456 785 cn"], tracking_company: "China Post" },
      ["RB123456785CN"],
    ],
    [
      "line breaks inside",
      { tracking_numbers: ["RB123\r\n456785\nCN"], tracking_company: "China Post" },
      ["RB123456785CN"],
    ],
    ["NUL characters", { tracking_numbers: [`${USPS}\u0000`], name: "#10\u000001.1" }, [USPS]],
    ["no status", { tracking_numbers: [USPS], status: null }, [USPS]],
    ["empty numbers", { tracking_numbers: ["", " "], tracking_number: "" }, []],
    ["no number at all", { tracking_numbers: [], tracking_number: null }, []],
    [
      "nothing but gift cards",
      { tracking_numbers: [USPS], line_items: [{ title: "Card", quantity: 1, gift_card: true }] },
      [],
    ],
    [
      "nothing that is shipped",
      { tracking_numbers: [USPS], line_items: [{ title: "File", quantity: 1, requires_shipping: false }] },
      [],
    ],
    [
      "one shipped item among others",
      {
        tracking_numbers: [USPS],
        line_items: [
          { title: "Card", gift_card: true },
          { title: "Mug", requires_shipping: true },
        ],
      },
      [USPS],
    ],
    ["a cancelled fulfillment", { tracking_numbers: [USPS], status: "cancelled" }, []],
    ["a failed fulfillment", { tracking_numbers: [USPS], status: "failure" }, []],
    [
      "a title cut inside an emoji",
      { tracking_numbers: [USPS], line_items: [{ title: "Mug \ud83d", quantity: 1 }] },
      [USPS],
    ],
    ["a company cut inside an emoji", { tracking_numbers: [USPS], tracking_company: "USPS \ud83d" }, [USPS]],
    ["a very long title", { tracking_numbers: [USPS], line_items: [{ title: "😀".repeat(500), quantity: 1 }] }, [USPS]],
  ])("with %s is read", async ([_, changes, expected], { receive, numbers, messages }) => {
    await receive(changes);
    expect(await numbers()).toEqual(expected);
    expect(await messages()).toEqual([{ state: "done", reason: null }]);
  });

  it("keeps ids beyond 2^53 digit by digit, as numbers and as text", async ({ services, account }) => {
    const body = JSON.stringify(fulfillmentSample({ tracking_numbers: [USPS], id: "ID", order_id: "ORDER" }))
      .replace('"ID"', "9007199254740993")
      .replace('"ORDER"', "18446744073709551615");
    await receiveFulfillment(services, account, body);
    const fulfillment = await services.db.prisma.fulfillment.findFirstOrThrow({
      where: { accountId: account.id },
      include: { order: true },
    });
    expect(fulfillment.shopifyFulfillmentId).toBe("9007199254740993");
    expect(fulfillment.order.shopifyOrderId).toBe("18446744073709551615");
  });

  it("takes 500 line items", async ({ services, account, receive }) => {
    const items = Array.from({ length: 500 }, (_, index) => ({ title: `Item ${String(index)}`, quantity: 1 }));
    await receive({ tracking_numbers: [USPS], line_items: items });
    const { contents } = await services.db.prisma.fulfillment.findFirstOrThrow({ where: { accountId: account.id } });
    expect(contents).toHaveLength(500);
  });

  it("takes a hundred numbers", async ({ receive, numbers }) => {
    const many = Array.from({ length: 100 }, (_, index) => `94001102008812345${String(index).padStart(5, "0")}`);
    await receive({ tracking_numbers: many });
    expect(await numbers()).toEqual(many);
  });

  it.for([
    ["two hundred characters", "A1".repeat(100)],
    ["symbols", "1Z999<script>alert(1)</script>"],
    ["an address", "see https://carrier.example/?q=1"],
    ["an emoji", "📦📦📦📦📦📦"],
    ["four characters", "AB12"],
  ] as const)("shows a number of %s as what it is and never sends it", async ([_, text], { receive, shipments }) => {
    await receive({ tracking_numbers: [text, USPS] });
    const rows = await shipments();
    expect(rows.find((row) => row.number_key !== USPS)).toMatchObject({
      number: text,
      registration_state: "rejected",
      ledger_state: "rejected",
      reason: "not-a-number",
    });
    expect(rows.find((row) => row.number_key === USPS)).toMatchObject({ registration_state: "waiting" });
  });

  it("asks the merchant where no courier fits, and opens no ledger row for it", async ({ receive, shipments }) => {
    await receive({ tracking_numbers: ["ZZ-UNKNOWN-77"], tracking_company: null });
    expect(await shipments()).toMatchObject([{ courier_code: "", registration_state: "none", ledger_state: null }]);
  });

  it.for([
    ["no id", { id: undefined }],
    ["an id that is no number", { id: "gid://shopify/Fulfillment/1" }],
    ["an id that is a fraction", { id: 1.5 }],
    ["no time", { updated_at: undefined }],
    ["a list where an item should be", { line_items: [[1]] }],
  ] as const)("with %s is refused in words, and kept", async ([_, changes], { receive, numbers, messages }) => {
    await receive({ tracking_numbers: [USPS], ...changes });
    expect(await messages()).toEqual([
      { state: "refused", reason: expect.stringMatching(/^Homeward could not read \w+/) },
    ]);
    expect(await numbers()).toEqual([]);
  });

  it("does not let one refused payload hold back its neighbours", async ({ services, account, numbers, messages }) => {
    await receiveWebhooks(services, account, [
      { topic: "fulfillments/create", payload: fulfillmentSample({ tracking_numbers: ["9400110200881234567801"] }) },
      { topic: "fulfillments/create", payload: "[]" },
      { topic: "fulfillments/create", payload: fulfillmentSample({ tracking_numbers: ["9400110200881234567802"] }) },
    ]);
    expect((await messages()).map((message) => message.state)).toEqual(["done", "refused", "done"]);
    expect(await numbers()).toEqual(["9400110200881234567801", "9400110200881234567802"]);
  });

  it("sets aside what the database refuses, and goes on with the rest", async ({
    services,
    account,
    numbers,
    messages,
  }) => {
    await services.db.prisma.$executeRaw`ALTER TABLE "order" ADD CHECK (name <> '#refused')`;
    await receiveWebhooks(services, account, [
      { topic: "fulfillments/create", payload: fulfillmentSample({ tracking_numbers: ["9400110200881234567803"] }) },
      { topic: "fulfillments/create", payload: fulfillmentSample({ name: "#refused.1" }) },
      { topic: "fulfillments/create", payload: fulfillmentSample({ tracking_numbers: ["9400110200881234567804"] }) },
    ]);
    expect((await messages()).map((message) => message.state)).toEqual(["done", "failed", "done"]);
    expect(await numbers()).toEqual(["9400110200881234567803", "9400110200881234567804"]);
  });
});
