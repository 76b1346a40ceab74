import type { LegReport } from "~/domain/tracking/update";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Sql } from "~/platform/database/client.server";
import { countStatuses } from "./status-counts.queries.server";
import type { TrackingName } from "./tracking-changes.queries.server";

/** A shipment as the served API needs it. */
export interface TrackingRow {
  shipmentId: string;
  publicId: string;
  number: string;
  courierCode: string;
  status: TrackingStatus;
  substatus: string | null;
  following: boolean;
  archivedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  orderCreateTime: string | null;
  orderName: string | null;
  title: string | null;
  comment: string | null;
  logisticsChannel: string | null;
  originCountry: string | null;
  destinationCountry: string | null;
  destinationCode: string | null;
  originInfo: LegReport | null;
  destinationInfo: LegReport | null;
  customerEnc: Buffer | null;
  contactEnc: Buffer | null;
}

const columns = `shipment.id AS "shipmentId", public_id AS "publicId", number, courier_code AS "courierCode", status::text AS status,
  substatus, following, archived_at AS "archivedAt", shipment.created_at AS "createdAt", updated_at AS "updatedAt",
  order_create_time AS "orderCreateTime", order_name AS "orderName", title, comment, logistics_channel AS "logisticsChannel",
  origin_country AS "originCountry", destination_country AS "destinationCountry", destination_code AS "destinationCode",
  origin_info AS "originInfo", destination_info AS "destinationInfo", customer_enc AS "customerEnc", contact_enc AS "contactEnc"`;

const from = `shipment LEFT JOIN "order" ON "order".id = shipment.order_id`;

export interface Between {
  min: Date | null;
  max: Date | null;
}

export interface TrackingFilter {
  status: string | null;
  createdAt: Between;
  updatedAt: Between;
  orderCreatedAt: Between;
  numberKeys: string[] | null;
  orderNameKeys: string[] | null;
  archived: boolean | null;
}

interface Page {
  offset: number;
  limit: number;
}

/**
 * One page of an account's trackings, newest first, and how many there are over all pages. Where nothing is filtered, total and place
 * come from the tally, so that neither a late page nor a large account is counted through; else from the rows.
 */
export async function listTrackings(
  sql: Sql,
  accountId: string,
  filter: TrackingFilter,
  page: Page,
): Promise<{ total: number; rows: TrackingRow[] }> {
  const values: unknown[] = [accountId];
  // A shipment without a courier is known to us alone: the API has no word for it.
  const conditions = ["shipment.account_id = $1", "courier_code <> ''"];
  const add = (condition: (place: string) => string, value: unknown) => {
    if (value === null) return;
    values.push(value);
    conditions.push(condition(`$${String(values.length)}`));
  };
  add((p) => `status = ${p}::tracking_status`, filter.status);
  add((p) => `shipment.created_at >= ${p}`, filter.createdAt.min);
  add((p) => `shipment.created_at <= ${p}`, filter.createdAt.max);
  add((p) => `updated_at >= ${p}`, filter.updatedAt.min);
  add((p) => `updated_at <= ${p}`, filter.updatedAt.max);
  add((p) => `order_created_at >= ${p}`, filter.orderCreatedAt.min);
  add((p) => `(order_created_at IS NULL OR order_created_at <= ${p})`, filter.orderCreatedAt.max);
  add((p) => `number_key = ANY(${p})`, filter.numberKeys);
  add((p) => `order_name_key = ANY(${p})`, filter.orderNameKeys);
  if (filter.archived !== null) conditions.push(`archived_at IS ${filter.archived ? "NOT NULL" : "NULL"}`);
  const isFiltered = conditions.length > 2;
  if (isFiltered) {
    const where = { text: conditions.join(" AND "), values };
    const isOnlyStatus = filter.status !== null && conditions.length === 3;
    const total = isOnlyStatus ? countInStatus(sql, accountId, filter.status) : countWhere(sql, where);
    const [counted, rows] = await Promise.all([total, pageWhere(sql, where, page)]);
    return { total: counted, rows };
  }
  const { total, before, skip } = await placeOf(sql, accountId, page.offset);
  if (before === null) return { total, rows: [] };
  add((p) => `shipment.created_at < ${p}`, before);
  return { total, rows: await pageWhere(sql, { text: conditions.join(" AND "), values }, { ...page, offset: skip }) };
}

async function countInStatus(sql: Sql, accountId: string, status: string | null): Promise<number> {
  const anyTime = { min: null, max: null };
  const counts = await countStatuses(sql, accountId, { createdAt: anyTime, orderCreatedAt: anyTime });
  return Object.entries(counts).find(([name]) => name === status)?.[1] ?? 0;
}

interface Condition {
  text: string;
  values: readonly unknown[];
}

async function countWhere(sql: Sql, where: Condition): Promise<number> {
  const [count] = await sql.query<{ total: string }>(
    `SELECT count(*) AS total FROM shipment WHERE ${where.text}`,
    where.values,
  );
  return Number(count?.total ?? 0);
}

/** The page's places are found in an index alone; only what is on the page is read whole. */
async function pageWhere(sql: Sql, where: Condition, { offset, limit }: Page): Promise<TrackingRow[]> {
  const [last, skipped] = [`$${String(where.values.length + 1)}`, `$${String(where.values.length + 2)}`];
  return sql.query<TrackingRow>(
    `WITH page AS MATERIALIZED (
       SELECT shipment.id FROM shipment WHERE ${where.text} ORDER BY shipment.created_at DESC, shipment.id LIMIT ${last} OFFSET ${skipped}
     )
     SELECT ${columns} FROM page JOIN shipment ON shipment.id = page.id LEFT JOIN "order" ON "order".id = shipment.order_id
      ORDER BY shipment.created_at DESC, shipment.id`,
    [...where.values, limit, offset],
  );
}

