import type { TrackingStatus } from "~/domain/tracking/status";
import type { Sql } from "~/platform/database/client.server";
import type { NextLook } from "./tracking-state.queries.server";

export interface DueShipment {
  id: string;
  number: string;
  courierCode: string;
  status: TrackingStatus;
  following: boolean;
  createdAt: Date;
  lastEventAt: Date | null;
  failures: number;
}

/** Parcels whose next look is due, the longest waiting first. */
export async function dueShipments(sql: Sql, accountId: string, now: Date, limit: number): Promise<DueShipment[]> {
  return sql.query<DueShipment>(
    `SELECT id, number, courier_code AS "courierCode", status::text AS status, following, created_at AS "createdAt",
            last_event_at AS "lastEventAt", refresh_failures AS failures
       FROM shipment WHERE account_id = $1 AND next_refresh_at <= $2 ORDER BY next_refresh_at LIMIT $3`,
    [accountId, now, limit],
  );
}

/**
 * Plans the next look of parcels that were looked at without news; one that was asked for meanwhile
 * stays due.
 */
export async function postponeLooks(sql: Sql, looks: NextLook[], checkedAt: Date): Promise<void> {
  await sql.query(
    `UPDATE shipment SET next_refresh_at = l.at, checked_at = $3, refresh_failures = 0
       FROM unnest($1::uuid[], $2::timestamptz[]) AS l(id, at)
      WHERE shipment.id = l.id AND shipment.next_refresh_at <= $3`,
    [looks.map((look) => look.id), looks.map((look) => look.at), checkedAt],
  );
}

/** Plans the next try of parcels that could not be read. */
export async function recordFailedLooks(sql: Sql, looks: NextLook[]): Promise<void> {
  if (looks.length === 0) return;
  await sql.query(
    `UPDATE shipment SET next_refresh_at = l.at, refresh_failures = refresh_failures + 1
       FROM unnest($1::uuid[], $2::timestamptz[]) AS l(id, at) WHERE shipment.id = l.id`,
    [looks.map((look) => look.id), looks.map((look) => look.at)],
  );
}

/** Makes parcels due now: somebody hinted that there is news. Answers how many are ours. */
export async function makeDue(
  sql: Sql,
  accountId: string,
  keys: { courierCode: string; numberKey: string }[],
  now: Date,
): Promise<number> {
  const rows = await sql.query(
    `UPDATE shipment SET next_refresh_at = $4
       FROM unnest($2::text[], $3::text[]) AS hinted(courier, number)
      WHERE account_id = $1 AND courier_code = hinted.courier AND number_key = hinted.number AND following
     RETURNING 1`,
    [accountId, keys.map((key) => key.courierCode), keys.map((key) => key.numberKey), now],
  );
  return rows.length;
}
