import type { Sql } from "~/platform/database/client.server";
import {
  shownColumns,
  type ShownAtMost,
  type ShownShipmentRow,
} from "~/features/shopper/look-up/shopper-shipments.queries.server";
import type { ShopperOrder } from "~/features/shopper/look-up/shopper-orders.queries.server";

/** A parcel of one of a customer's orders. */
export interface CustomerParcelRow extends ShownShipmentRow {
  orderId: string;
  orderName: string;
  shopifyOrderId: string;
  contactEnc: Buffer | null;
  /**
   * Delivered, returned or cancelled, or nothing new for so long that it is no longer under way.
   */
  isEarlier: boolean;
  /** When it was sent, or delivered: what the list is sorted by. */
  at: Date;
  /** How many orders were looked at: as many as asked for where there may be more. */
  orders: number;
}

/** The last row of the page before. */
export type CustomerParcelPlace = Pick<CustomerParcelRow, "isEarlier" | "at" | "orderId" | "id">;

export interface CustomerParcelsQuery {
  accountId: string;
  customerGid: string;
  /** Parcels that moved last before this instant are no longer under way. */
  underWaySince: Date;
  after: CustomerParcelPlace | null;
  /** Of the newest orders, at most this many are looked at. */
  maxOrders: number;
  most: ShownAtMost;
}

/** Cancelled and returned: nothing comes to the customer any more. */
const ended = "s.substatus ~ '^exception0+(8|10)$'";

/**
 * One page of a customer's parcels: what is under way first, then the rest, each newest first. A
 * box that holds two orders is listed with each. What is inside is known only where a fulfillment
 * has a single number.
 */
export async function parcelsOfCustomer(sql: Sql, query: CustomerParcelsQuery): Promise<CustomerParcelRow[]> {
  const { accountId, customerGid, underWaySince, after, maxOrders, most } = query;
  return sql.query<CustomerParcelRow>(
    `WITH own AS (
       SELECT id, name, shopify_order_id, contact_enc FROM "order"
        WHERE account_id = $1 AND customer_gid = $2 ORDER BY placed_at DESC LIMIT $3
     ), linked AS (
       SELECT f.order_id, p.shipment_id, f.contents, count(*) OVER (PARTITION BY f.id) AS boxes
         FROM own JOIN fulfillment f ON f.order_id = own.id AND f.status <> 'cancelled'
                  JOIN fulfillment_parcel p ON p.fulfillment_id = f.id
     ), parcel AS (
       SELECT order_id, shipment_id, coalesce(jsonb_agg(contents) FILTER (WHERE boxes = 1), '[]') AS contents
         FROM linked GROUP BY order_id, shipment_id
     ), listed AS (
       SELECT s.id, parcel.contents, own.id AS "orderId", own.name AS "orderName",
              own.shopify_order_id AS "shopifyOrderId", own.contact_enc AS "contactEnc",
              s.status = 'delivered' OR (s.status = 'exception' AND ${ended})
                OR coalesce(s.last_event_at, s.shipped_at, s.created_at) < $4 AS "isEarlier",
              coalesce(CASE WHEN s.status = 'delivered' THEN s.delivered_at END, s.shipped_at, s.created_at) AS at,
              (SELECT count(*)::int FROM own) AS orders
         FROM parcel JOIN own ON own.id = parcel.order_id
                     JOIN shipment s ON s.id = parcel.shipment_id
     ), page AS (
       SELECT * FROM listed
        WHERE $5::boolean IS NULL OR "isEarlier" > $5
           OR ("isEarlier" = $5 AND (at < $6 OR (at = $6 AND ("orderId", id) > ($7::uuid, $8::uuid))))
        ORDER BY "isEarlier", at DESC, "orderId", id
        LIMIT $9
     )
     SELECT ${shownColumns("$10")}, page.* FROM page JOIN shipment s ON s.id = page.id
      ORDER BY page."isEarlier", page.at DESC, page."orderId", page.id`,
    [
      accountId,
      customerGid,
      maxOrders,
      underWaySince,
      after?.isEarlier ?? null,
      after?.at ?? null,
      after?.orderId ?? null,
      after?.id ?? null,
      most.parcels,
      most.events,
    ],
  );
}

/** A fulfillment by Shopify's id, with the order it belongs to; none that was cancelled. */
export async function fulfillmentByShopifyId(
  sql: Sql,
  accountId: string,
  shopifyFulfillmentId: string,
): Promise<{ id: string; order: ShopperOrder } | null> {
  const [found] = await sql.query<ShopperOrder & { fulfillmentId: string }>(
    `SELECT f.id AS "fulfillmentId", o.id, o.name, o.customer_gid AS "customerGid", o.contact_enc AS "contactEnc"
       FROM fulfillment f JOIN "order" o ON o.id = f.order_id
      WHERE f.account_id = $1 AND f.shopify_fulfillment_id = $2 AND f.status <> 'cancelled'`,
    [accountId, shopifyFulfillmentId],
  );
  if (!found) return null;
  const { fulfillmentId, ...order } = found;
  return { id: fulfillmentId, order };
}

/**
 * The parcels of a fulfillment in the order of its numbers. What is inside stands beside it
 * already, and is not repeated.
 */
export async function shipmentsOfFulfillment(
  sql: Sql,
  accountId: string,
  fulfillmentId: string,
  most: ShownAtMost,
): Promise<ShownShipmentRow[]> {
  return sql.query<ShownShipmentRow>(
    `SELECT ${shownColumns("$4")}, '[]'::jsonb AS contents
       FROM fulfillment_parcel p JOIN shipment s ON s.id = p.shipment_id AND s.account_id = $1
      WHERE p.fulfillment_id = $2 ORDER BY p.position, s.id LIMIT $3`,
    [accountId, fulfillmentId, most.parcels, most.events],
  );
}
