import type { ArrivalFacts } from "~/domain/arrival/arrival";
import type { AccountCarriers } from "~/domain/carriers/directory";
import { parseTrackingPage, type TrackingPageSettings } from "~/domain/settings/tracking-page";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Leg } from "~/domain/tracking/update";
import { carrierColumns } from "~/features/carriers/carriers.queries.server";
import type { Sql } from "~/platform/database/client.server";
import { arrivalColumns } from "~/features/shopper/arrival/lane-transit.queries.server";

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

/** A parcel with all that is told of it: its newest events, when it may come, and what its account adds to the packaged carriers for it. */
export interface ToldParcelRow extends ShopperParcelRow, ArrivalFacts, AccountCarriers {
  checkpoints: ShopperEventRow[];
}

export interface ShopperEventRow {
  leg: Leg;
  local: string;
  offsetMinutes: number | null;
  text: string;
  place: string;
  status: string | null;
  country: string | null;
}

type ShopRow = Omit<ShopperShop, "trackingPage"> & { trackingPage: unknown };

const shopColumns = `a.id AS "accountId", a.time_zone AS "timeZone", a.settings -> 'trackingPage' AS "trackingPage",
            a.proxy_path AS "proxyPath"`;

const shopOf = (row: ShopRow): ShopperShop => ({ ...row, trackingPage: parseTrackingPage(row.trackingPage) });

export async function findShopperShop(sql: Sql, shopDomain: string): Promise<ShopperShop | null> {
  const [shop] = await sql.query<ShopRow>(
    `SELECT ${shopColumns} FROM account a WHERE a.shop_domain = $1 AND a.uninstalled_at IS NULL`,
    [shopDomain],
    "find-shopper-shop",
  );
  return shop ? shopOf(shop) : null;
}

/**
 * A shop, and how many misses (look-up-misses.server.ts) stand under each of these keys, in their order: one query, whether or not we
 * know the shop. Takes wall-clock time.
 */
export async function shopAndMisses(
  sql: Sql,
  shopDomain: string,
  { keys, now }: { keys: readonly Buffer[]; now: Date },
): Promise<{ shop: ShopperShop | null; misses: number[] }> {
  const [found] = await sql.query<(ShopRow | { accountId: null }) & { misses: number[] }>(
    `SELECT ${shopColumns},
            ARRAY(SELECT COALESCE(m.misses, 0)
                    FROM unnest($2::bytea[]) WITH ORDINALITY AS k(key, place)
                    LEFT JOIN look_up_miss m ON m.key_hash = k.key AND m.ends_at > $3
                   ORDER BY k.place) AS misses
       FROM (SELECT) AS asked LEFT JOIN account a ON a.shop_domain = $1 AND a.uninstalled_at IS NULL`,
    [shopDomain, keys, now],
    "shop-and-misses",
  );
  if (!found) throw new Error("A query without a condition gave no row");
  const { misses, ...shop } = found;
  return { shop: shop.accountId === null ? null : shopOf(shop), misses };
}

/** What a shopper told, hashed; null or empty where the shop does not take it. */
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

/** What was sent without a tracking number, so that nobody can follow it. */
export interface UnnumberedRow {
  trackingCompany: string | null;
  /** `{ title, quantity }` of each line. */
  contents: unknown;
}

/** What an order was sent as. */
export interface SentRows {
  /** The one that moved last first. */
  parcels: ToldParcelRow[];
  /** The one sent last first. */
  unnumbered: UnnumberedRow[];
}

/** An order with what it was sent as; null where that was not read. */
export interface FoundOrder extends HashedOrder {
  sent: SentRows | null;
}

/** How much is read of an order at most. */
export interface MostTold {
  parcels: number;
  /** Of each parcel, the newest by the carriers' clocks. */
  events: number;
}

const parcelColumns = `s.id, s.number, s.courier_code AS "courierCode", s.tracking_company AS "trackingCompany",
            s.status::text AS status, s.substatus, s.registration_state::text AS "registrationState",
            s.last_event_at AS "lastEventAt", s.shipped_at AS "shippedAt", s.checked_at AS "checkedAt",
            s.expected_from AS "expectedFrom", s.expected_to AS "expectedTo"`;

/** Of a shipment called `s`: a ToldParcelRow but for what is inside. Nothing is left to ask for. */
export const toldColumns = (mostEvents: string) => `${parcelColumns}, ${arrivalColumns("s")}, ${carrierColumns("s")},
            (SELECT COALESCE(json_agg(c), '[]')
               FROM (SELECT leg::text AS leg, event_local AS local, offset_minutes AS "offsetMinutes", text, place, status,
                            CASE leg WHEN 'origin' THEN s.origin_country ELSE s.destination_country END AS country
                       FROM checkpoint WHERE shipment_id = s.id ORDER BY event_local DESC, id DESC LIMIT ${mostEvents}) AS c
            ) AS checkpoints`;

/**
 * Queries `told`: the parcels of an order of account $1, at most $2 with at most $3 events each, and `bare`: one row with what was sent
 * without a number. What is inside is known only where a fulfillment has a single number: Shopify does not say which of several boxes a
 * line is in. A fulfillment of which nothing is shipped (gift cards, downloads) is no parcel.
 */
