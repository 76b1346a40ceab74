import type { OrderHashes } from "~/features/account/contact-hashes.server";
import type { Sql } from "~/platform/database/client.server";

export interface OrderWrite extends OrderHashes {
  shopifyOrderId: string;
  name: string;
  nameKey: string;
  placedAt: Date | null;
  locale: string | null;
  contactEnc: Buffer | null;
  customerGid: string | null;
  countryCode: string | null;
  cancelledAt: Date | null;
  detailsAt: Date | null;
}

export interface OrderRow {
  id: string;
  shopifyOrderId: string;
  name: string;
  nameKey: string;
  placedAt: Date | null;
  locale: string | null;
  contactEnc: Buffer | null;
  countryCode: string | null;
}

/**
 * Writes orders; what only a webhook knows never overwrites what the Admin API answered. Who the
 * customer of an erased order was stays erased, however late or often Shopify repeats it.
 */
export async function upsertOrders(tx: Sql, accountId: string, orders: OrderWrite[]): Promise<OrderRow[]> {
  if (orders.length === 0) return [];
  const column = <Key extends keyof OrderWrite>(key: Key) => orders.map((order) => order[key]);
  return tx.query<OrderRow>(
    `INSERT INTO "order" AS known (account_id, shopify_order_id, name, name_key, placed_at, locale, contact_enc, email_hash,
                                   phone_hash, postcode_hash, contact_hashes, customer_gid, country_code, cancelled_at, details_at)
     SELECT $1, o.* FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bytea[], $8::bytea[],
                                $9::bytea[], $10::bytea[], $11::int[], $12::text[], $13::text[], $14::timestamptz[],
                                $15::timestamptz[]) AS o
     ON CONFLICT (account_id, shopify_order_id) DO UPDATE SET
       name = CASE WHEN known.details_at IS NULL OR excluded.details_at IS NOT NULL THEN excluded.name ELSE known.name END,
       name_key = CASE WHEN known.details_at IS NULL OR excluded.details_at IS NOT NULL THEN excluded.name_key ELSE known.name_key END,
       placed_at = COALESCE(excluded.placed_at, known.placed_at),
       locale = COALESCE(excluded.locale, known.locale),
       contact_enc = CASE WHEN known.erased_at IS NOT NULL THEN NULL WHEN excluded.details_at IS NOT NULL THEN excluded.contact_enc ELSE COALESCE(known.contact_enc, excluded.contact_enc) END,
       email_hash = CASE WHEN known.erased_at IS NOT NULL THEN NULL WHEN excluded.details_at IS NOT NULL THEN COALESCE(excluded.email_hash, known.email_hash) ELSE COALESCE(known.email_hash, excluded.email_hash) END,
       phone_hash = CASE WHEN known.erased_at IS NOT NULL THEN NULL WHEN excluded.details_at IS NOT NULL THEN COALESCE(excluded.phone_hash, known.phone_hash) ELSE COALESCE(known.phone_hash, excluded.phone_hash) END,
       postcode_hash = CASE WHEN known.erased_at IS NOT NULL THEN NULL WHEN excluded.details_at IS NOT NULL THEN COALESCE(excluded.postcode_hash, known.postcode_hash) ELSE COALESCE(known.postcode_hash, excluded.postcode_hash) END,
       contact_hashes = CASE WHEN excluded.details_at IS NOT NULL THEN excluded.contact_hashes ELSE known.contact_hashes END,
       customer_gid = CASE WHEN known.erased_at IS NULL THEN COALESCE(excluded.customer_gid, known.customer_gid) END,
       country_code = COALESCE(excluded.country_code, known.country_code),
       cancelled_at = COALESCE(excluded.cancelled_at, known.cancelled_at),
       details_at = COALESCE(excluded.details_at, known.details_at)
     RETURNING id, shopify_order_id AS "shopifyOrderId", name, name_key AS "nameKey", placed_at AS "placedAt", locale,
               contact_enc AS "contactEnc", country_code AS "countryCode"`,
    [
      accountId,
      column("shopifyOrderId"),
      column("name"),
      column("nameKey"),
      column("placedAt"),
      column("locale"),
      column("contactEnc"),
      column("emailHash"),
      column("phoneHash"),
      column("postcodeHash"),
      column("contactHashes"),
      column("customerGid"),
      column("countryCode"),
      column("cancelledAt"),
      column("detailsAt"),
    ],
  );
}

