import { z } from "zod";
import type { Sql } from "~/platform/database/client.server";
import type { Vault } from "~/platform/vault.server";
import { emailKey } from "~/domain/orders/contact";
import { openContact } from "~/features/account/contact.server";
import type { CustomerReference } from "~/domain/orders/customer-reference";
import { customerOrders, customerParcelsWithoutOrder } from "./customer-orders.server";

interface HeldOrder {
  name: string;
  placed_at: Date | null;
  contact_enc: Buffer | null;
  numbers: string[];
}

/** Puts together what we hold about a customer, sealed, for the merchant to fetch and hand on. */
export async function answerDataRequest(
  deps: { tx: Sql; vault: Vault },
  accountId: string,
  request: CustomerReference & { requestId: string },
  requestedAt: Date,
): Promise<void> {
  const { tx, vault } = deps;
  const orderIds = await customerOrders(deps, accountId, request);
  const parcelIds = await customerParcelsWithoutOrder(deps, accountId, request, orderIds);
  const orders = await tx.query<HeldOrder>(
    `SELECT "order".name, placed_at, contact_enc, COALESCE(array_agg(shipment.number) FILTER (WHERE shipment.id IS NOT NULL), '{}') AS numbers
       FROM "order" LEFT JOIN shipment ON shipment.order_id = "order".id
      WHERE "order".account_id = $1 AND "order".id = ANY($2) GROUP BY "order".id
     UNION ALL
     SELECT COALESCE(order_name, ''), order_created_at, customer_enc, ARRAY[number]
       FROM shipment WHERE account_id = $1 AND id = ANY($3)`,
    [accountId, orderIds, parcelIds],
  );
  const answer = orders.map((order) => ({
    order: order.name,
    placedAt: order.placed_at,
    trackingNumbers: order.numbers,
    ...openContact(vault, order.contact_enc),
  }));
  await tx.query(
    `INSERT INTO data_request (account_id, external_id, requested_at, answer_enc) VALUES ($1, $2, $3, $4)
     ON CONFLICT (account_id, external_id) DO NOTHING`,
    [accountId, request.requestId, requestedAt, vault.encryptJson(answer)],
  );
}

const heldAnswer = z.array(z.object({ order: z.string(), email: z.string().nullable() }));

/** Removes the answers that were fetched, and those about a customer who is to be forgotten: sealed as they are, each must be opened. */
export async function forgetDataRequests(
  { tx, vault }: { tx: Sql; vault: Vault },
  accountId: string,
  customer: { orderIds: string[]; email: string | null },
): Promise<void> {
  await tx.query("DELETE FROM data_request WHERE account_id = $1 AND fetched_at IS NOT NULL", [accountId]);
  const kept = await tx.query<{ id: string; answer_enc: Buffer }>(
    "SELECT id, answer_enc FROM data_request WHERE account_id = $1 AND answer_enc IS NOT NULL",
    [accountId],
  );
  if (kept.length === 0) return;
  const orders = await tx.query<{ name: string }>(`SELECT name FROM "order" WHERE account_id = $1 AND id = ANY($2)`, [
    accountId,
    customer.orderIds,
  ]);
  const names = new Set(orders.map((order) => order.name));
  const email = customer.email && emailKey(customer.email);
  const about = kept.filter(({ answer_enc }) =>
    heldAnswer
      .parse(vault.decryptJson(answer_enc))
      .some((held) => names.has(held.order) || (held.email !== null && emailKey(held.email) === email)),
  );
  await tx.query("DELETE FROM data_request WHERE id = ANY($1::uuid[])", [about.map((request) => request.id)]);
}
