import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addShop } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { saveCustomerFields } from "~/features/account/customer-fields.server";

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
