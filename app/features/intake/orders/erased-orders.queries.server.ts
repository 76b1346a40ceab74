import type { Sql } from "~/platform/database/client.server";

/** Erases who the customer of these orders is; later news of them leave it erased. */
export async function eraseCustomerOfOrders(tx: Sql, accountId: string, orderIds: string[], now: Date): Promise<void> {
  await tx.query(
    `UPDATE "order" SET contact_enc = NULL, email_hash = NULL, phone_hash = NULL, postcode_hash = NULL, customer_gid = NULL,
            erased_at = $3
      WHERE account_id = $1 AND id = ANY($2)`,
    [accountId, orderIds, now],
  );
}

/**
 * Deletes the first orders, by Shopify's ids from `from` on, of a shop that has left; none of one
 * that is installed. Answers Shopify's ids of what it deleted, as the index compares them.
 */
export async function deleteOrdersOfDeparted(
  sql: Sql,
  accountId: string,
  { from, limit }: { from: string; limit: number },
): Promise<string[]> {
  const rows = await sql.query<{ shopifyOrderId: string }>(
    `DELETE FROM "order" WHERE id IN (
       SELECT id FROM "order" WHERE account_id = $1 AND shopify_order_id >= $2
          AND EXISTS (SELECT FROM account WHERE id = $1 AND uninstalled_at IS NOT NULL)
        ORDER BY shopify_order_id LIMIT $3)
     RETURNING shopify_order_id AS "shopifyOrderId"`,
    [accountId, from, limit],
  );
  return rows.map((row) => row.shopifyOrderId);
}
