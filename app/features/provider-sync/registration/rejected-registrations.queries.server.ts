import type { Sql } from "~/platform/database/client.server";
import { writeRegistrationStates } from "~/features/shipments/registration-states.queries.server";

export interface RejectedRegistration {
  shipmentId: string;
  number: string;
  courierCode: string;
  orderName: string | null;
  shopifyOrderId: string | null;
  reason: string | null;
  /** The provider's own code, where it gave one. */
  reasonCode: number | null;
  rejectedAt: Date;
}

/**
 * What was taken back before it was sent is no loss, and an archived shipment needs no attention
 * any more.
 */
const rejected = `r.account_id = $1 AND r.state = 'rejected' AND r.reason IS DISTINCT FROM 'cancelled' AND s.archived_at IS NULL`;

/**
 * Shipments of an account that are not followed because they were rejected, newest first, from the
 * `offset`-th on.
 */
export async function selectRejected(
  sql: Sql,
  accountId: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<RejectedRegistration[]> {
  return sql.query<RejectedRegistration>(
    `SELECT s.id AS "shipmentId", s.number, s.courier_code AS "courierCode", s.order_name AS "orderName",
            o.shopify_order_id AS "shopifyOrderId", r.reason, r.reason_code AS "reasonCode",
            COALESCE(r.settled_at, r.intent_at) AS "rejectedAt"
       FROM registration AS r JOIN shipment AS s ON s.id = r.shipment_id LEFT JOIN "order" AS o ON o.id = s.order_id
      WHERE ${rejected}
      ORDER BY r.priority, r.intent_at DESC, r.id LIMIT $2 OFFSET $3`,
    [accountId, limit, offset],
  );
}

/**
 * Lets a rejected shipment be registered once more; false where there is none of this account that
 * may. Where the provider refused the whole call it may have done the work all the same, so that
 * one is looked up before it is sent.
 */
export async function reopenRejected(
  tx: Sql,
  accountId: string,
  shipmentId: string,
  { never, now }: { never: readonly string[]; now: Date },
): Promise<boolean> {
  const reopened = await tx.query<{ shipmentId: string; state: string }>(
    `UPDATE registration AS r
        SET state = CASE WHEN r.reason = 'refused' AND r.reason_code IS NULL THEN 'unknown' ELSE 'waiting' END::registration_state,
            reason = CASE WHEN r.reason = 'refused' AND r.reason_code IS NULL THEN 'refused' END,
            reason_code = NULL, not_before = $4
       FROM shipment AS s
      WHERE s.id = r.shipment_id AND s.id = $2 AND ${rejected} AND r.reason <> ALL($3)
     RETURNING r.shipment_id AS "shipmentId", r.state::text AS state`,
    [accountId, shipmentId, never, now],
  );
  await writeRegistrationStates(tx, reopened);
  return reopened.length > 0;
}
