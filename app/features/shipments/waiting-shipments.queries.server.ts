import { jsonb, type Sql } from "~/platform/database/client.server";

/** A parcel that waits for a carrier. */
export interface WaitingParcel {
  id: string;
  numberKey: string;
  company: string | null;
  /** Where it goes, ISO 3166-1 alpha-2. */
  countryCode: string | null;
}

/** The next parcels of an account that wait for a carrier, by id after `after`, locked until the transaction ends. */
export async function lockWaitingParcels(
  tx: Sql,
  accountId: string,
  page: { after: string | null; limit: number },
): Promise<WaitingParcel[]> {
  return tx.query<WaitingParcel>(
    `SELECT id, number_key AS "numberKey", tracking_company AS company, destination_code AS "countryCode"
       FROM shipment
      WHERE account_id = $1 AND courier_code = '' AND registration_state = 'none' AND archived_at IS NULL
        AND ($2::uuid IS NULL OR id > $2)
      ORDER BY id LIMIT $3 FOR UPDATE`,
    [accountId, page.after, page.limit],
  );
}

/** A parcel with the carrier that was found for it. */
export interface PlacedParcel {
  shipmentId: string;
  numberKey: string;
  courierCode: string;
  source: string;
  reason: unknown;
  state: "none" | "waiting";
}

/** Gives waiting parcels their carriers; answers those that got one. A number that is followed under its carrier already keeps waiting. */
export async function writePlacedParcels(
  tx: Sql,
  accountId: string,
  placed: readonly PlacedParcel[],
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
      placed.map((parcel) => parcel.shipmentId),
      placed.map((parcel) => parcel.courierCode),
      placed.map((parcel) => parcel.source),
      placed.map((parcel) => jsonb(parcel.reason)),
      placed.map((parcel) => parcel.state),
    ],
  );
  return new Set(rows.map((row) => row.id));
}
