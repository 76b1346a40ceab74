import { customerEmailHash } from "~/db/contact-hashes.server";
import type { Sql } from "~/db/client.server";
import type { Vault } from "~/db/vault.server";
import { emailKey } from "~/domain/orders/contact";
import type { CustomerReference } from "~/features/ingest/read-message";

/** The orders of ours that belong to a customer: those Shopify names, those of the same customer, those with the same e-mail. */
export async function customerOrders(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  customer: CustomerReference,
): Promise<string[]> {
  const hash = customer.email ? customerEmailHash(vault, accountId, emailKey(customer.email)) : null;
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM "order" WHERE account_id = $1 AND (shopify_order_id = ANY($2) OR customer_gid = $3)
     UNION
     SELECT order_id FROM shipment WHERE account_id = $1 AND customer_email_hash = $4 AND order_id IS NOT NULL`,
    [accountId, customer.orderIds, customer.customerGid, hash],
  );
  return rows.map((row) => row.id);
}
