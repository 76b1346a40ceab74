import { customerEmailHash } from "~/features/account/keyed-hashes.server";
import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import { emailKey } from "~/domain/orders/contact";
import type { CustomerReference } from "~/domain/orders/customer-reference";
import { selectCustomerOrders, selectShipmentsWithoutOrder } from "./customer-data.queries.server";

/**
 * The orders that belong to a customer: those Shopify names, those of the same customer, those with
 * the same e-mail.
 */
export async function customerOrders(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  customer: CustomerReference,
): Promise<string[]> {
  return selectCustomerOrders(tx, accountId, {
    shopifyOrderIds: customer.orderIds,
    customerGid: customer.customerGid,
    emailHash: emailHashOf(vault, accountId, customer),
  });
}

/**
 * The shipments that are a customer's and belong to no order: the merchant's own software added
 * them. Those with the customer's e-mail, and those that a fulfillment of one of these orders has,
 * too.
 */
export async function customerShipmentsWithoutOrder(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  customer: CustomerReference,
  orderIds: string[],
): Promise<string[]> {
  const emailHash = emailHashOf(vault, accountId, customer);
  return selectShipmentsWithoutOrder(tx, accountId, { emailHash, orderIds });
}

function emailHashOf(vault: Vault, accountId: string, { email }: CustomerReference): Buffer | null {
  return email ? customerEmailHash(vault, accountId, emailKey(email)) : null;
}
