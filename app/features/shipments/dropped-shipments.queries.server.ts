import type { Sql } from "~/platform/database/client.server";

/**
 * Archives shipments and stops following them; the registration of those in `takenBack` was never
 * sent.
 */
export async function putAwayShipments(
  tx: Sql,
  shipmentIds: readonly string[],
  { takenBack, now }: { takenBack: readonly string[]; now: Date },
): Promise<void> {
  await tx.query(
    `UPDATE shipment SET following = false, archived_at = $2, next_refresh_at = NULL,
            registration_state = CASE WHEN id = ANY($3) THEN 'rejected'::registration_state ELSE registration_state END
      WHERE id = ANY($1)`,
    [shipmentIds, now, takenBack],
  );
}

/**
 * Takes shipments up again that were put away: what is on its way is followed, and read at once
 * where it is registered.
 */
export async function takeUpShipments(
  tx: Sql,
  shipments: readonly { shipmentId: string; isWaiting: boolean }[],
  now: Date,
): Promise<void> {
  if (shipments.length === 0) return;
  await tx.query(
    `UPDATE shipment SET following = status <> 'delivered', archived_at = NULL,
            next_refresh_at = CASE WHEN registration_state = 'registered' AND status <> 'delivered' THEN $2::timestamptz END,
            registration_state = CASE WHEN id = ANY($3) THEN 'waiting'::registration_state ELSE registration_state END
      WHERE id = ANY($1)`,
    [
      shipments.map(({ shipmentId }) => shipmentId),
      now,
      shipments.filter(({ isWaiting }) => isWaiting).map(({ shipmentId }) => shipmentId),
    ],
  );
}
