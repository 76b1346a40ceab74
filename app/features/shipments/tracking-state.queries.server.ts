import type { Checkpoint, Leg, LegReport } from "~/domain/tracking/update";
import type { TrackingStatus } from "~/domain/tracking/status";
import { jsonb, type Sql } from "~/platform/database/client.server";

/** The tracking state of a shipment as `apply-update`, its only writer, reads and writes it. */
export interface TrackingState {
  id: string;
  courierCode: string;
  numberKey: string;
  status: TrackingStatus;
  rawStatus: string | null;
  substatus: string | null;
  statusForced: TrackingStatus | null;
  statusRule: string;
  claimStatus: string | null;
  claimSubstatus: string | null;
  statusAt: Date | null;
  following: boolean;
  createdAt: Date;
  updatedAt: Date;
  originCountry: string | null;
  destinationCountry: string | null;
  originInfo: LegReport | null;
  destinationInfo: LegReport | null;
  deliveredAt: Date | null;
  expectedFrom: Date | null;
  expectedTo: Date | null;
  providerId: string | null;
  /** Brought by a backfill, and its provider has reported nothing of it yet. */
  isUnreportedPast: boolean;
}

/** Locks and reads the shipments these updates are about, in an order that cannot deadlock. */
export async function lockTrackingStates(
  tx: Sql,
  accountId: string,
  keys: { courierCode: string; numberKey: string }[],
): Promise<TrackingState[]> {
  return tx.query<TrackingState>(
    `SELECT shipment.id, courier_code AS "courierCode", number_key AS "numberKey", status::text AS status,
            raw_status AS "rawStatus", substatus, status_forced::text AS "statusForced", status_rule AS "statusRule", claim_status AS "claimStatus",
            claim_substatus AS "claimSubstatus", status_at AS "statusAt", following, created_at AS "createdAt",
            updated_at AS "updatedAt", origin_country AS "originCountry", destination_country AS "destinationCountry",
            origin_info AS "originInfo", destination_info AS "destinationInfo", delivered_at AS "deliveredAt",
            expected_from AS "expectedFrom", expected_to AS "expectedTo", provider_id AS "providerId",
            claim_status IS NULL AND EXISTS (SELECT FROM registration WHERE shipment_id = shipment.id AND priority = 1) AS "isUnreportedPast"
       FROM shipment
       JOIN (SELECT DISTINCT * FROM unnest($2::text[], $3::text[]) AS k(courier, number)) AS asked
         ON shipment.courier_code = asked.courier AND shipment.number_key = asked.number
      WHERE shipment.account_id = $1
      ORDER BY shipment.id FOR UPDATE OF shipment`,
    [accountId, keys.map((key) => key.courierCode), keys.map((key) => key.numberKey)],
  );
}

export type StoredCheckpoint = Checkpoint & { shipmentId: string };

export async function checkpointsOf(sql: Sql, shipmentIds: string[]): Promise<StoredCheckpoint[]> {
  if (shipmentIds.length === 0) return [];
  return sql.query<StoredCheckpoint>(
    `SELECT shipment_id AS "shipmentId", leg::text AS leg, identity, event_local AS "local", offset_minutes AS "offsetMinutes",
            text, place, status, substatus, milestone, first_seen_at AS "firstSeenAt"
       FROM checkpoint WHERE shipment_id = ANY($1)`,
    [shipmentIds],
  );
}

/** Writes new events and events of which more is known now. */
export async function writeCheckpoints(tx: Sql, accountId: string, checkpoints: StoredCheckpoint[]): Promise<void> {
  if (checkpoints.length === 0) return;
  const column = <Key extends keyof StoredCheckpoint>(key: Key) => checkpoints.map((checkpoint) => checkpoint[key]);
  await tx.query(
    `INSERT INTO checkpoint (account_id, shipment_id, leg, identity, event_local, offset_minutes, text, place, status, substatus,
                             milestone, first_seen_at)
     SELECT $1, c.shipment_id, c.leg::leg, c.identity, c.event_local, c.offset_minutes, c.text, c.place, c.status, c.substatus,
            c.milestone, c.first_seen_at
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::text[], $9::text[], $10::text[],
                   $11::text[], $12::timestamptz[])
            AS c(shipment_id, leg, identity, event_local, offset_minutes, text, place, status, substatus, milestone, first_seen_at)
     ON CONFLICT (shipment_id, leg, identity) DO UPDATE SET offset_minutes = excluded.offset_minutes, text = excluded.text,
            place = excluded.place, status = excluded.status, substatus = excluded.substatus, milestone = excluded.milestone`,
    [
      accountId,
      column("shipmentId"),
      column("leg"),
      column("identity"),
      column("local"),
      column("offsetMinutes"),
      column("text"),
      column("place"),
      column("status"),
      column("substatus"),
      column("milestone"),
      column("firstSeenAt"),
    ],
  );
}

