import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addShop, type TestAccount } from "#test/factories/accounts";
import {
  fulfillmentSample,
  receiveFulfillment,
  receiveWebhooks,
  type FulfillmentSample,
} from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { selectWithoutNumber } from "~/features/merchant/home/overview.queries.server";
import { archiveShipment, followShipment } from "~/features/merchant/shipments/archive.server";
import { chooseCarrier } from "~/features/merchant/shipments/choose-carrier.server";

let database: TestDatabase;
let services: TestServices;
let account: TestAccount;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});
beforeEach(async () => {
  account = await addShop(services);
});

const A = "9400110200881234567001";
const B = "9400110200881234567002";
const C = "9400110200881234567003";

/** The same fulfillment as it was told later. */
const later = (sample: FulfillmentSample, minute: number, changes: Record<string, unknown>): FulfillmentSample => ({
  ...sample,
  updated_at: new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString(),
  ...changes,
});
const create = (sample: FulfillmentSample) => receiveFulfillment(services, account, sample);
const update = (sample: FulfillmentSample) => receiveFulfillment(services, account, sample, "fulfillments/update");

/** Every shipment with what follows from the webhooks, by number. */
async function shipments() {
  const rows = await services.db.prisma.shipment.findMany({
    where: { accountId: account.id },
    orderBy: [{ numberKey: "asc" }, { courierCode: "asc" }],
    include: { registration: true, parcels: true },
  });
  return rows.map((row) => ({
    id: row.id,
    number: row.numberKey,
    courier: row.courierCode,
    following: row.following,
    archived: row.archivedAt !== null,
    state: row.registrationState,
    ledger: row.registration && { state: row.registration.state, courier: row.registration.courierCode },
    fulfillments: row.parcels.length,
  }));
}
const followed = async () => (await shipments()).filter((row) => row.following).map((row) => row.number);
const setState = async (number: string, state: "registered" | "sending" | "unknown") => {
  const [shipment] = await services.db.query<{ id: string }>(
    "UPDATE shipment SET registration_state = $3::registration_state WHERE account_id = $1 AND number_key = $2 RETURNING id",
    [account.id, number, state],
  );
  await services.db.query("UPDATE registration SET state = $2::registration_state WHERE shipment_id = $1", [
    shipment?.id,
    state,
  ]);
};

