import type { Sql } from "~/platform/database/client.server";

/** Erases who the customer of these orders' shipments, and of these shipments, is. */
export async function eraseCustomerOfShipments(
  tx: Sql,
  accountId: string,
  { orderIds, shipmentIds }: { orderIds: string[]; shipmentIds: string[] },
): Promise<void> {
  await tx.query(
    `UPDATE shipment SET customer_enc = NULL, customer_email_hash = NULL, comment = NULL
      WHERE account_id = $1 AND (order_id = ANY($2) OR id = ANY($3))`,
    [accountId, orderIds, shipmentIds],
  );
}

/**
 * Deletes the first shipments, by their numbers from `from` on, of a shop that has left; none of
 * one that is installed. Answers the numbers of what it deleted, as the index compares them.
 */
export async function deleteShipmentsOfDeparted(
  sql: Sql,
  accountId: string,
  { from, limit }: { from: string; limit: number },
): Promise<string[]> {
  const rows = await sql.query<{ numberKey: string }>(
    `DELETE FROM shipment WHERE id IN (
       SELECT id FROM shipment WHERE account_id = $1 AND number_key >= $2
          AND EXISTS (SELECT FROM account WHERE id = $1 AND uninstalled_at IS NOT NULL)
        ORDER BY number_key LIMIT $3)
     RETURNING number_key AS "numberKey"`,
    [accountId, from, limit],
  );
  return rows.map((row) => row.numberKey);
}
