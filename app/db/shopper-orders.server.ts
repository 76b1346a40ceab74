import { parseTrackingPage, type TrackingPageSettings } from "~/domain/settings/tracking-page";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Leg } from "~/domain/tracking/update";
import type { Sql } from "./client.server";

/** A shop as the storefront needs it. */
export interface ShopperShop {
  accountId: string;
  timeZone: string;
  /** What the merchant shows and hides. */
  trackingPage: TrackingPageSettings;
  /** The store's path for this app as it was last told; empty where it never was. */
  proxyPath: string;
}

export interface ShopperOrder {
  id: string;
  name: string;
  customerGid: string | null;
  contactEnc: Buffer | null;
}

export interface ShopperParcelRow {
  id: string;
  number: string;
  courierCode: string;
  trackingCompany: string | null;
  status: TrackingStatus;
  substatus: string | null;
  registrationState: string;
  lastEventAt: Date | null;
  shippedAt: Date | null;
  checkedAt: Date | null;
  expectedFrom: Date | null;
  expectedTo: Date | null;
  /** Lists of `{ title, quantity }`, one for each fulfillment that has this parcel alone. */
  contents: unknown;
}

export interface ShopperCheckpointRow {
  shipmentId: string;
  leg: Leg;
  local: string;
  offsetMinutes: number | null;
  text: string;
  place: string;
  status: string | null;
  country: string | null;
}

export async function findShopperShop(sql: Sql, shopDomain: string): Promise<ShopperShop | null> {
  const [shop] = await sql.query<Omit<ShopperShop, "trackingPage"> & { trackingPage: unknown }>(
    `SELECT id AS "accountId", time_zone AS "timeZone", settings -> 'trackingPage' AS "trackingPage",
            proxy_path AS "proxyPath"
       FROM account WHERE shop_domain = $1 AND uninstalled_at IS NULL`,
    [shopDomain],
    "find-shopper-shop",
  );
  return shop ? { ...shop, trackingPage: parseTrackingPage(shop.trackingPage) } : null;
}

/** Keeps the store's path for this app, which only a shopper's request tells. */
export async function rememberProxyPath(sql: Sql, accountId: string, path: string): Promise<void> {
  await sql.query("UPDATE account SET proxy_path = $2 WHERE id = $1", [accountId, path]);
}

const orderColumns = `id, name, customer_gid AS "customerGid", contact_enc AS "contactEnc"`;

/** What a shopper told, hashed; null or empty where the shop does not take it. */
export interface HashesToFind {
  email: Buffer | null;
  phones: Buffer[];
  postcode: Buffer | null;
}

/** An order with what it was found by. */
export interface HashedOrder extends ShopperOrder {
  nameKey: string;
  emailHash: Buffer | null;
  phoneHash: Buffer | null;
  postcodeHash: Buffer | null;
}

/** Somebody who orders again and again in a shop whose numbers repeat has a few; the newest come first. */
const mostOrdersOfOneHash = 20;

/** The orders any of these hashes fits, newest first: one query, whatever the shop takes and whatever is found. */
export async function ordersByHashes(sql: Sql, accountId: string, hashes: HashesToFind): Promise<HashedOrder[]> {
  return sql.query<HashedOrder>(
    `SELECT ${orderColumns}, name_key AS "nameKey", email_hash AS "emailHash", phone_hash AS "phoneHash",
            postcode_hash AS "postcodeHash"
       FROM "order"
      WHERE (account_id = $1 AND email_hash = $2) OR (account_id = $1 AND phone_hash = ANY($3))
         OR (account_id = $1 AND postcode_hash = $4)
      ORDER BY placed_at DESC NULLS LAST, created_at DESC LIMIT ${mostOrdersOfOneHash}`,
    [accountId, hashes.email, hashes.phones, hashes.postcode],
    "orders-by-hashes",
  );
}

export async function orderByShopifyId(
  sql: Sql,
  accountId: string,
  shopifyOrderId: string,
): Promise<ShopperOrder | null> {
  const [order] = await sql.query<ShopperOrder>(
    `SELECT ${orderColumns} FROM "order" WHERE account_id = $1 AND shopify_order_id = $2`,
    [accountId, shopifyOrderId],
  );
  return order ?? null;
}

