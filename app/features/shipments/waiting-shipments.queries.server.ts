import { jsonb, type Sql } from "~/platform/database/client.server";

/** A shipment that waits for a carrier. */
export interface WaitingShipment {
  id: string;
  numberKey: string;
  company: string | null;
  /** Where it goes, ISO 3166-1 alpha-2. */
  countryCode: string | null;
}

/**
 * The next shipments of an account that wait for a carrier, by id after `after`, locked until the
 * transaction ends.
 */
export async function lockWaitingShipments(
  tx: Sql,
  accountId: string,
  page: { after: string | null; limit: number },
): Promise<WaitingShipment[]> {
  return tx.query<WaitingShipment>(
    `SELECT id, number_key AS "numberKey", tracking_company AS company, destination_code AS "countryCode"
       FROM shipment
      WHERE account_id = $1 AND courier_code = '' AND registration_state = 'none' AND archived_at IS NULL
        AND ($2::uuid IS NULL OR id > $2)
      ORDER BY id LIMIT $3 FOR UPDATE`,
    [accountId, page.after, page.limit],
  );
}

/** A shipment with the carrier that was found for it. */
export interface PlacedShipment {
  shipmentId: string;
  numberKey: string;
  courierCode: string;
  source: string;
  reason: unknown;
  state: "none" | "waiting";
}

/**
 * Gives waiting shipments their carriers; answers those that got one. A number that is followed
 * under its carrier already keeps waiting.
 */
export async function writePlacedShipments(
  tx: Sql,
  accountId: string,
  placed: readonly PlacedShipment[],
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE shipment AS s SET courier_code = p.courier, courier_source = p.source::courier_source, courier_reason = p.reason,
            courier_candidates = '[]', registration_state = p.state::registration_state
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) AS p(id, courier, source, reason, state)
      WHERE s.id = p.id AND s.account_id = $1
        AND NOT EXISTS (SELECT FROM shipment AS o
                         WHERE o.account_id = $1 AND o.courier_code = p.courier AND o.number_key = s.number_key)
     RETURNING s.id`,
    [
      accountId,
      placed.map((shipment) => shipment.shipmentId),
      placed.map((shipment) => shipment.courierCode),
      placed.map((shipment) => shipment.source),
      placed.map((parcel) => jsonb(parcel.reason)),
      placed.map((shipment) => shipment.state),
    ],
  );
  return new Set(rows.map((row) => row.id));
}
