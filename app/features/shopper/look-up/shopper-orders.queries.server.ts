import type { Sql } from "~/platform/database/client.server";
import { shownColumns, type ShownAtMost, type ShownShipmentRow } from "./shopper-shipments.queries.server";

export interface ShopperOrder {
  id: string;
  name: string;
  customerGid: string | null;
  contactEnc: Buffer | null;
}

/** What a shopper typed, hashed; null or empty where the shop does not take it. */
export interface HashesToFind {
  email: Buffer | null;
  phones: Buffer[];
  postcode: Buffer | null;
}

/** An order with what it is found by. */
export interface HashedOrder extends ShopperOrder {
  nameKey: string;
  emailHash: Buffer | null;
  phoneHash: Buffer | null;
  postcodeHash: Buffer | null;
}

/** What was sent without a tracking number, so that it cannot be followed. */
export interface UnnumberedRow {
  trackingCompany: string | null;
  /** `{ title, quantity }` of each line. */
  contents: unknown;
}

/** What an order was sent as. */
export interface SentRows {
  /** The one that moved last first. */
  parcels: ShownShipmentRow[];
  /** The one sent last first. */
  unnumbered: UnnumberedRow[];
}

/** An order with what it was sent as; null where that was not read. */
export interface FoundOrder extends HashedOrder {
  sent: SentRows | null;
}

/**
 * Queries `shown`: the shipments of an order of account $1, at most $2 with at most $3 events each,
 * and `bare`: one row with what was sent without a number. What is inside is known only where a
 * fulfillment has a single number: Shopify does not say which of several boxes a line is in. A
 * fulfillment without anything to ship (gift cards, downloads) is not listed.
 */
const shownOf = (orderId: string) => `linked AS (
       SELECT p.shipment_id, f.contents, count(*) OVER (PARTITION BY f.id) AS boxes
         FROM fulfillment f JOIN fulfillment_parcel p ON p.fulfillment_id = f.id
        WHERE f.account_id = $1 AND f.order_id = ${orderId} AND f.status <> 'cancelled'
     ), parcel AS (
       SELECT shipment_id, coalesce(jsonb_agg(contents) FILTER (WHERE boxes = 1), '[]') AS contents
         FROM linked GROUP BY shipment_id
     ), shown AS (
       SELECT ${shownColumns("$3")}, parcel.contents
         FROM parcel JOIN shipment s ON s.id = parcel.shipment_id AND s.account_id = $1
        ORDER BY s.last_event_at DESC NULLS LAST, s.shipped_at DESC NULLS LAST, s.id LIMIT $2
     ), bare AS (
       SELECT COALESCE(json_agg(json_build_object('trackingCompany', f.tracking_company, 'contents', f.contents)), '[]') AS unnumbered
         FROM (SELECT tracking_company, contents FROM fulfillment AS f
                WHERE f.account_id = $1 AND f.order_id = ${orderId} AND f.status = 'success' AND jsonb_array_length(f.contents) > 0
                  AND NOT EXISTS (SELECT FROM fulfillment_parcel AS p WHERE p.fulfillment_id = f.id)
                ORDER BY f.fulfilled_at DESC LIMIT $2) AS f
     )`;
const lastMovedFirst = `shown."lastEventAt" DESC NULLS LAST, shown."shippedAt" DESC NULLS LAST, shown.id`;

/** A customer with many orders in a shop whose numbers repeat has a few. */
const mostOrdersOfOneHash = 20;

/** Orders of account $1 in an order of their own, the first of them with its shipments. */
const foundOrders = (condition: string, first: string) => `WITH found AS (
       SELECT id AS "orderId", name AS "orderName", customer_gid AS "customerGid", contact_enc AS "contactEnc", name_key AS "nameKey",
              email_hash AS "emailHash", phone_hash AS "phoneHash", postcode_hash AS "postcodeHash",
              row_number() OVER (ORDER BY ${first}) AS place
         FROM "order" WHERE ${condition}
        ORDER BY place LIMIT ${mostOrdersOfOneHash}
     ), ${shownOf(`(SELECT "orderId" FROM found WHERE place = 1)`)}
     SELECT * FROM found CROSS JOIN bare LEFT JOIN shown ON place = 1 ORDER BY place, ${lastMovedFirst}`;

