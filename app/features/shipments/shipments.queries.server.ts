import { jsonb, type Sql } from "~/platform/database/client.server";
import { lockLedger } from "./tracking-changes.queries.server";

/** A shipment as ingest needs it to decide what becomes of a number. */
export interface KnownShipment {
  id: string;
  numberKey: string;
  courierCode: string;
  courierSource: string;
  registrationState: string;
  orderId: string | null;
}

/**
 * The shipments with these numbers. Their ledger rows are locked first, so that none of them is
 * taken for sending, or given up as cancelled, between this look and what follows from it.
 */
export async function lockShipmentsByNumber(
  tx: Sql,
  accountId: string,
  numberKeys: string[],
): Promise<KnownShipment[]> {
  if (numberKeys.length === 0) return [];
  await lockLedger(tx, accountId, numberKeys);
  return tx.query<KnownShipment>(
    `SELECT id, number_key AS "numberKey", courier_code AS "courierCode", courier_source::text AS "courierSource",
            registration_state::text AS "registrationState", order_id AS "orderId"
       FROM shipment WHERE account_id = $1 AND number_key = ANY($2) ORDER BY created_at, id`,
    [accountId, numberKeys],
  );
}

export interface ShipmentWrite {
  number: string;
  numberKey: string;
  courierCode: string;
  courierSource: string;
  courierReason: unknown;
  courierCandidates: unknown;
  trackingCompany: string | null;
  orderId: string;
  orderName: string;
  orderNameKey: string;
  orderCreatedAt: Date | null;
  orderCreateTime: string | null;
  title: string | null;
  lang: string | null;
  destinationCode: string | null;
  customerEmailHash: Buffer | null;
  shipDate: string | null;
  shippedAt: Date;
  registrationState: string;
}

/** Inserts new shipments; one that came into being meanwhile is answered, not changed. */
export async function insertShipments(tx: Sql, accountId: string, shipments: ShipmentWrite[], now: Date) {
  if (shipments.length === 0) return [];
  const column = <Key extends keyof ShipmentWrite>(key: Key) => shipments.map((shipment) => shipment[key]);
  return tx.query<KnownShipment & { isNew: boolean }>(
    `INSERT INTO shipment AS known (account_id, created_at, updated_at, number, number_key, courier_code, courier_source,
        courier_reason, courier_candidates, tracking_company, order_id, order_name, order_name_key, order_created_at,
        order_create_time, title, lang, destination_code, customer_email_hash, ship_date, shipped_at, registration_state)
     SELECT $1, $2, $2, s.number, s.number_key, s.courier_code, s.courier_source::courier_source, s.courier_reason,
            s.candidates, s.company, s.order_id, s.order_name, s.order_name_key, s.order_created_at, s.order_create_time,
            s.title, s.lang, s.destination, s.email_hash, s.ship_date, s.shipped_at, s.registration_state::registration_state
       FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::text[], $10::uuid[],
                   $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::text[], $17::text[],
                   $18::bytea[], $19::text[], $20::timestamptz[], $21::text[])
            AS s(number, number_key, courier_code, courier_source, courier_reason, candidates, company, order_id, order_name,
                 order_name_key, order_created_at, order_create_time, title, lang, destination, email_hash, ship_date,
                 shipped_at, registration_state)
     ON CONFLICT (account_id, courier_code, number_key) DO UPDATE SET order_id = COALESCE(known.order_id, excluded.order_id)
     RETURNING id, number_key AS "numberKey", courier_code AS "courierCode", courier_source::text AS "courierSource",
               registration_state::text AS "registrationState", order_id AS "orderId", (xmax = 0) AS "isNew"`,
    [
      accountId,
      now,
      column("number"),
      column("numberKey"),
      column("courierCode"),
      column("courierSource"),
      shipments.map((shipment) => jsonb(shipment.courierReason)),
      shipments.map((shipment) => jsonb(shipment.courierCandidates)),
      column("trackingCompany"),
      column("orderId"),
      column("orderName"),
      column("orderNameKey"),
      column("orderCreatedAt"),
      column("orderCreateTime"),
      column("title"),
      column("lang"),
      column("destinationCode"),
      column("customerEmailHash"),
      column("shipDate"),
      column("shippedAt"),
      column("registrationState"),
    ],
  );
}

/** Gives an unregistered shipment another courier. */
export async function correctUnregisteredCourier(
  tx: Sql,
  change: { shipmentId: string; courierCode: string; source: string; reason: unknown; company: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE shipment SET courier_code = $2, courier_source = $3::courier_source, courier_reason = $4, tracking_company = $5
      WHERE id = $1`,
    [change.shipmentId, change.courierCode, change.source, jsonb(change.reason), change.company],
  );
}
