import type { TrackingStatus } from "~/domain/tracking/status";
import type { Sql } from "./client.server";

export interface ForcedStatusWrite {
  id: string;
  forced: TrackingStatus | null;
  status: TrackingStatus;
  rawStatus: string | null;
  substatus: string | null;
  rule: string;
  identity: string | null;
  deliveredAt: Date | null;
  nextRefreshAt: Date | null;
}

/** Writes the account's own word and the status that follows from it; what changed nothing keeps its time of change. */
export async function writeForcedStatuses(tx: Sql, writes: ForcedStatusWrite[], now: Date): Promise<void> {
  if (writes.length === 0) return;
  const column = <Key extends keyof ForcedStatusWrite>(key: Key) => writes.map((write) => write[key]);
  await tx.query(
    `UPDATE shipment SET status_forced = f.forced::tracking_status, status = f.status::tracking_status, raw_status = f.raw_status,
            substatus = f.substatus, status_rule = f.rule, status_identity = f.identity, delivered_at = f.delivered_at,
            next_refresh_at = CASE WHEN registration_state = 'registered' THEN f.next_refresh_at END,
            updated_at = CASE WHEN shipment.status = f.status::tracking_status THEN updated_at ELSE $1 END
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
                   $10::timestamptz[])
            AS f(id, forced, status, raw_status, substatus, rule, identity, delivered_at, next_refresh_at)
      WHERE shipment.id = f.id`,
    [
      now,
      column("id"),
      column("forced"),
      column("status"),
      column("rawStatus"),
      column("substatus"),
      column("rule"),
      column("identity"),
      column("deliveredAt"),
      column("nextRefreshAt"),
    ],
  );
}
