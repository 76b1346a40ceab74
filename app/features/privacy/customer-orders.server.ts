import { customerEmailHash } from "~/features/account/keyed-hashes.server";
import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import { emailKey } from "~/domain/orders/contact";
import type { CustomerReference } from "~/domain/orders/customer-reference";

/** The orders of ours that belong to a customer: those Shopify names, those of the same customer, those with the same e-mail. */
export async function customerOrders(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  customer: CustomerReference,
): Promise<string[]> {
  const hash = emailHashOf(vault, accountId, customer);
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM "order" WHERE account_id = $1 AND (shopify_order_id = ANY($2) OR customer_gid = $3)
     UNION
     SELECT order_id FROM shipment WHERE account_id = $1 AND customer_email_hash = $4 AND order_id IS NOT NULL`,
    [accountId, customer.orderIds, customer.customerGid, hash],
  );
  return rows.map((row) => row.id);
}

/**
 * The parcels of ours that are a customer's and belong to no order: the merchant's own software added them. Those with the customer's
 * e-mail, and those that a fulfillment of one of these orders has, too.
 */
export async function customerParcelsWithoutOrder(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  customer: CustomerReference,
  orderIds: string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM shipment WHERE account_id = $1 AND order_id IS NULL AND customer_email_hash = $2
     UNION
     SELECT shipment.id FROM fulfillment JOIN fulfillment_parcel ON fulfillment_id = fulfillment.id
       JOIN shipment ON shipment.id = shipment_id AND shipment.order_id IS NULL
      WHERE fulfillment.account_id = $1 AND fulfillment.order_id = ANY($3)`,
    [accountId, emailHashOf(vault, accountId, customer), orderIds],
  );
  return rows.map((row) => row.id);
}

function emailHashOf(vault: Vault, accountId: string, { email }: CustomerReference): Buffer | null {
  return email ? customerEmailHash(vault, accountId, emailKey(email)) : null;
}
