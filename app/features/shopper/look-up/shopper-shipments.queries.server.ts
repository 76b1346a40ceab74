import type { ArrivalFacts } from "~/domain/arrival/arrival";
import type { AccountCarriers } from "~/domain/carriers/directory";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Leg } from "~/domain/tracking/update";
import { carrierColumns } from "~/features/carriers/carriers.queries.server";
import { arrivalColumns } from "~/features/shopper/arrival/lane-transit.queries.server";
import type { Sql } from "~/platform/database/client.server";

export interface ShopperShipmentRow {
  id: string;
  number: string;
  courierCode: string;
  trackingCompany: string | null;
  status: TrackingStatus;
  substatus: string | null;
  registrationState: string;
  lastEventAt: Date | null;
  shippedAt: Date | null;
  checkedAt: Date | null;
  expectedFrom: Date | null;
  expectedTo: Date | null;
  /** Lists of `{ title, quantity }`, one for each fulfillment that has this shipment alone. */
  contents: unknown;
}

/**
 * A shipment with all that is shown of it: its newest events, when it may come, and what its
 * account adds to the packaged carriers for it.
 */
export interface ShownShipmentRow extends ShopperShipmentRow, ArrivalFacts, AccountCarriers {
  checkpoints: ShopperEventRow[];
}

export interface ShopperEventRow {
  leg: Leg;
  local: string;
  offsetMinutes: number | null;
  text: string;
  place: string;
  status: string | null;
  country: string | null;
}

/** How much is read of an order at most. */
export interface ShownAtMost {
  parcels: number;
  /** Of each shipment, the newest by the carriers' clocks. */
  events: number;
}

const shipmentColumns = `s.id, s.number, s.courier_code AS "courierCode", s.tracking_company AS "trackingCompany",
            s.status::text AS status, s.substatus, s.registration_state::text AS "registrationState",
            s.last_event_at AS "lastEventAt", s.shipped_at AS "shippedAt", s.checked_at AS "checkedAt",
            s.expected_from AS "expectedFrom", s.expected_to AS "expectedTo"`;

/** Of a shipment called `s`: a ShownShipmentRow but for what is inside. */
export const shownColumns = (mostEvents: string) => `${shipmentColumns}, ${arrivalColumns("s")}, ${carrierColumns("s")},
            (SELECT COALESCE(json_agg(c), '[]')
               FROM (SELECT leg::text AS leg, event_local AS local, offset_minutes AS "offsetMinutes", text, place, status,
                            CASE leg WHEN 'origin' THEN s.origin_country ELSE s.destination_country END AS country
                       FROM checkpoint WHERE shipment_id = s.id ORDER BY event_local DESC, id DESC LIMIT ${mostEvents}) AS c
            ) AS checkpoints`;

/**
 * The shipment with a tracking number, the one that moved last where several carriers use it. With
 * its customer, whose name and address its events must not show.
 */
export async function shipmentByNumber(
  sql: Sql,
  accountId: string,
  numberKey: string | null,
  { events }: Pick<ShownAtMost, "events">,
): Promise<(ShownShipmentRow & { contactEnc: Buffer | null }) | null> {
  const [shipment] = await sql.query<ShownShipmentRow & { contactEnc: Buffer | null }>(
    `SELECT ${shownColumns("$3")}, '[]'::jsonb AS contents, COALESCE(o.contact_enc, s.customer_enc) AS "contactEnc"
       FROM shipment s LEFT JOIN "order" o ON o.id = s.order_id
      WHERE s.account_id = $1 AND s.number_key = $2
      ORDER BY s.last_event_at DESC NULLS LAST, s.shipped_at DESC NULLS LAST, s.id LIMIT 1`,
    [accountId, numberKey, events],
    "shipment-by-number",
  );
  return shipment ?? null;
}