/** Deletes events of which a shipment has too many (domain/tracking/timeline.ts). */
export async function deleteCheckpoints(
  tx: Sql,
  checkpoints: Pick<StoredCheckpoint, "shipmentId" | "leg" | "identity">[],
): Promise<void> {
  if (checkpoints.length === 0) return;
  await tx.query(
    `DELETE FROM checkpoint USING unnest($1::uuid[], $2::text[], $3::text[]) AS c(shipment_id, leg, identity)
      WHERE checkpoint.shipment_id = c.shipment_id AND checkpoint.leg = c.leg::leg AND checkpoint.identity = c.identity`,
    [
      checkpoints.map((checkpoint) => checkpoint.shipmentId),
      checkpoints.map((checkpoint) => checkpoint.leg),
      checkpoints.map((checkpoint) => checkpoint.identity),
    ],
  );
}

export interface TrackingStateWrite {
  id: string;
  status: TrackingStatus;
  rawStatus: string | null;
  substatus: string | null;
  statusRule: string;
  statusIdentity: string | null;
  claimStatus: string | null;
  claimSubstatus: string | null;
  statusAt: Date | null;
  following: boolean;
  originCountry: string | null;
  destinationCountry: string | null;
  legs: Partial<Record<Leg, LegReport>>;
  lastEventText: string | null;
  lastEventPlace: string | null;
  lastEventLocal: string | null;
  lastEventOffset: number | null;
  lastEventAt: Date | null;
  firstEventAt: Date | null;
  deliveredAt: Date | null;
  expectedFrom: Date | null;
  expectedTo: Date | null;
  checkpointCount: number;
  providerId: string | null;
}

export async function writeTrackingStates(tx: Sql, states: TrackingStateWrite[], now: Date): Promise<void> {
  if (states.length === 0) return;
  const column = <Key extends keyof TrackingStateWrite>(key: Key) => states.map((state) => state[key]);
  const leg = (name: Leg) => states.map((state) => (state.legs[name] ? jsonb(state.legs[name]) : null));
  await tx.query(
    `UPDATE shipment SET updated_at = $1, status = s.status::tracking_status, raw_status = s.raw_status, substatus = s.substatus,
            status_rule = s.status_rule, status_identity = s.status_identity, claim_status = s.claim_status,
            claim_substatus = s.claim_substatus, status_at = s.status_at, following = s.following,
            origin_country = s.origin_country, destination_country = s.destination_country,
            origin_info = COALESCE(s.origin_info, shipment.origin_info),
            destination_info = COALESCE(s.destination_info, shipment.destination_info),
            last_event_text = s.last_text, last_event_place = s.last_place, last_event_local = s.last_local,
            last_event_offset = s.last_offset, last_event_at = s.last_at, first_event_at = s.first_at,
            delivered_at = s.delivered_at, expected_from = s.expected_from, expected_to = s.expected_to,
            checkpoint_count = s.checkpoint_count, provider_id = COALESCE(s.provider_id, shipment.provider_id)
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                   $10::timestamptz[], $11::boolean[], $12::text[], $13::text[], $14::jsonb[], $15::jsonb[], $16::text[], $17::text[],
                   $18::text[], $19::int[], $20::timestamptz[], $21::timestamptz[], $22::timestamptz[], $23::timestamptz[],
                   $24::timestamptz[], $25::int[], $26::text[])
            AS s(id, status, raw_status, substatus, status_rule, status_identity, claim_status, claim_substatus, status_at,
                 following, origin_country, destination_country, origin_info, destination_info, last_text, last_place, last_local,
                 last_offset, last_at, first_at, delivered_at, expected_from, expected_to, checkpoint_count, provider_id)
      WHERE shipment.id = s.id`,
    [
      now,
      column("id"),
      column("status"),
      column("rawStatus"),
      column("substatus"),
      column("statusRule"),
      column("statusIdentity"),
      column("claimStatus"),
      column("claimSubstatus"),
      column("statusAt"),
      column("following"),
      column("originCountry"),
      column("destinationCountry"),
      leg("origin"),
      leg("destination"),
      column("lastEventText"),
      column("lastEventPlace"),
      column("lastEventLocal"),
      column("lastEventOffset"),
      column("lastEventAt"),
      column("firstEventAt"),
      column("deliveredAt"),
      column("expectedFrom"),
      column("expectedTo"),
      column("checkpointCount"),
      column("providerId"),
    ],
  );
}