type Nothing<Row> = { [Column in keyof Row]: null };
type SentRow = Pick<SentRows, "unnumbered"> & (ShownShipmentRow | Nothing<ShownShipmentRow>);
type FoundRow = Omit<HashedOrder, "id" | "name"> & { orderId: string; orderName: string } & SentRow;

function sentIn(rows: readonly SentRow[]): SentRows {
  const parcels = rows.filter((row): row is SentRow & ShownShipmentRow => row.id !== null);
  return { parcels, unnumbered: rows[0]?.unnumbered ?? [] };
}

function foundIn(rows: FoundRow[]): FoundOrder[] {
  return [...Map.groupBy(rows, ({ orderId }) => orderId).values()].flatMap(([row], at) =>
    row ? { ...row, id: row.orderId, name: row.orderName, sent: at === 0 ? sentIn(rows) : null } : [],
  );
}

/**
 * The orders any of these hashes fits, those with just this name first and then the newest; the
 * first with its shipments. One query, whatever the shop takes and whatever is found.
 */
export async function ordersByHashes(
  sql: Sql,
  accountId: string,
  { nameKey, hashes }: { nameKey: string; hashes: HashesToFind },
  most: ShownAtMost,
): Promise<FoundOrder[]> {
  const rows = await sql.query<FoundRow>(
    foundOrders(
      `(account_id = $1 AND email_hash = $5) OR (account_id = $1 AND phone_hash = ANY($6)) OR (account_id = $1 AND postcode_hash = $7)`,
      "name_key = $4 DESC, placed_at DESC NULLS LAST, created_at DESC",
    ),
    [accountId, most.parcels, most.events, nameKey, hashes.email, hashes.phones, hashes.postcode],
    "orders-by-hashes",
  );
  return foundIn(rows);
}

/** A customer's order by Shopify's id, if it is theirs, with its shipments. */
export async function orderOfCustomer(
  sql: Sql,
  accountId: string,
  { shopifyOrderId, customerGid }: { shopifyOrderId: string; customerGid: string | null },
  most: ShownAtMost,
): Promise<FoundOrder | null> {
  const rows = await sql.query<FoundRow>(
    foundOrders("account_id = $1 AND shopify_order_id = $4 AND customer_gid = $5", "id"),
    [accountId, most.parcels, most.events, shopifyOrderId, customerGid],
    "order-of-customer",
  );
  return foundIn(rows)[0] ?? null;
}

/** The order of a link, with its shipments; none whose customer was erased. */
export async function orderOfLink(
  sql: Sql,
  accountId: string,
  orderId: string,
  most: ShownAtMost,
): Promise<FoundOrder | null> {
  const rows = await sql.query<FoundRow>(
    foundOrders("account_id = $1 AND id = $4 AND erased_at IS NULL", "id"),
    [accountId, most.parcels, most.events, orderId],
    "order-of-link",
  );
  return foundIn(rows)[0] ?? null;
}

export async function orderByShopifyId(
  sql: Sql,
  accountId: string,
  shopifyOrderId: string,
): Promise<ShopperOrder | null> {
  const [order] = await sql.query<ShopperOrder>(
    `SELECT id, name, customer_gid AS "customerGid", contact_enc AS "contactEnc"
       FROM "order" WHERE account_id = $1 AND shopify_order_id = $2`,
    [accountId, shopifyOrderId],
  );
  return order ?? null;
}

/** What an order was sent as. */
export async function shipmentsOfOrder(
  sql: Sql,
  accountId: string,
  orderId: string,
  most: ShownAtMost,
): Promise<SentRows> {
  const rows = await sql.query<SentRow>(
    `WITH ${shownOf("$4")} SELECT * FROM bare LEFT JOIN shown ON true ORDER BY ${lastMovedFirst}`,
    [accountId, most.parcels, most.events, orderId],
    "shipments-of-order",
  );
  return sentIn(rows);
}