describe("a fulfillment that changes", () => {
  it("is missing a number exactly as long as it has none", async () => {
    const missing = async () => {
      const fiveDaysOn = new Date(services.clock.now().getTime() + 5 * 86_400_000);
      return (await selectWithoutNumber(services.db, account.id, fiveDaysOn, 20)).length;
    };
    const sample = fulfillmentSample({ tracking_numbers: [], created_at: services.clock.now().toISOString() });
    await create(sample);
    expect(await missing()).toBe(1);
    await update(later(sample, 1, { tracking_numbers: [A] }));
    expect(await missing()).toBe(0);
    await update(later(sample, 2, { tracking_numbers: [] }));
    expect(await missing()).toBe(1);
  });

  it("gains a number later", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A] });
    await create(sample);
    await update(later(sample, 1, { tracking_numbers: [A, B] }));
    expect(await followed()).toEqual([A, B]);
  });

  it("loses a number: the parcel is put away and its registration taken back", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A, B] });
    await create(sample);
    await update(later(sample, 1, { tracking_numbers: [A] }));
    expect(await shipments()).toMatchObject([
      { number: A, following: true, archived: false, state: "waiting", ledger: { state: "waiting" } },
      {
        number: B,
        following: false,
        archived: true,
        state: "rejected",
        ledger: { state: "rejected" },
        fulfillments: 0,
      },
    ]);
  });

  it("gets its number back: the parcel is taken up again, and not as a second one", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A] });
    await create(sample);
    await update(later(sample, 1, { tracking_numbers: [] }));
    await update(later(sample, 2, { tracking_numbers: [A] }));
    expect(await shipments()).toMatchObject([
      { number: A, following: true, archived: false, state: "waiting", ledger: { state: "waiting" }, fulfillments: 1 },
    ]);
  });

  it("that is registered and comes back is looked at again, without a second registration", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A] });
    await create(sample);
    await setState(A, "registered");
    await update(later(sample, 1, { tracking_numbers: [] }));
    await update(later(sample, 2, { tracking_numbers: [A] }));
    expect(await shipments()).toMatchObject([
      { following: true, state: "registered", ledger: { state: "registered" } },
    ]);
    const { nextRefreshAt } = await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId: account.id } });
    expect(nextRefreshAt).toEqual(services.clock.now());
  });

  it("has its number corrected", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A] });
    await create(sample);
    await update(later(sample, 1, { tracking_numbers: [B] }));
    expect(await followed()).toEqual([B]);
  });

  it.each([
    [{ status: "cancelled" }, []],
    [{ tracking_numbers: [], tracking_number: null }, []],
  ])("is cancelled or emptied: %j", async (changes, expected) => {
    const sample = fulfillmentSample({ tracking_numbers: [A] });
    await create(sample);
    await update(later(sample, 1, changes));
    expect(await followed()).toEqual(expected);
  });

  it("is not undone by an older payload that comes late, of any kind", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A] });
    await update(later(sample, 5, { tracking_numbers: [B] }));
    await update(later(sample, 4, { tracking_numbers: [C], status: "cancelled" }));
    await create(sample);
    expect(await followed()).toEqual([B]);
  });

  it("ends the same in any order, any repetition, one by one or together", async () => {
    const version = fc.record({
      minute: fc.integer({ min: 0, max: 4 }),
      tracking_numbers: fc.subarray([A, B, C]),
      tracking_company: fc.constantFrom("USPS", "UPS", null),
      status: fc.constantFrom("success", "success", "cancelled"),
    });
    const story = fc.uniqueArray(version, { minLength: 1, maxLength: 4, selector: ({ minute }) => minute });
    await fc.assert(
      fc.asyncProperty(
        story.chain((versions) =>
          fc.record({
            versions: fc.constant(versions),
            order: fc.array(fc.nat(versions.length - 1), { maxLength: 4 }),
            together: fc.boolean(),
          }),
        ),
        async ({ versions, order, together }) => {
          account = await addShop(services);
          const sample = fulfillmentSample();
          const payloads = [...order.map((index) => versions[index]), ...versions].flatMap((version) => {
            if (!version) return [];
            const { minute, ...changes } = version;
            return [later(sample, minute, changes)];
          });
          if (together) {
            await receiveWebhooks(
              services,
              account,
              payloads.map((payload) => ({ topic: "fulfillments/update", payload })),
            );
          } else {
            for (const payload of payloads) await update(payload);
          }
          const newest = versions.reduce((a, b) => (b.minute > a.minute ? b : a));
          const expected = newest.status === "cancelled" ? [] : newest.tracking_numbers;
          expect([...new Set(await followed())]).toEqual(expected);
          for (const shipment of await shipments()) {
            const { state, ledger, courier, following } = shipment;
            expect(ledger === null ? "none" : ledger.state).toBe(state);
            if (ledger) expect(ledger.courier).toBe(courier);
            expect(shipment.fulfillments).toBe(following ? 1 : 0);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("one number in several places", () => {
  it("is one shipment when two orders went into one parcel", async () => {
    const [first, second] = [
      fulfillmentSample({ tracking_numbers: [A] }),
      fulfillmentSample({ tracking_numbers: [A] }),
    ];
    await create(first);
    await create(second);
    expect(await shipments()).toMatchObject([{ number: A, fulfillments: 2, state: "waiting" }]);
    await update(later(first, 1, { status: "cancelled" }));
    expect(await shipments()).toMatchObject([{ number: A, fulfillments: 1, following: true }]);
    await update(later(second, 1, { status: "cancelled" }));
    expect(await shipments()).toMatchObject([{ number: A, fulfillments: 0, following: false }]);
  });

  it.each([
    ["one after the other", false],
    ["in one batch", true],
  ])("is one shipment when only one order names the company, %s", async (_, together) => {
    const unnamed = fulfillmentSample({ tracking_numbers: ["HW-55-7788"], tracking_company: null });
    const named = fulfillmentSample({ tracking_numbers: ["HW-55-7788"], tracking_company: "UPS" });
    for (const payloads of [
      [unnamed, named],
      [named, unnamed],
    ]) {
      account = await addShop(services);
      const webhooks = payloads.map((payload) => ({ topic: "fulfillments/create", payload }));
      if (together) await receiveWebhooks(services, account, webhooks);
      else for (const webhook of webhooks) await receiveWebhooks(services, account, [webhook]);
      expect(await shipments()).toMatchObject([
        { courier: "ups", fulfillments: 2, state: "waiting", ledger: { state: "waiting", courier: "ups" } },
      ]);
    }
  });

  it("is two shipments where two orders name two companies", async () => {
    await create(fulfillmentSample({ tracking_numbers: [A], tracking_company: "USPS" }));
    await create(fulfillmentSample({ tracking_numbers: [A], tracking_company: "UPS" }));
    expect(await shipments()).toMatchObject([{ courier: "ups" }, { courier: "usps" }]);
  });

  it("survives that one order corrects its company to what the other has", async () => {
    const first = fulfillmentSample({ tracking_numbers: [A], tracking_company: "FedEx" });
    await create(first);
    await receiveWebhooks(services, account, [
      { topic: "fulfillments/update", payload: later(first, 1, { tracking_company: "UPS" }) },
      { topic: "fulfillments/create", payload: fulfillmentSample({ tracking_numbers: [A], tracking_company: "UPS" }) },
    ]);
    expect((await shipments()).filter((row) => row.following)).toMatchObject([
      { courier: "ups", fulfillments: 2, ledger: { courier: "ups", state: "waiting" } },
    ]);
  });

  it("is another shipment in another shop", async () => {
    await create(fulfillmentSample({ tracking_numbers: [A] }));
    const first = account;
    account = await addShop(services);
    await create(fulfillmentSample({ tracking_numbers: [A] }));
    expect(await shipments()).toHaveLength(1);
    account = first;
    expect(await shipments()).toHaveLength(1);
  });
});

describe("the courier", () => {
  const sample = () => fulfillmentSample({ tracking_numbers: [A], tracking_company: "USPS" });

  it("follows Shopify's correction while the provider has not been told", async () => {
    const reported = sample();
    await create(reported);
    await update(later(reported, 1, { tracking_company: "UPS" }));
    expect(await shipments()).toMatchObject([{ courier: "ups", ledger: { courier: "ups", state: "waiting" } }]);
  });

  it.each(["registered", "sending", "unknown"] as const)("stays once the number is %s", async (state) => {
    const reported = sample();
    await create(reported);
    await setState(A, state);
    await update(later(reported, 1, { tracking_company: "UPS" }));
    expect(await shipments()).toMatchObject([{ courier: "usps", state, ledger: { courier: "usps", state } }]);
  });

  it("stays what the merchant chose", async () => {
    const reported = fulfillmentSample({ tracking_numbers: ["HW-55-7788"], tracking_company: null });
    await create(reported);
    const [shipment] = await shipments();
    expect(await chooseCarrier(services, account.id, shipment?.id ?? "", "dhl")).toEqual({ kind: "chosen" });
    await update(later(reported, 1, { tracking_company: "UPS" }));
    expect(await shipments()).toMatchObject([{ courier: "dhl", ledger: { courier: "dhl", state: "waiting" } }]);
  });

  it("becomes known when Shopify names it later", async () => {
    const reported = fulfillmentSample({ tracking_numbers: ["HW-55-7788"], tracking_company: null });
    await create(reported);
    expect(await shipments()).toMatchObject([{ courier: "", state: "none", ledger: null }]);
    await update(later(reported, 1, { tracking_company: "UPS" }));
    expect(await shipments()).toMatchObject([{ courier: "ups", state: "waiting", ledger: { courier: "ups" } }]);
  });

  it("goes by the merchant's rule first", async () => {
    await services.db.prisma.courierRule.create({
      data: { accountId: account.id, position: 1, company: "USPS", countryCode: "US", courierCode: "asendia-usa" },
    });
    await create(sample());
    expect(await shipments()).toMatchObject([{ courier: "asendia-usa" }]);
  });
});

describe("what the merchant decided in Homeward", () => {
  it("is not undone by a webhook: put away stays put away, stopped stays stopped", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A, B] });
    await create(sample);
    const [a, b] = await shipments();
    await archiveShipment(services, account.id, a?.id ?? "", true);
    await followShipment(services, account.id, b?.id ?? "", false);
    await update(later(sample, 1, {}));
    expect(await shipments()).toMatchObject([
      { number: A, archived: true, following: true },
      { number: B, archived: false, following: false },
    ]);
  });
});

describe("a cancelled order", () => {
  const cancel = (orderId: string) =>
    receiveWebhooks(services, account, [
      { topic: "orders/cancelled", payload: { id: orderId, cancelled_at: "2026-11-20T11:30:00Z" } },
    ]);

  it("takes back what has not been sent and follows what is on its way", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A, B] });
    await create(sample);
    await setState(B, "registered");
    await cancel(sample.order_id);
    expect(await shipments()).toMatchObject([
      { number: A, state: "rejected", ledger: { state: "rejected" } },
      { number: B, state: "registered", following: true },
    ]);
    const order = await services.db.prisma.order.findFirstOrThrow({ where: { accountId: account.id } });
    expect(order.cancelledAt).toEqual(new Date("2026-11-20T11:30:00Z"));
  });

  it("is not sent after all because its fulfillment is told once more", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A] });
    await create(sample);
    await cancel(sample.order_id);
    await update(later(sample, 1, {}));
    expect(await shipments()).toMatchObject([{ state: "rejected", ledger: { state: "rejected" } }]);
  });

  it("leaves the parcel that another order is also in", async () => {
    const sample = fulfillmentSample({ tracking_numbers: [A] });
    await create(sample);
    await create(fulfillmentSample({ tracking_numbers: [A] }));
    await cancel(sample.order_id);
    expect(await shipments()).toMatchObject([{ state: "waiting", ledger: { state: "waiting" } }]);
  });

  it("that nobody knows changes nothing", async () => {
    await cancel("123");
    expect(await shipments()).toEqual([]);
  });
});
