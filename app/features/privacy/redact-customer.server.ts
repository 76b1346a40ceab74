import { forgetUnreadPayloads } from "~/features/intake/inbox/undelivered-messages.queries.server";
import { eraseCustomerOfOrders } from "~/features/intake/orders/erased-orders.queries.server";
import { eraseCustomerOfShipments } from "~/features/shipments/erased-shipments.queries.server";
import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import type { CustomerReference } from "~/domain/orders/customer-reference";
import { customerOrders, customerShipmentsWithoutOrder } from "./customer-orders.server";
import { forgetDataRequests } from "./data-request.server";
import { unnameCheckpoints } from "./unname-checkpoints.server";

/**
 * Erases everything that says who a customer is. The shipments stay for the shop's counts, without
 * a person's name.
 */
export async function redactCustomer(
  deps: { tx: Sql; vault: Vault },
  accountId: string,
  customer: CustomerReference,
  now: Date,
): Promise<void> {
  const { tx } = deps;
  const orderIds = await customerOrders(deps, accountId, customer);
  const shipmentIds = await customerShipmentsWithoutOrder(deps, accountId, customer, orderIds);
  await unnameCheckpoints(deps, accountId, { orderIds, shipmentIds, email: customer.email });
  // None needs another's answer, and the database takes them in this order.
  await Promise.all([
    eraseCustomerOfOrders(tx, accountId, orderIds, now),
    eraseCustomerOfShipments(tx, accountId, { orderIds, shipmentIds }),
    // A webhook that could not be read may hold the same person; what cannot be read cannot be
    // searched.
    forgetUnreadPayloads(tx, accountId),
  ]);
  await forgetDataRequests(deps, accountId, { orderIds, email: customer.email });
}
