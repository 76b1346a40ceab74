import type { Sql } from "~/platform/database/client.server";

/** Puts a shipment out of the lists, or back into them. */
export async function writeArchived(
  sql: Sql,
  accountId: string,
  shipmentId: string,
  at: Date | null,
): Promise<boolean> {
  const rows = await sql.query("UPDATE shipment SET archived_at = $3 WHERE id = $2 AND account_id = $1 RETURNING id", [
    accountId,
    shipmentId,
    at,
  ]);
  return rows.length > 0;
}

/** Stops looking at a shipment, or takes it up again and looks at once. */
export async function writeFollowing(
  sql: Sql,
  change: { accountId: string; shipmentId: string; following: boolean; now: Date },
): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE shipment SET following = $3,
            next_refresh_at = CASE WHEN $3 AND registration_state = 'registered' THEN $4::timestamptz END
      WHERE id = $2 AND account_id = $1 RETURNING id`,
    [change.accountId, change.shipmentId, change.following, change.now],
  );
  return rows.length > 0;
}

/** Makes a shipment due, so that the next work over the connection reads it. */
export async function writeDueNow(tx: Sql, shipmentId: string, now: Date): Promise<void> {
  await tx.query("UPDATE shipment SET next_refresh_at = $2 WHERE id = $1 AND following", [shipmentId, now]);
}

/**
 * Gives a shipment that was never sent its courier; false where the same number already stands
 * under that courier.
 */
export async function writeChosenCourier(
  tx: Sql,
  choice: { accountId: string; shipmentId: string; courierCode: string; reason: unknown; state: "none" | "waiting" },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE shipment AS s SET courier_code = $3, courier_source = 'merchant', courier_reason = $4, courier_candidates = '[]',
            registration_state = $5::registration_state
      WHERE s.id = $2 AND s.account_id = $1
        AND NOT EXISTS (SELECT FROM shipment AS o WHERE o.account_id = $1 AND o.courier_code = $3
                           AND o.number_key = s.number_key AND o.id <> s.id)
     RETURNING id`,
    [choice.accountId, choice.shipmentId, choice.courierCode, JSON.stringify(choice.reason), choice.state],
  );
  return rows.length > 0;
}
