import type { TrackingStatus } from "~/domain/tracking/status";
import type { Checkpoint, LegReport } from "~/domain/tracking/update";
import type { Sql } from "~/platform/database/client.server";

/**
 * Everything one page about one shipment shows, as stored. Times inside lists are ISO texts: they
 * come as JSON.
 */
export interface ShipmentRecord {
  id: string;
  number: string;
  courierCode: string;
  courierSource: string;
  /** JSON text of a CourierReason. */
  courierReason: string;
  courierCandidates: unknown;
  trackingCompany: string | null;
  orderName: string | null;
  shopifyOrderId: string | null;
  /** The order a link may be made to: null where there is none, or its customer was erased. */
  linkedOrderId: string | null;
  orderPlacedAt: Date | null;
  contactEnc: Buffer | null;
  title: string | null;
  status: TrackingStatus;
  rawStatus: string | null;
  substatus: string | null;
  statusRule: string;
  statusIdentity: string | null;
  originCountry: string | null;
  destination: string | null;
  originInfo: LegReport | null;
  destinationInfo: LegReport | null;
  lastEventAt: Date | null;
  firstEventAt: Date | null;
  deliveredAt: Date | null;
  expectedFrom: Date | null;
  expectedTo: Date | null;
  registrationState: string;
  following: boolean;
  archivedAt: Date | null;
  shippedAt: Date | null;
  createdAt: Date;
  checkedAt: Date | null;
  refreshRequestedAt: Date | null;
  registration: RegistrationRecord | null;
  checkpoints: (Omit<Checkpoint, "firstSeenAt"> & { firstSeenAt: string })[];
  /** Events it has, shown or not. */
  checkpointCount: number;
  otherParcels: OtherParcelRecord[];
  contents: { title: string; quantity: number }[];
}

export interface RegistrationRecord {
  state: string;
  intentAt: string;
  settledAt: string | null;
  notBefore: string;
  spent: number;
  reason: string | null;
  reasonCode: number | null;
  attempts: {
    kind: "submit" | "lookup";
    startedAt: string;
    settledAt: string | null;
    outcome: string | null;
    code: number | null;
    detail: string | null;
  }[];
}

export interface OtherParcelRecord {
  id: string;
  number: string;
  courierCode: string;
  status: TrackingStatus;
  substatus: string | null;
  registrationState: string;
  registrationReason: string | null;
  lastEventAt: string | null;
}

const maxOtherParcels = 50;

/**
 * One shipment of an account with its story, in one statement; null where this account has no such
 * shipment. Of its events come the newest by the carriers' clocks, at most `mostEvents`, and the
 * one its status rests on.
 */