export interface NextLook {
  id: string;
  at: Date | null;
}

/**
 * Plans the next look at shipments a provider follows; one hinted at since the reading began stays
 * due. `heard` is whether the provider was asked at all.
 */
export async function writeNextLooks(
  tx: Sql,
  looks: NextLook[],
  { now, readAt, heard }: { now: Date; readAt: Date; heard: boolean },
): Promise<void> {
  if (looks.length === 0) return;
  await tx.query(
    `UPDATE shipment SET checked_at = CASE WHEN $5 THEN $3 ELSE checked_at END,
            refresh_failures = CASE WHEN $5 THEN 0 ELSE refresh_failures END,
            next_refresh_at = CASE WHEN next_refresh_at > $4 AND next_refresh_at <= $3 THEN next_refresh_at
                                   WHEN $5 OR registration_state = 'registered' THEN l.at END
       FROM unnest($1::uuid[], $2::timestamptz[]) AS l(id, at) WHERE shipment.id = l.id`,
    [looks.map((look) => look.id), looks.map((look) => look.at), now, readAt, heard],
  );
}

/**
 * Notes the statuses an account sets by hand; null lifts one. What follows from it is for
 * apply-update to decide.
 */
export async function writeForcedStatuses(
  tx: Sql,
  words: { id: string; forced: TrackingStatus | null }[],
): Promise<void> {
  await tx.query(
    `UPDATE shipment SET status_forced = w.forced::tracking_status
       FROM unnest($1::uuid[], $2::text[]) AS w(id, forced) WHERE shipment.id = w.id`,
    [words.map((word) => word.id), words.map((word) => word.forced)],
  );
}

/**
 * Forgets what was reported of a shipment: it belonged to another shipment with the same number.
 */
export async function forgetStory(tx: Sql, shipmentId: string): Promise<void> {
  await tx.query("DELETE FROM checkpoint WHERE shipment_id = $1", [shipmentId]);
  await tx.query(
    `UPDATE shipment SET claim_status = NULL, claim_substatus = NULL, status_at = NULL, origin_country = NULL,
            destination_country = NULL, origin_info = NULL, destination_info = NULL, expected_from = NULL, expected_to = NULL,
            provider_id = NULL
      WHERE id = $1`,
    [shipmentId],
  );
}

/** A carrier's text about a shipment, and what is left of it. */
export interface TextChange {
  shipmentId: string;
  was: string;
  becomes: string;
}

/**
 * Rewrites what carriers wrote about shipments, in their events and in the last one each shipment
 * shows.
 */
export async function rewriteReportedTexts(tx: Sql, changes: readonly TextChange[]): Promise<void> {
  if (changes.length === 0) return;
  const columns = [
    changes.map((change) => change.shipmentId),
    changes.map((change) => change.was),
    changes.map((change) => change.becomes),
  ];
  await Promise.all([
    tx.query(
      `UPDATE checkpoint SET text = becomes
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS change(id, was, becomes)
        WHERE shipment_id = change.id AND text = was`,
      columns,
    ),
    tx.query(
      `UPDATE shipment SET last_event_text = becomes
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS change(id, was, becomes)
        WHERE shipment.id = change.id AND last_event_text = was`,
      columns,
    ),
  ]);
}