/** An order whose hashes were made by older rules. */
export interface OrderToHash {
  id: string;
  nameKey: string;
  countryCode: string | null;
  contactEnc: Buffer | null;
}

export async function accountsWithOldHashes(sql: Sql, version: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM account WHERE uninstalled_at IS NULL
        AND EXISTS (SELECT FROM "order" WHERE account_id = account.id AND contact_hashes < $1)
      LIMIT 1000`,
    [version],
  );
  return rows.map((row) => row.id);
}

/** Locks so many of them; one that is being written is left for later. */
export async function lockOrdersToHash(
  tx: Sql,
  accountId: string,
  version: number,
  limit: number,
): Promise<OrderToHash[]> {
  return tx.query<OrderToHash>(
    `SELECT id, name_key AS "nameKey", country_code AS "countryCode", contact_enc AS "contactEnc"
       FROM "order" WHERE account_id = $1 AND contact_hashes < $2 LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [accountId, version, limit],
  );
}

export async function writeOrderHashes(tx: Sql, orders: ({ id: string } & OrderHashes)[]): Promise<void> {
  await tx.query(
    `UPDATE "order" SET email_hash = h.email, phone_hash = h.phone, postcode_hash = h.postcode, contact_hashes = h.version
       FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::int[]) AS h(id, email, phone, postcode, version)
      WHERE "order".id = h.id`,
    [
      orders.map((order) => order.id),
      orders.map((order) => order.emailHash),
      orders.map((order) => order.phoneHash),
      orders.map((order) => order.postcodeHash),
      orders.map((order) => order.contactHashes),
    ],
  );
}

/** Of these orders, those whose details the Admin API has answered. */
export async function ordersWithDetails(sql: Sql, accountId: string, shopifyOrderIds: string[]): Promise<Set<string>> {
  const rows = await sql.query<{ id: string }>(
    `SELECT shopify_order_id AS id FROM "order"
      WHERE account_id = $1 AND shopify_order_id = ANY($2) AND details_at IS NOT NULL`,
    [accountId, shopifyOrderIds],
  );
  return new Set(rows.map((row) => row.id));
}

export interface CancelledOrder {
  shopifyOrderId: string;
  at: Date;
}

/**
 * Marks orders as cancelled; answers the shipments of theirs that belong to no other order that
 * stands.
 */
export async function markCancelled(tx: Sql, accountId: string, cancelled: CancelledOrder[]): Promise<string[]> {
  const rows = await tx.query<{ shipmentId: string }>(
    `WITH gone AS (
       UPDATE "order" SET cancelled_at = c.at
         FROM unnest($2::text[], $3::timestamptz[]) AS c(shopify_order_id, at)
        WHERE "order".account_id = $1 AND "order".shopify_order_id = c.shopify_order_id
       RETURNING "order".id
     )
     SELECT DISTINCT link.shipment_id AS "shipmentId"
       FROM fulfillment_parcel AS link JOIN fulfillment ON fulfillment.id = link.fulfillment_id
      WHERE fulfillment.order_id IN (SELECT id FROM gone)
        AND NOT EXISTS (SELECT FROM fulfillment_parcel AS shared
                          JOIN fulfillment ON fulfillment.id = shared.fulfillment_id
                          JOIN "order" AS other ON other.id = fulfillment.order_id
                         WHERE shared.shipment_id = link.shipment_id AND other.cancelled_at IS NULL
                           AND other.id NOT IN (SELECT id FROM gone))`,
    [accountId, cancelled.map((order) => order.shopifyOrderId), cancelled.map((order) => order.at)],
  );
  return rows.map((row) => row.shipmentId);
}
