import { lockOrdersToHash, writeOrderHashes } from "./orders.queries.server";
import { contactHashRules } from "~/domain/orders/contact";
import type { Services } from "~/features/services.server";
import { contactHashes } from "~/features/account/contact-hashes.server";
import { openContact } from "~/features/account/contact.server";

const ORDERS_PER_ROUND = 500;

/**
 * Hashes an account's orders anew whose hashes were made by older rules, from their sealed
 * contacts. Shopify is not asked.
 */
export async function hashContacts(
  { db, vault, stopping }: Pick<Services, "db" | "vault" | "stopping">,
  accountId: string,
): Promise<void> {
  const round = () =>
    db.transaction(async (tx) => {
      const orders = await lockOrdersToHash(tx, accountId, contactHashRules, ORDERS_PER_ROUND);
      const hashed = orders.map((order) => ({
        id: order.id,
        ...contactHashes(vault, accountId, order, openContact(vault, order.contactEnc)),
      }));
      if (hashed.length > 0) await writeOrderHashes(tx, hashed);
      return hashed.length;
    });
  while (!stopping.aborted && (await round()) > 0);
}
