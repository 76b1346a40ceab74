import type { Sql } from "~/platform/database/client.server";

/** That a shipment is to be registered, or why it is not. */
export interface Intent {
  shipmentId: string;
  courierCode: string;
  numberKey: string;
  /** `none` where no provider is asked: the carrier is the merchant's own. */
  state: "none" | "waiting" | "rejected";
  reason: string | null;
}

/**
 * Priorities in the ledger: shipments that were just sent, and those of a backfill, which wait
 * until no fresh one does.
 */
export const FRESH = 0;
export const BEHIND = 1;

/**
 * Opens the ledger for shipments: one row each, whatever happens later. One that was deleted and is
 * back may be at the provider already, so it is looked up before it is sent.
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

/**
 * Takes back what of these shipments was not sent yet; answers those it was. `settledAt` null
 * leaves the time at which it was settled before.
 */
export async function takeBackRegistrations(
  tx: Sql,
  shipmentIds: readonly string[],
  settledAt: Date | null,
): Promise<string[]> {
  if (shipmentIds.length === 0) return [];
  const rows = await tx.query<{ shipmentId: string }>(
    `WITH waiting AS (
       SELECT id FROM registration WHERE shipment_id = ANY($1) AND state = 'waiting' ORDER BY id FOR UPDATE
     )
     UPDATE registration SET state = 'rejected', reason = 'cancelled', settled_at = COALESCE($2, settled_at)
      WHERE id IN (SELECT id FROM waiting) RETURNING shipment_id AS "shipmentId"`,
    [shipmentIds, settledAt],
  );
  return rows.map((row) => row.shipmentId);
}

/** A shipment that was dropped, and whether its registration waits again. */
export interface RevivedShipment {
  shipmentId: string;
  isWaiting: boolean;
}

/**
 * Lets what was taken back of these shipments wait again, where they were dropped. A shipment the
 * merchant archived or stopped following is only one of the two, never both, and is not among them.
 */
export async function reopenTakenBack(tx: Sql, shipmentIds: readonly string[], now: Date): Promise<RevivedShipment[]> {
  if (shipmentIds.length === 0) return [];
  return tx.query<RevivedShipment>(
    `WITH dropped AS (
       SELECT id FROM shipment WHERE id = ANY($1) AND archived_at IS NOT NULL AND NOT following
     ), again AS (
       UPDATE registration SET state = 'waiting', reason = NULL, not_before = $2, settled_at = NULL
        WHERE shipment_id IN (SELECT id FROM dropped) AND state = 'rejected' AND reason = 'cancelled' RETURNING shipment_id
     )
     SELECT id AS "shipmentId", id IN (SELECT shipment_id FROM again) AS "isWaiting" FROM dropped`,
    [shipmentIds, now],
  );
}

/** The shipment is followed under another courier from now on. */
export async function moveRegistration(tx: Sql, shipmentId: string, courierCode: string): Promise<void> {
  await tx.query("UPDATE registration SET courier_code = $2 WHERE shipment_id = $1", [shipmentId, courierCode]);
}