export async function selectShipment(
  sql: Sql,
  accountId: string,
  shipmentId: string,
  mostEvents: number,
): Promise<ShipmentRecord | null> {
  const [record] = await sql.query<ShipmentRecord>(
    `SELECT s.id, s.number, s.courier_code AS "courierCode", s.courier_source::text AS "courierSource",
        s.courier_reason AS "courierReason", s.courier_candidates AS "courierCandidates",
        s.tracking_company AS "trackingCompany", s.order_name AS "orderName", o.shopify_order_id AS "shopifyOrderId",
        CASE WHEN o.erased_at IS NULL THEN o.id END AS "linkedOrderId",
        COALESCE(o.placed_at, s.order_created_at) AS "orderPlacedAt", COALESCE(o.contact_enc, s.customer_enc) AS "contactEnc",
        s.title, s.status::text AS status, s.raw_status AS "rawStatus", s.substatus, s.status_rule AS "statusRule",
        s.status_identity AS "statusIdentity", s.origin_country AS "originCountry",
        COALESCE(s.destination_code, s.destination_country) AS destination, s.origin_info AS "originInfo",
        s.destination_info AS "destinationInfo", s.last_event_at AS "lastEventAt", s.first_event_at AS "firstEventAt",
        s.delivered_at AS "deliveredAt", s.expected_from AS "expectedFrom", s.expected_to AS "expectedTo",
        s.registration_state::text AS "registrationState", s.following, s.archived_at AS "archivedAt",
        s.shipped_at AS "shippedAt", s.created_at AS "createdAt", s.checked_at AS "checkedAt",
        c.refresh_requested_at AS "refreshRequestedAt",
        (SELECT jsonb_build_object('state', r.state, 'intentAt', r.intent_at, 'settledAt', r.settled_at,
            'notBefore', r.not_before, 'spent', r.spent, 'reason', r.reason, 'reasonCode', r.reason_code,
            'attempts', COALESCE((SELECT jsonb_agg(jsonb_build_object('kind', a.kind, 'startedAt', a.started_at,
                'settledAt', a.settled_at, 'outcome', a.outcome, 'code', a.code, 'detail', a.detail) ORDER BY a.id DESC)
              FROM registration_attempt AS a WHERE a.registration_id = r.id), '[]'))
          FROM registration AS r WHERE r.shipment_id = s.id) AS registration,
        COALESCE((SELECT jsonb_agg(jsonb_build_object('leg', e.leg, 'identity', e.identity, 'local', e.event_local,
            'offsetMinutes', e.offset_minutes, 'text', e.text, 'place', e.place, 'status', e.status,
            'substatus', e.substatus, 'milestone', e.milestone, 'firstSeenAt', e.first_seen_at))
          FROM (
            (SELECT * FROM checkpoint WHERE shipment_id = s.id ORDER BY event_local DESC, id DESC LIMIT $3)
            UNION
            (SELECT * FROM checkpoint WHERE shipment_id = s.id AND identity = s.status_identity)
          ) AS e), '[]') AS checkpoints, s.checkpoint_count AS "checkpointCount",
        COALESCE((SELECT jsonb_agg(other) FROM (
            SELECT p.id, p.number, p.courier_code AS "courierCode", p.status, p.substatus,
                p.registration_state AS "registrationState", pr.reason AS "registrationReason",
                p.last_event_at AS "lastEventAt"
              FROM shipment AS p LEFT JOIN registration AS pr ON pr.shipment_id = p.id
             WHERE p.order_id = s.order_id AND p.account_id = s.account_id AND p.id <> s.id
             ORDER BY p.created_at, p.id LIMIT ${String(maxOtherParcels)}) AS other), '[]') AS "otherParcels",
        COALESCE((SELECT jsonb_agg(item) FROM fulfillment_parcel AS fp JOIN fulfillment AS f ON f.id = fp.fulfillment_id
            CROSS JOIN LATERAL jsonb_array_elements(f.contents) AS item
           WHERE fp.shipment_id = s.id), '[]') AS contents
      FROM shipment AS s
      LEFT JOIN "order" AS o ON o.id = s.order_id
      LEFT JOIN connection AS c ON c.account_id = s.account_id
     WHERE s.id = $2 AND s.account_id = $1`,
    [accountId, shipmentId, mostEvents],
  );
  return record ?? null;
}

/** What an action must know of a shipment; locks it until the transaction ends. */
export interface LockedShipment {
  id: string;
  numberKey: string;
  courierCode: string;
  registrationState: string;
  registrationReason: string | null;
  checkedAt: Date | null;
  connectionId: string | null;
}

export async function lockShipment(tx: Sql, accountId: string, shipmentId: string): Promise<LockedShipment | null> {
  const [row] = await tx.query<LockedShipment>(
    `SELECT s.id, s.number_key AS "numberKey", s.courier_code AS "courierCode", s.checked_at AS "checkedAt",
            s.registration_state::text AS "registrationState", r.reason AS "registrationReason", c.id AS "connectionId"
       FROM shipment AS s
       LEFT JOIN registration AS r ON r.shipment_id = s.id
       LEFT JOIN connection AS c ON c.account_id = s.account_id
      WHERE s.id = $2 AND s.account_id = $1 FOR UPDATE OF s`,
    [accountId, shipmentId],
  );
  return row ?? null;
}