/** Where the tracking with so many newer ones is: on the last day before `before`, after so many of that day; null past the end. */
async function placeOf(
  sql: Sql,
  accountId: string,
  offset: number,
): Promise<{ total: number; before: Date | null; skip: number }> {
  const [place] = await sql.query<{ total: string; before: Date | null; skip: string | null }>(
    `WITH days AS (
       SELECT day, sum(trackings) AS trackings, sum(sum(trackings)) OVER (ORDER BY day DESC) AS until
         FROM tracking_tally WHERE account_id = $1 GROUP BY day
     )
     SELECT COALESCE(sum(trackings), 0) AS total,
            (max(day) FILTER (WHERE until > $2) + 1)::timestamp AT TIME ZONE 'UTC' AS before,
            $2 - COALESCE(max(until) FILTER (WHERE until <= $2), 0) AS skip
       FROM days`,
    [accountId, offset],
  );
  return { total: Number(place?.total ?? 0), before: place?.before ?? null, skip: Number(place?.skip ?? 0) };
}

/** The account's trackings of these names, in the order given; null for one it never added. Couriers compare without case. */
export async function findTrackings(
  sql: Sql,
  accountId: string,
  names: readonly TrackingName[],
): Promise<(TrackingRow | null)[]> {
  const rows = await sql.query<TrackingRow & { numberKey: string }>(
    `SELECT ${columns}, number_key AS "numberKey" FROM ${from} WHERE shipment.account_id = $1 AND number_key = ANY($2)`,
    [accountId, [...new Set(names.map((name) => name.numberKey))]],
    "find-trackings",
  );
  const nameOf = (name: TrackingName) => `${name.numberKey} ${name.courierCode.toLowerCase()}`;
  const found = new Map(rows.map(({ numberKey, ...row }) => [nameOf({ ...row, numberKey }), row]));
  return names.map((name) => found.get(nameOf(name)) ?? null);
}

export async function trackingsById(sql: Sql, accountId: string, shipmentIds: string[]): Promise<TrackingRow[]> {
  return sql.query<TrackingRow>(
    `SELECT ${columns} FROM ${from} WHERE shipment.account_id = $1 AND shipment.id = ANY($2)`,
    [accountId, shipmentIds],
  );
}

export interface TrackingWrite {
  number: string;
  numberKey: string;
  courierCode: string;
  orderName: string | null;
  orderNameKey: string | null;
  orderCreateTime: string | null;
  orderCreatedAt: Date | null;
  title: string | null;
  comment: string | null;
  lang: string | null;
  logisticsChannel: string | null;
  customerEnc: Buffer | null;
  customerEmailHash: Buffer | null;
  destinationCode: string | null;
  shipDate: string | null;
  carrierAccount: string | null;
  autoCorrect: boolean;
}

/** Adds trackings an API client asked for; those that exist already are left as they are and not answered. */
export async function insertTrackings(
  tx: Sql,
  accountId: string,
  trackings: TrackingWrite[],
  given: { now: Date; registrationState: "waiting" | "registered"; nextRefreshAt: Date | null },
): Promise<{ id: string; publicId: string; courierCode: string; numberKey: string }[]> {
  if (trackings.length === 0) return [];
  const column = <Key extends keyof TrackingWrite>(key: Key) => trackings.map((tracking) => tracking[key]);
  return tx.query(
    `INSERT INTO shipment (account_id, created_at, updated_at, registration_state, next_refresh_at, courier_source, number, number_key,
        courier_code, order_name, order_name_key, order_create_time, order_created_at, title, comment, lang, logistics_channel,
        customer_enc, customer_email_hash, destination_code, ship_date, carrier_account, auto_correct)
     SELECT $1, $2, $2, $3::registration_state, $4, 'api', t.*
       FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::text[], $13::text[],
                   $14::text[], $15::text[], $16::bytea[], $17::bytea[], $18::text[], $19::text[], $20::text[], $21::boolean[]) AS t
     ON CONFLICT (account_id, courier_code, number_key) DO NOTHING
     RETURNING id, public_id AS "publicId", courier_code AS "courierCode", number_key AS "numberKey"`,
    [
      accountId,
      given.now,
      given.registrationState,
      given.nextRefreshAt,
      column("number"),
      column("numberKey"),
      column("courierCode"),
      column("orderName"),
      column("orderNameKey"),
      column("orderCreateTime"),
      column("orderCreatedAt"),
      column("title"),
      column("comment"),
      column("lang"),
      column("logisticsChannel"),
      column("customerEnc"),
      column("customerEmailHash"),
      column("destinationCode"),
      column("shipDate"),
      column("carrierAccount"),
      column("autoCorrect"),
    ],
  );
}

export async function existingTrackings(
  sql: Sql,
  accountId: string,
  keys: { courierCode: string; numberKey: string }[],
): Promise<{ courierCode: string; numberKey: string }[]> {
  return sql.query(
    `SELECT courier_code AS "courierCode", number_key AS "numberKey"
       FROM shipment JOIN unnest($2::text[], $3::text[]) AS asked(courier, number)
         ON courier_code = asked.courier AND number_key = asked.number
      WHERE account_id = $1`,
    [accountId, keys.map((key) => key.courierCode), keys.map((key) => key.numberKey)],
  );
}
