import type { Sql } from "./client.server";

/** A tracking an API client named, however it spelled the courier. */
export interface NamedTracking {
  id: string;
  courierCode: string;
  numberKey: string;
  registrationState: string;
  customerEnc: Buffer | null;
  contactEnc: Buffer | null;
}

export interface TrackingName {
  courierCode: string;
  numberKey: string;
}

/** Locks the trackings of these names, in an order that cannot deadlock. */
export async function lockTrackings(
  tx: Sql,
  accountId: string,
  names: readonly TrackingName[],
): Promise<NamedTracking[]> {
  return tx.query<NamedTracking>(
    `SELECT shipment.id, courier_code AS "courierCode", number_key AS "numberKey", registration_state::text AS "registrationState",
            customer_enc AS "customerEnc", contact_enc AS "contactEnc"
       FROM shipment LEFT JOIN "order" ON "order".id = shipment.order_id
       JOIN (SELECT DISTINCT lower(courier) AS courier, number FROM unnest($2::text[], $3::text[]) AS n(courier, number)) AS named
         ON number_key = named.number AND lower(courier_code) = named.courier
      WHERE shipment.account_id = $1 ORDER BY shipment.id FOR UPDATE OF shipment`,
    [accountId, names.map((name) => name.courierCode), names.map((name) => name.numberKey)],
  );
}

/** Null leaves a field as it is. */
export interface TrackingChangeWrite {
  id: string;
  title: string | null;
  logisticsChannel: string | null;
  orderName: string | null;
  orderNameKey: string | null;
  destinationCode: string | null;
  archived: boolean | null;
  customerEnc: Buffer | null;
  customerEmailHash: Buffer | null;
}

export async function writeTrackingChanges(tx: Sql, writes: TrackingChangeWrite[], now: Date): Promise<void> {
  if (writes.length === 0) return;
  const column = <Key extends keyof TrackingChangeWrite>(key: Key) => writes.map((write) => write[key]);
  await tx.query(
    `UPDATE shipment SET title = COALESCE(c.title, shipment.title), logistics_channel = COALESCE(c.channel, shipment.logistics_channel),
            order_name = COALESCE(c.order_name, shipment.order_name),
            order_name_key = COALESCE(c.order_name_key, shipment.order_name_key),
            destination_code = COALESCE(c.destination, shipment.destination_code),
            archived_at = CASE WHEN c.archived IS NULL THEN archived_at WHEN c.archived THEN COALESCE(archived_at, $1) END,
            customer_enc = COALESCE(c.customer, shipment.customer_enc),
            customer_email_hash = COALESCE(c.email_hash, shipment.customer_email_hash)
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::bytea[], $10::bytea[])
            AS c(id, title, channel, order_name, order_name_key, destination, archived, customer, email_hash)
      WHERE shipment.id = c.id`,
    [
      now,
      column("id"),
      column("title"),
      column("logisticsChannel"),
      column("orderName"),
      column("orderNameKey"),
      column("destinationCode"),
      column("archived"),
      column("customerEnc"),
      column("customerEmailHash"),
    ],
  );
}

/** Deletes trackings with their stories, and remembers that their registration was paid for. */
export async function deleteTrackings(tx: Sql, accountId: string, shipmentIds: string[], now: Date): Promise<void> {
  await tx.query(
    `WITH gone AS (
       DELETE FROM shipment WHERE account_id = $1 AND id = ANY($2) RETURNING courier_code, number_key
     )
     INSERT INTO removed_tracking (account_id, courier_code, number_key, removed_at)
     SELECT $1, courier_code, number_key, $3 FROM gone
     ON CONFLICT (account_id, courier_code, number_key) DO UPDATE SET removed_at = excluded.removed_at`,
    [accountId, shipmentIds, now],
  );
}

/** Which of these were here before and deleted; they are here again now, so the memory of it goes. */
export async function takeRemoved(tx: Sql, accountId: string, names: readonly TrackingName[]): Promise<TrackingName[]> {
  if (names.length === 0) return [];
  return tx.query<TrackingName>(
    `DELETE FROM removed_tracking USING unnest($2::text[], $3::text[]) AS named(courier, number)
      WHERE account_id = $1 AND courier_code = named.courier AND number_key = named.number
     RETURNING courier_code AS "courierCode", number_key AS "numberKey"`,
    [accountId, names.map((name) => name.courierCode), names.map((name) => name.numberKey)],
  );
}

export async function stopTrackings(tx: Sql, shipmentIds: string[]): Promise<void> {
  await tx.query("UPDATE shipment SET following = false, next_refresh_at = NULL WHERE id = ANY($1)", [shipmentIds]);
}