const toldOf = (orderId: string) => `linked AS (
       SELECT p.shipment_id, f.contents, count(*) OVER (PARTITION BY f.id) AS boxes
         FROM fulfillment f JOIN fulfillment_parcel p ON p.fulfillment_id = f.id
        WHERE f.account_id = $1 AND f.order_id = ${orderId} AND f.status <> 'cancelled'
     ), parcel AS (
       SELECT shipment_id, coalesce(jsonb_agg(contents) FILTER (WHERE boxes = 1), '[]') AS contents
         FROM linked GROUP BY shipment_id
     ), told AS (
       SELECT ${toldColumns("$3")}, parcel.contents
         FROM parcel JOIN shipment s ON s.id = parcel.shipment_id AND s.account_id = $1
        ORDER BY s.last_event_at DESC NULLS LAST, s.shipped_at DESC NULLS LAST, s.id LIMIT $2
     ), bare AS (
       SELECT COALESCE(json_agg(json_build_object('trackingCompany', f.tracking_company, 'contents', f.contents)), '[]') AS unnumbered
         FROM (SELECT tracking_company, contents FROM fulfillment AS f
                WHERE f.account_id = $1 AND f.order_id = ${orderId} AND f.status = 'success' AND jsonb_array_length(f.contents) > 0
                  AND NOT EXISTS (SELECT FROM fulfillment_parcel AS p WHERE p.fulfillment_id = f.id)
                ORDER BY f.fulfilled_at DESC LIMIT $2) AS f
     )`;
const lastMovedFirst = `told."lastEventAt" DESC NULLS LAST, told."shippedAt" DESC NULLS LAST, told.id`;

/** Somebody who orders again and again in a shop whose numbers repeat has a few. */
const mostOrdersOfOneHash = 20;

/** Orders of account $1 in an order of their own, the first of them with its parcels. */
const foundOrders = (condition: string, first: string) => `WITH found AS (
       SELECT id AS "orderId", name AS "orderName", customer_gid AS "customerGid", contact_enc AS "contactEnc", name_key AS "nameKey",
              email_hash AS "emailHash", phone_hash AS "phoneHash", postcode_hash AS "postcodeHash",
              row_number() OVER (ORDER BY ${first}) AS place
         FROM "order" WHERE ${condition}
        ORDER BY place LIMIT ${mostOrdersOfOneHash}
     ), ${toldOf(`(SELECT "orderId" FROM found WHERE place = 1)`)}
     SELECT * FROM found CROSS JOIN bare LEFT JOIN told ON place = 1 ORDER BY place, ${lastMovedFirst}`;

type Nothing<Row> = { [Column in keyof Row]: null };
type SentRow = Pick<SentRows, "unnumbered"> & (ToldParcelRow | Nothing<ToldParcelRow>);
type FoundRow = Omit<HashedOrder, "id" | "name"> & { orderId: string; orderName: string } & SentRow;

function sentIn(rows: readonly SentRow[]): SentRows {
  const parcels = rows.filter((row): row is SentRow & ToldParcelRow => row.id !== null);
  return { parcels, unnumbered: rows[0]?.unnumbered ?? [] };
}

function foundIn(rows: FoundRow[]): FoundOrder[] {
  return [...Map.groupBy(rows, ({ orderId }) => orderId).values()].flatMap(([row], at) =>
    row ? { ...row, id: row.orderId, name: row.orderName, sent: at === 0 ? sentIn(rows) : null } : [],
  );
}

/**
 * The orders any of these hashes fits, those with just this name first and then the newest; the first with its parcels. One query, whatever
 * the shop takes and whatever is found.
 */
export async function ordersByHashes(
  sql: Sql,
  accountId: string,
  { nameKey, hashes }: { nameKey: string; hashes: HashesToFind },
  most: MostTold,
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

/** A customer's order by Shopify's id, if it is theirs, with its parcels. */
export async function orderOfCustomer(
  sql: Sql,
  accountId: string,
  { shopifyOrderId, customerGid }: { shopifyOrderId: string; customerGid: string | null },
  most: MostTold,
): Promise<FoundOrder | null> {
  const rows = await sql.query<FoundRow>(
    foundOrders("account_id = $1 AND shopify_order_id = $4 AND customer_gid = $5", "id"),
    [accountId, most.parcels, most.events, shopifyOrderId, customerGid],
    "order-of-customer",
  );
  return foundIn(rows)[0] ?? null;
}

/** The order of a link, with its parcels; none whose customer was erased. */
export async function orderOfLink(
  sql: Sql,
  accountId: string,
  orderId: string,
  most: MostTold,
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
export async function parcelsOfOrder(sql: Sql, accountId: string, orderId: string, most: MostTold): Promise<SentRows> {
  const rows = await sql.query<SentRow>(
    `WITH ${toldOf("$4")} SELECT * FROM bare LEFT JOIN told ON true ORDER BY ${lastMovedFirst}`,
    [accountId, most.parcels, most.events, orderId],
    "parcels-of-order",
  );
  return sentIn(rows);
}

/** The parcel with a tracking number, the one that moved last where several carriers use it, and whose words it may not tell. */
export async function parcelByNumber(
  sql: Sql,
  accountId: string,
  numberKey: string | null,
  { events }: Pick<MostTold, "events">,
): Promise<(ToldParcelRow & { contactEnc: Buffer | null }) | null> {
  const [parcel] = await sql.query<ToldParcelRow & { contactEnc: Buffer | null }>(
    `SELECT ${toldColumns("$3")}, '[]'::jsonb AS contents, COALESCE(o.contact_enc, s.customer_enc) AS "contactEnc"
       FROM shipment s LEFT JOIN "order" o ON o.id = s.order_id
      WHERE s.account_id = $1 AND s.number_key = $2
      ORDER BY s.last_event_at DESC NULLS LAST, s.shipped_at DESC NULLS LAST, s.id LIMIT 1`,
    [accountId, numberKey, events],
    "parcel-by-number",
  );
  return parcel ?? null;
}
