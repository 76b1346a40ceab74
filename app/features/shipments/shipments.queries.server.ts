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
 * The shipments with these numbers. Their ledger rows are locked first, so that none of them is taken for sending, or given up as
 * cancelled, between this look and what follows from it.
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

export interface ParcelLink {
  fulfillmentId: string;
  shipmentId: string;
  position: number;
}

/** Makes the parcels of these fulfillments exactly `links`; answers the shipments that lost their last fulfillment, and those that got one more. */
export async function replaceParcels(
  tx: Sql,
  fulfillmentIds: string[],
  links: ParcelLink[],
): Promise<{ orphans: string[]; joined: string[] }> {
  const removed = await tx.query<{ shipment_id: string }>(
    `DELETE FROM fulfillment_parcel AS parcel
      WHERE parcel.fulfillment_id = ANY($1)
        AND NOT EXISTS (SELECT FROM unnest($2::uuid[], $3::uuid[]) AS kept(fulfillment_id, shipment_id)
                         WHERE kept.fulfillment_id = parcel.fulfillment_id AND kept.shipment_id = parcel.shipment_id)
     RETURNING shipment_id`,
    [fulfillmentIds, links.map((link) => link.fulfillmentId), links.map((link) => link.shipmentId)],
  );
  await tx.query(
    `UPDATE fulfillment SET lacks_number = id <> ALL($2::uuid[]) WHERE id = ANY($1) AND lacks_number = (id = ANY($2))`,
    [fulfillmentIds, links.map((link) => link.fulfillmentId)],
  );
  const linked = await tx.query<{ shipment_id: string; is_new: boolean }>(
    `INSERT INTO fulfillment_parcel (fulfillment_id, shipment_id, position)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[])
     ON CONFLICT (fulfillment_id, shipment_id) DO UPDATE SET position = excluded.position
     RETURNING shipment_id, (xmax = 0) AS is_new`,
    [links.map((link) => link.fulfillmentId), links.map((link) => link.shipmentId), links.map((link) => link.position)],
  );
  const orphans = await tx.query<{ id: string }>(
    `SELECT id FROM shipment WHERE id = ANY($1)
        AND NOT EXISTS (SELECT FROM fulfillment_parcel WHERE shipment_id = shipment.id)`,
    [removed.map((row) => row.shipment_id)],
  );
  return {
    orphans: orphans.map((row) => row.id),
    joined: linked.filter((row) => row.is_new).map((row) => row.shipment_id),
  };
}

/** Stops following shipments whose number the merchant took away; a registration that was not sent is taken back. */
export async function dropShipments(tx: Sql, shipmentIds: string[], now: Date): Promise<void> {
  if (shipmentIds.length === 0) return;
  await tx.query(
    `WITH taken_back AS (
       UPDATE registration SET state = 'rejected', reason = 'cancelled', settled_at = $2
        WHERE shipment_id = ANY($1) AND state = 'waiting' RETURNING shipment_id
     )
     UPDATE shipment SET following = false, archived_at = $2, next_refresh_at = NULL,
            registration_state = CASE WHEN id IN (SELECT shipment_id FROM taken_back) THEN 'rejected'::registration_state
                                      ELSE registration_state END
      WHERE id = ANY($1)`,
    [shipmentIds, now],
  );
}

/**
 * Takes up shipments again that were dropped and whose number came back. What a merchant put away or stopped is one of the two, never
 * both, and stays.
 */
export async function reviveShipments(tx: Sql, shipmentIds: string[], now: Date): Promise<void> {
  if (shipmentIds.length === 0) return;
  await tx.query(
    `WITH dropped AS (
       SELECT id FROM shipment WHERE id = ANY($1) AND archived_at IS NOT NULL AND NOT following
     ), again AS (
       UPDATE registration SET state = 'waiting', reason = NULL, not_before = $2, settled_at = NULL
        WHERE shipment_id IN (SELECT id FROM dropped) AND state = 'rejected' AND reason = 'cancelled' RETURNING shipment_id
     )
     UPDATE shipment SET following = status <> 'delivered', archived_at = NULL,
            next_refresh_at = CASE WHEN registration_state = 'registered' AND status <> 'delivered' THEN $2 END,
            registration_state = CASE WHEN id IN (SELECT shipment_id FROM again) THEN 'waiting'::registration_state
                                      ELSE registration_state END
      WHERE id IN (SELECT id FROM dropped)`,
    [shipmentIds, now],
  );
}

export interface Intent {
  shipmentId: string;
  courierCode: string;
  numberKey: string;
  /** `none` where no provider is told: the carrier is the merchant's own. */
  state: "none" | "waiting" | "rejected";
  reason: string | null;
}

/** Priorities in the ledger: parcels that were just sent, and those of a backfill, which wait until no fresh one does. */
export const FRESH = 0;
export const BEHIND = 1;

/**
 * Opens the ledger for shipments: one row each, whatever happens later. One that was deleted and is back may be at the provider already,
 * so it is looked up before it is sent.
 */
export async function openRegistrations(
  tx: Sql,
  accountId: string,
  intents: Intent[],
  now: Date,
  priority: typeof FRESH | typeof BEHIND = FRESH,
): Promise<void> {
  if (intents.length === 0) return;
  await tx.query(
    `INSERT INTO registration AS ledger (account_id, intent_at, not_before, shipment_id, courier_code, number_key, state, reason, priority)
     SELECT $1, $2, $2, i.shipment_id, i.courier_code, i.number_key,
            CASE WHEN i.state = 'waiting' AND removed.account_id IS NOT NULL THEN 'unknown' ELSE i.state::registration_state END,
            i.reason, $8::int
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
            AS i(shipment_id, courier_code, number_key, state, reason)
       LEFT JOIN removed_tracking AS removed
         ON removed.account_id = $1 AND removed.courier_code = i.courier_code AND removed.number_key = i.number_key
     ON CONFLICT (shipment_id) DO UPDATE SET courier_code = excluded.courier_code, state = excluded.state,
            reason = excluded.reason, not_before = excluded.not_before, priority = LEAST(ledger.priority, excluded.priority)
      WHERE ledger.state IN ('none', 'waiting', 'rejected')`,
    [
      accountId,
      now,
      intents.map((intent) => intent.shipmentId),
      intents.map((intent) => intent.courierCode),
      intents.map((intent) => intent.numberKey),
      intents.map((intent) => intent.state),
      intents.map((intent) => intent.reason),
      priority,
    ],
  );
}
