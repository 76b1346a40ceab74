import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import type { CustomerReference } from "~/domain/orders/customer-reference";
import { customerOrders, customerParcelsWithoutOrder } from "./customer-orders.server";
import { forgetDataRequests } from "./data-request.server";
import { unnameCheckpoints } from "./unname-checkpoints.server";

/** Erases everything that tells who a customer is. The parcels stay for the shop's counts, without anybody's name on them. */
export async function redactCustomer(
  deps: { tx: Sql; vault: Vault },
  accountId: string,
  customer: CustomerReference,
  now: Date,
): Promise<void> {
  const { tx } = deps;
  const orderIds = await customerOrders(deps, accountId, customer);
  const parcelIds = await customerParcelsWithoutOrder(deps, accountId, customer, orderIds);
  await unnameCheckpoints(deps, accountId, { orderIds, parcelIds, email: customer.email });
  await tx.query(
    `UPDATE "order" SET contact_enc = NULL, email_hash = NULL, phone_hash = NULL, postcode_hash = NULL, customer_gid = NULL,
            erased_at = $3
      WHERE account_id = $1 AND id = ANY($2)`,
    [accountId, orderIds, now],
  );
  await tx.query(
    `UPDATE shipment SET customer_enc = NULL, customer_email_hash = NULL, comment = NULL
      WHERE account_id = $1 AND (order_id = ANY($2) OR id = ANY($3))`,
    [accountId, orderIds, parcelIds],
  );
  // A webhook that could not be read may hold the same person; what cannot be read cannot be searched.
  await tx.query(
    "UPDATE inbox_message SET payload_enc = NULL WHERE account_id = $1 AND state IN ('refused', 'failed')",
    [accountId],
  );
  await forgetDataRequests(deps, accountId, { orderIds, email: customer.email });
}
