import type { Sql } from "~/platform/database/client.server";

/** What of a customer orders and shipments are found by. */
export interface CustomerKeys {
  /** As Shopify names the orders. */
  shopifyOrderIds: string[];
  customerGid: string | null;
  emailHash: Buffer | null;
}

/**
 * The orders of a customer: those Shopify names, those of the same customer, those with the same
 * e-mail.
 */
export async function selectCustomerOrders(sql: Sql, accountId: string, customer: CustomerKeys): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM "order" WHERE account_id = $1 AND (shopify_order_id = ANY($2) OR customer_gid = $3)
     UNION
     SELECT order_id FROM shipment WHERE account_id = $1 AND customer_email_hash = $4 AND order_id IS NOT NULL`,
    [accountId, customer.shopifyOrderIds, customer.customerGid, customer.emailHash],
  );
  return rows.map((row) => row.id);
}

/**
 * Shipments of no order that have this e-mail, or that a fulfillment of one of these orders has
 * too.
 */
export async function selectShipmentsWithoutOrder(
  sql: Sql,
  accountId: string,
  { emailHash, orderIds }: { emailHash: Buffer | null; orderIds: string[] },
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM shipment WHERE account_id = $1 AND order_id IS NULL AND customer_email_hash = $2
     UNION
     SELECT shipment.id FROM fulfillment JOIN fulfillment_parcel ON fulfillment_id = fulfillment.id
       JOIN shipment ON shipment.id = shipment_id AND shipment.order_id IS NULL
      WHERE fulfillment.account_id = $1 AND fulfillment.order_id = ANY($3)`,
    [accountId, emailHash, orderIds],
  );
  return rows.map((row) => row.id);
}

/** An order of a customer with its numbers, or a shipment that belongs to none. */
export interface HeldOrder {
  name: string;
  placedAt: Date | null;
  contactEnc: Buffer | null;
  numbers: string[];
}

/** What is held about these orders, and these shipments of no order. */
export async function selectHeldOrders(
  sql: Sql,
  accountId: string,
  { orderIds, shipmentIds }: { orderIds: string[]; shipmentIds: string[] },
): Promise<HeldOrder[]> {
  return sql.query<HeldOrder>(
    `SELECT "order".name, placed_at AS "placedAt", contact_enc AS "contactEnc",
            COALESCE(array_agg(shipment.number) FILTER (WHERE shipment.id IS NOT NULL), '{}') AS numbers
       FROM "order" LEFT JOIN shipment ON shipment.order_id = "order".id
      WHERE "order".account_id = $1 AND "order".id = ANY($2) GROUP BY "order".id
     UNION ALL
     SELECT COALESCE(order_name, ''), order_created_at, customer_enc, ARRAY[number]
       FROM shipment WHERE account_id = $1 AND id = ANY($3)`,
    [accountId, orderIds, shipmentIds],
  );
}

export async function selectOrderNames(sql: Sql, accountId: string, orderIds: string[]): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(`SELECT name FROM "order" WHERE account_id = $1 AND id = ANY($2)`, [
    accountId,
    orderIds,
  ]);
  return rows.map((row) => row.name);
}

/** What carriers wrote about one shipment, and whose it is. */
export interface ReportedTexts {
  shipmentId: string;
  contactEnc: Buffer | null;
  texts: string[];
}

/**
 * The carriers' texts about the shipments of these orders, and about these shipments of no order.
 */
export async function selectReportedTexts(
  sql: Sql,
  accountId: string,
  { orderIds, shipmentIds }: { orderIds: string[]; shipmentIds: string[] },
): Promise<ReportedTexts[]> {
  return sql.query<ReportedTexts>(
    `WITH concerned AS (
       SELECT id, order_id FROM shipment WHERE account_id = $1 AND order_id = ANY($2)
       UNION
       SELECT shipment_id, order_id FROM fulfillment JOIN fulfillment_parcel ON fulfillment_id = fulfillment.id
        WHERE account_id = $1 AND order_id = ANY($2)
       UNION
       SELECT id, order_id FROM shipment WHERE account_id = $1 AND id = ANY($3)
     ), reported AS (
       SELECT shipment_id AS id, text FROM checkpoint WHERE shipment_id IN (SELECT id FROM concerned)
       UNION
       SELECT id, last_event_text FROM shipment WHERE id IN (SELECT id FROM concerned) AND last_event_text IS NOT NULL
     )
     SELECT concerned.id AS "shipmentId", COALESCE("order".contact_enc, shipment.customer_enc) AS "contactEnc",
            array_agg(reported.text) AS texts
       FROM concerned JOIN reported ON reported.id = concerned.id JOIN shipment ON shipment.id = concerned.id
       LEFT JOIN "order" ON "order".id = concerned.order_id
      GROUP BY concerned.id, concerned.order_id, 2`,
    [accountId, orderIds, shipmentIds],
  );
}
