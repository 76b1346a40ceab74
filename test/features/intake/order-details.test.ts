import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addShop, type TestAccount } from "#test/factories/accounts";
import { parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment, receiveWebhooks } from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { openContact } from "~/features/account/contact.server";
import type { AdminAnswer } from "~/providers/shopify/admin-client.server";

let database: TestDatabase;
let services: TestServices;
let account: TestAccount;
let asked: string[][];
let answer: (ids: string[]) => AdminAnswer;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url, {
    adminFor: () => ({
      query: async (_document, { ids }) => {
        asked.push(ids as string[]);
        return answer(ids as string[]);
      },
    }),
  });
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});
beforeEach(async () => {
  asked = [];
  answer = (ids) => ({ kind: "ok", data: { nodes: ids.map((id) => orderNode(id)) } });
  account = await addShop(services);
});

const orderNode = (id: string, changes: Record<string, unknown> = {}) => ({
  id,
  name: "HW-2001-EU",
  createdAt: "2026-11-19T08:05:00Z",
  cancelledAt: null,
  customerLocale: "de-CH",
  note: "Ring twice",
  email: "order@example.com",
  phone: null,
  customer: { id: "gid://shopify/Customer/77" },
  shippingAddress: { name: "Grace Brewster", phone: "+41 44 555 01 00", zip: "8001", countryCodeV2: "CH" },
  ...changes,
});
const sample = () => fulfillmentSample({ name: "#2001.1", tracking_numbers: parcelNumbers(1) });
const order = async () => {
  const row = await services.db.prisma.order.findFirstOrThrow({
    where: { accountId: account.id },
    orderBy: { shopifyOrderId: "desc" },
    include: { shipments: true },
  });
  return { ...row, contact: openContact(services.vault, row.contactEnc) };
};

describe("what the order itself says", () => {
  it("is asked once for a whole batch, and fills in what the webhook lacks", async () => {
    const payloads = [sample(), sample(), sample()];
    const [first] = payloads;
    await receiveWebhooks(
      services,
      account,
      [...payloads, { ...sample(), order_id: first?.order_id }].map((payload) => ({
        topic: "fulfillments/create",
        payload,
      })),
    );
    expect(asked.map((ids) => ids.toSorted())).toEqual([
      payloads.map((payload) => `gid://shopify/Order/${payload.order_id}`),
    ]);
    expect(await order()).toMatchObject({
      name: "HW-2001-EU",
      nameKey: "HW-2001-EU",
      placedAt: new Date("2026-11-19T08:05:00Z"),
      locale: "de-CH",
      customerGid: "gid://shopify/Customer/77",
      countryCode: "CH",
      detailsAt: services.clock.now(),
      contact: {
        name: "Grace Brewster",
        email: "order@example.com",
        phone: "+41 44 555 01 00",
        postalCode: "8001",
        note: "Ring twice",
      },
      shipments: [{ orderName: "HW-2001-EU", orderCreateTime: "2026/11/19 08:05", lang: "de" }],
    });
  });

  it("is not asked again once it is known", async () => {
    const payload = sample();
    await receiveFulfillment(services, account, payload);
    await receiveFulfillment(
      services,
      account,
      { ...payload, updated_at: "2026-11-20T13:00:00Z" },
      "fulfillments/update",
    );
    expect(asked).toHaveLength(1);
  });

  it.each<[string, AdminAnswer]>([
    ["is down", { kind: "failed", reason: "unreachable", detail: "", partial: null }],
    ["throttles", { kind: "failed", reason: "throttled", detail: "", partial: null }],
    ["answers nonsense", { kind: "ok", data: { nodes: "none" } }],
    ["does not know the order", { kind: "ok", data: { nodes: [null] } }],
    ["answers with another shape", { kind: "ok", data: { nodes: [{ id: "gid://shopify/Order/1" }] } }],
  ])("is done without when Shopify %s: the parcel is registered all the same", async (_, given) => {
    answer = () => given;
    await receiveFulfillment(services, account, sample());
    expect(await order()).toMatchObject({
      name: "#2001",
      nameKey: "2001",
      detailsAt: null,
      contact: { name: "Ada Byron", email: "ada.byron@example.com" },
      shipments: [{ orderName: "#2001", orderCreateTime: null, registrationState: "waiting" }],
    });
  });

  it("is taken as far as it may be seen: protected fields stay what the webhook said", async () => {
    answer = (ids) => ({
      kind: "failed",
      reason: "refused",
      detail: "not approved",
      partial: {
        nodes: ids.map((id) => orderNode(id, { email: null, phone: null, customer: null, shippingAddress: null })),
      },
    });
    await receiveFulfillment(services, account, sample());
    expect(await order()).toMatchObject({
      name: "HW-2001-EU",
      customerGid: null,
      contact: { name: "Ada Byron", email: "ada.byron@example.com" },
    });
  });

  it("that came later is not overwritten by a webhook", async () => {
    const payload = sample();
    await receiveFulfillment(services, account, payload);
    answer = () => ({ kind: "failed", reason: "unreachable", detail: "", partial: null });
    const again = { ...payload, updated_at: "2026-11-20T13:00:00Z", email: "other@example.com" };
    await receiveFulfillment(services, account, again, "fulfillments/update");
    expect(await order()).toMatchObject({ name: "HW-2001-EU", contact: { email: "order@example.com" } });
  });

  it("makes the parcel findable by the buyer's e-mail where the webhook had none", async () => {
    await receiveFulfillment(services, account, { ...sample(), email: null });
    const [shipment] = (await order()).shipments;
    expect(shipment?.customerEmailHash).not.toBeNull();
  });
});
