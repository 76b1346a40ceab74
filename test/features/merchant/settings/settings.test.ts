import { expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { itWithNewServices } from "#test/support/it";
import { saveCustomerFields } from "~/features/account/customer-fields.server";

const it = itWithNewServices
  .extend("accountId", async ({ services }) => (await addShop(services, { settings: { usualCouriers: ["usps"] } })).id)
  .extend(
    "settings",
    ({ services, accountId }) =>
      async () =>
        (await services.db.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).settings,
  );

it("keeps each answer about customers by itself and every other setting as it was", async ({
  services,
  accountId,
  settings,
}) => {
  await saveCustomerFields(services, accountId, { name: true, email: false, phone: true });
  expect(await settings()).toEqual({
    usualCouriers: ["usps"],
    sendCustomerName: true,
    sendCustomerEmail: false,
    sendCustomerPhone: true,
    customerFieldsAsked: true,
  });
});
