import type { LegReport } from "~/domain/tracking/update";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Sql } from "~/platform/database/client.server";
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

/** The columns of a `TrackingRow`, over `shipment` and its `"order"`. */
export const trackingColumns = `shipment.id AS "shipmentId", public_id AS "publicId", number, courier_code AS "courierCode", status::text AS status,
  substatus, following, archived_at AS "archivedAt", shipment.created_at AS "createdAt", updated_at AS "updatedAt",
  order_create_time AS "orderCreateTime", order_name AS "orderName", title, comment, logistics_channel AS "logisticsChannel",
  origin_country AS "originCountry", destination_country AS "destinationCountry", destination_code AS "destinationCode",
  origin_info AS "originInfo", destination_info AS "destinationInfo", customer_enc AS "customerEnc", contact_enc AS "contactEnc"`;

const from = `shipment LEFT JOIN "order" ON "order".id = shipment.order_id`;

/**
 * The account's trackings of these names, in the order given; null for one it never added. Couriers
 * compare without case.
 */
export async function findTrackings(
  sql: Sql,
  accountId: string,
  names: readonly TrackingName[],
): Promise<(TrackingRow | null)[]> {
  const rows = await sql.query<TrackingRow & { numberKey: string }>(
    `SELECT ${trackingColumns}, number_key AS "numberKey" FROM ${from} WHERE shipment.account_id = $1 AND number_key = ANY($2)`,
    [accountId, [...new Set(names.map((name) => name.numberKey))]],
    "find-trackings",
  );
  const nameOf = (name: TrackingName) => `${name.numberKey} ${name.courierCode.toLowerCase()}`;
  const found = new Map(rows.map(({ numberKey, ...row }) => [nameOf({ ...row, numberKey }), row]));
  return names.map((name) => found.get(nameOf(name)) ?? null);
}

export async function trackingsById(sql: Sql, accountId: string, shipmentIds: string[]): Promise<TrackingRow[]> {
  return sql.query<TrackingRow>(
    `SELECT ${trackingColumns} FROM ${from} WHERE shipment.account_id = $1 AND shipment.id = ANY($2)`,
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

/**
 * Adds trackings an API client asked for; those that exist already are left as they are and not
 * answered.
 */
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
