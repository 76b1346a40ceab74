import { expect } from "vitest";
import { accountsWithOldHashes } from "~/features/intake/orders/orders.queries.server";
import { contactHashRules } from "~/domain/orders/contact";
import { contactHashes } from "~/features/account/contact-hashes.server";
import { hashContacts } from "~/features/intake/orders/hash-contacts.server";
import { watchDueWork } from "~/processes/due-work.server";
import { addShop } from "#test/factories/accounts";
import { fulfillmentSample, receiveWebhooks } from "#test/factories/webhooks";
import { it } from "#test/support/it";

it("makes the hashes of orders that came before a rule, is asked for by itself, and then has nothing left to do", async ({
  services,
}) => {
  const account = await addShop(services);
  const samples = ["#1001.1", "HW-1002-EU.1"].map((name) =>
    fulfillmentSample({
      name,
      email: "ana@example.com",
      destination: { name: "Ana", phone: "0151 23456789", zip: "D-10115", country_code: "DE" },
    }),
  );
  await receiveWebhooks(
    services,
    account,
    samples.map((payload) => ({ topic: "fulfillments/create", payload })),
  );
  const stored = () =>
    services.db.query<{ nameKey: string; hashes: string[] }>(
      `SELECT name_key AS "nameKey", ARRAY[encode(email_hash, 'hex'), encode(phone_hash, 'hex'), encode(postcode_hash, 'hex')] AS hashes
         FROM "order" WHERE account_id = $1 ORDER BY name_key`,
      [account.id],
    );
  const written = await stored();
  const contact = { email: "ANA@example.com", phone: "+49 151 23456789", postalCode: "10115" };
  for (const { nameKey, hashes } of written) {
    const made = contactHashes(services.vault, account.id, { nameKey, countryCode: "DE" }, contact);
    expect(hashes).toEqual([made.emailHash, made.phoneHash, made.postcodeHash].map((hash) => hash?.toString("hex")));
  }
  expect(await accountsWithOldHashes(services.db, contactHashRules)).toEqual([]);

  await services.db.query(
    `UPDATE "order" SET email_hash = '\\x00', phone_hash = NULL, postcode_hash = NULL, contact_hashes = 0`,
  );
  const watch = watchDueWork(services);
  await watch.stop();
  expect(services.recorded.sent).toContainEqual({ name: "hash-contacts", payload: { accountId: account.id } });
  await hashContacts(services, account.id);
  expect(await stored()).toEqual(written);
  expect(await accountsWithOldHashes(services.db, contactHashRules)).toEqual([]);
});
