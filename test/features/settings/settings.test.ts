import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addShop } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { saveCustomerFields } from "~/features/settings/customer-fields.server";
import { settingsPage } from "~/features/settings/settings-page.server";
import { retryWebhook } from "~/features/settings/undelivered.server";

let database: TestDatabase;
let services: TestServices;
let accountId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  services = await createTestServices(database.url);
  accountId = (await addShop(services, { settings: { usualCouriers: ["usps"] } })).id;
  return () => services[Symbol.asyncDispose]();
});

const settings = async () =>
  (await services.db.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).settings;

async function addMessage(state: "refused" | "failed" | "done" | "waiting", hasPayload = true): Promise<string> {
  const { id } = await services.db.prisma.inboxMessage.create({
    data: {
      accountId,
      source: "shopify",
      externalId: crypto.randomUUID(),
      topic: "fulfillments/create",
      receivedAt: services.clock.now(),
      state,
      reason: "not understood",
      payloadEnc: hasPayload ? new Uint8Array(services.vault.encryptJson({})) : null,
    },
  });
  return String(id);
}

it("keeps each answer about customers by itself and every other setting as it was", async () => {
  await saveCustomerFields(services, accountId, { name: true, email: false, phone: true });
  expect(await settings()).toEqual({
    usualCouriers: ["usps"],
    sendCustomerName: true,
    sendCustomerEmail: false,
    sendCustomerPhone: true,
    customerFieldsAsked: true,
  });
});

it("lists webhooks that were not understood and reads one of them again", async () => {
  const refused = await addMessage("refused");
  await addMessage("done");
  const { undelivered } = await settingsPage(services, accountId);
  expect(undelivered).toMatchObject([{ id: refused, topic: "fulfillments/create", canRetry: true }]);
  expect(await retryWebhook(services, accountId, refused)).toEqual({ kind: "requeued" });
  expect(services.recorded.sent).toEqual([{ name: "process-inbox", payload: { accountId } }]);
  expect((await settingsPage(services, accountId)).undelivered).toEqual([]);
});

it("reads nothing again that is done, has nothing left to read, or is another shop's", async () => {
  const done = await addMessage("done");
  const emptied = await addMessage("refused", false);
  const refused = await addMessage("refused");
  const other = await addShop(services);
  expect(await retryWebhook(services, accountId, done)).toEqual({ kind: "not-found" });
  expect(await retryWebhook(services, accountId, emptied)).toEqual({ kind: "not-found" });
  expect(await retryWebhook(services, other.id, refused)).toEqual({ kind: "not-found" });
  expect(services.recorded.sent).toEqual([]);
});