/** The order of a link; none whose customer was erased. */
export async function orderOfLink(sql: Sql, accountId: string, orderId: string): Promise<ShopperOrder | null> {
  const [order] = await sql.query<ShopperOrder>(
    `SELECT ${orderColumns} FROM "order" WHERE account_id = $1 AND id = $2 AND erased_at IS NULL`,
    [accountId, orderId],
  );
  return order ?? null;
}

/** Of a shipment called `s`: the columns of a ShopperParcelRow but for what is inside. */
export const parcelColumns = `s.id, s.number, s.courier_code AS "courierCode", s.tracking_company AS "trackingCompany",
            s.status::text AS status, s.substatus, s.registration_state::text AS "registrationState",
            s.last_event_at AS "lastEventAt", s.shipped_at AS "shippedAt", s.checked_at AS "checkedAt",
            s.expected_from AS "expectedFrom", s.expected_to AS "expectedTo"`;

/** The parcel with a tracking number, the one that moved last where several carriers use it, and whose words it may not tell. */
export async function parcelByNumber(
  sql: Sql,
  accountId: string,
  numberKey: string | null,
): Promise<(ShopperParcelRow & { contactEnc: Buffer | null }) | null> {
  const [parcel] = await sql.query<ShopperParcelRow & { contactEnc: Buffer | null }>(
    `SELECT ${parcelColumns}, '[]'::jsonb AS contents, COALESCE(o.contact_enc, s.customer_enc) AS "contactEnc"
       FROM shipment s LEFT JOIN "order" o ON o.id = s.order_id
      WHERE s.account_id = $1 AND s.number_key = $2
      ORDER BY s.last_event_at DESC NULLS LAST, s.shipped_at DESC NULLS LAST, s.id LIMIT 1`,
    [accountId, numberKey],
    "parcel-by-number",
  );
  return parcel ?? null;
}

/**
 * The parcels of an order, the one that moved last first. What is inside is known only where a fulfillment has a single
 * number: Shopify does not say which of several boxes a line is in.
 */
export async function parcelsOfOrder(
  sql: Sql,
  accountId: string,
  orderId: string,
  limit: number,
): Promise<ShopperParcelRow[]> {
  return sql.query<ShopperParcelRow>(
    `WITH linked AS (
       SELECT p.shipment_id, f.contents, count(*) OVER (PARTITION BY f.id) AS boxes
         FROM fulfillment f JOIN fulfillment_parcel p ON p.fulfillment_id = f.id
        WHERE f.account_id = $1 AND f.order_id = $2 AND f.status <> 'cancelled'
     ), parcel AS (
       SELECT shipment_id, coalesce(jsonb_agg(contents) FILTER (WHERE boxes = 1), '[]') AS contents
         FROM linked GROUP BY shipment_id
     )
     SELECT ${parcelColumns}, parcel.contents
       FROM parcel JOIN shipment s ON s.id = parcel.shipment_id AND s.account_id = $1
      ORDER BY s.last_event_at DESC NULLS LAST, s.shipped_at DESC NULLS LAST, s.id
      LIMIT $3`,
    [accountId, orderId, limit],
    "parcels-of-order",
  );
}

/** The newest events of these parcels by the carriers' clocks, at most `limit` of each. */
export async function checkpointsOfParcels(
  sql: Sql,
  accountId: string,
  shipmentIds: string[],
  limit: number,
): Promise<ShopperCheckpointRow[]> {
  return sql.query<ShopperCheckpointRow>(
    `SELECT s.id AS "shipmentId", c.leg::text AS leg, c.event_local AS local, c.offset_minutes AS "offsetMinutes",
            c.text, c.place, c.status,
            CASE c.leg WHEN 'origin' THEN s.origin_country ELSE s.destination_country END AS country
       FROM shipment s CROSS JOIN LATERAL (
              SELECT * FROM checkpoint WHERE shipment_id = s.id ORDER BY event_local DESC, id DESC LIMIT $3
            ) AS c
      WHERE s.account_id = $1 AND s.id = ANY($2)`,
    [accountId, shipmentIds, limit],
    "checkpoints-of-parcels",
  );
}
