import type { Sql } from "~/platform/database/client.server";

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

/**
 * Locks the ledger rows of these numbers: before their shipments, where what follows reaches both.
 */
export async function lockLedger(tx: Sql, accountId: string, numberKeys: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT FROM registration
      WHERE shipment_id IN (SELECT id FROM shipment WHERE account_id = $1 AND number_key = ANY($2)) ORDER BY id FOR UPDATE`,
    [accountId, numberKeys],
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
       DELETE FROM shipment WHERE account_id = $1 AND id = ANY($2) RETURNING courier_code, number_key, asked_at
     )
     INSERT INTO removed_tracking AS known (account_id, courier_code, number_key, removed_at, asked_at)
     SELECT $1, courier_code, number_key, $3, asked_at FROM gone
     ON CONFLICT (account_id, courier_code, number_key)
     DO UPDATE SET removed_at = excluded.removed_at, asked_at = COALESCE(excluded.asked_at, known.asked_at)`,
    [accountId, shipmentIds, now],
  );
}

/** Which of these were here before and deleted: their registration was paid for. */
export async function removedTrackings(
  tx: Sql,
  accountId: string,
  names: readonly TrackingName[],
): Promise<TrackingName[]> {
  if (names.length === 0) return [];
  return tx.query<TrackingName>(
    `SELECT courier_code AS "courierCode", number_key AS "numberKey"
       FROM removed_tracking JOIN unnest($2::text[], $3::text[]) AS named(courier, number)
         ON courier_code = named.courier AND number_key = named.number
      WHERE account_id = $1`,
    [accountId, names.map((name) => name.courierCode), names.map((name) => name.numberKey)],
  );
}

/** Ends the refreshing; answers the shipments that were followed until now. */
export async function stopTrackings(tx: Sql, shipmentIds: string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    "UPDATE shipment SET following = false, next_refresh_at = NULL WHERE id = ANY($1) AND following RETURNING id",
    [shipmentIds],
  );
  return rows.map((row) => row.id);
}

/**
 * Takes the turn to ask the provider about a tracking on the spot, unless it was asked since
 * `before`.
 */
export async function takeAsking(
  sql: Sql,
  accountId: string,
  name: TrackingName,
  { now, before }: { now: Date; before: Date },
): Promise<{ id: string; number: string; courierCode: string } | "too-soon" | "not-registered"> {
  const [row] = await sql.query<{
    id: string;
    number: string;
    courierCode: string;
    registered: boolean;
    taken: boolean;
  }>(
    `WITH named AS (
       SELECT id, number, courier_code, registration_state = 'registered' AS registered
         FROM shipment WHERE account_id = $1 AND number_key = $3 AND lower(courier_code) = lower($2)
     ), taken AS (
       UPDATE shipment SET asked_at = $4 FROM named
        WHERE shipment.id = named.id AND named.registered AND (asked_at IS NULL OR asked_at <= $5)
          AND NOT EXISTS (SELECT FROM removed_tracking AS removed WHERE removed.account_id = $1 AND removed.number_key = $3
                             AND removed.courier_code = shipment.courier_code AND removed.asked_at > $5)
       RETURNING shipment.id
     )
     SELECT id, number, courier_code AS "courierCode", registered, id IN (SELECT id FROM taken) AS taken FROM named`,
    [accountId, name.courierCode, name.numberKey, now, before],
  );
  if (!row?.registered) return "not-registered";
  return row.taken ? { id: row.id, number: row.number, courierCode: row.courierCode } : "too-soon";
}

export async function returnAsking(sql: Sql, shipmentId: string): Promise<void> {
  await sql.query("UPDATE shipment SET asked_at = NULL WHERE id = $1", [shipmentId]);
}

/** Gives a shipment another courier; answers the connection that has to read its story. */
export async function moveToCourier(
  tx: Sql,
  accountId: string,
  change: { shipmentId: string; courierCode: string; now: Date },
): Promise<{ connectionId: string | null; numberKey: string } | null> {
  const [row] = await tx.query<{ connectionId: string | null; numberKey: string }>(
    `UPDATE shipment SET courier_code = $3, courier_source = 'api', courier_reason = '', courier_candidates = '[]', asked_at = NULL,
            next_refresh_at = CASE WHEN registration_state = 'registered' AND following THEN $4 ELSE next_refresh_at END
      WHERE account_id = $1 AND id = $2
     RETURNING number_key AS "numberKey", (SELECT id FROM connection WHERE account_id = $1) AS "connectionId"`,
    [accountId, change.shipmentId, change.courierCode, change.now],
  );
  return row ?? null;
}
