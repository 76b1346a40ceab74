import type { TrackingStatus } from "~/domain/tracking/status";
import type { Sql } from "~/platform/database/client.server";
import type { Between } from "./trackings.queries.server";

interface Standing {
  status: TrackingStatus;
  isPutAway: boolean;
  /** The API does not know parcels that still need a courier. */
  hasCourier: boolean;
  count: number;
}

/**
 * An account's parcels by where they stand. Counted are those that have not come and those that were put away, which are few and have
 * indexes of their own; the rest of the tally (tracking-tally.server.ts) has come.
 */
async function standings(sql: Sql, accountId: string): Promise<Standing[]> {
  return sql.query<Standing>(
    `WITH few AS (
       SELECT status, false AS is_put_away, courier_code <> '' AS has_courier, count(*) AS count FROM shipment
        WHERE account_id = $1 AND archived_at IS NULL AND status <> 'delivered' GROUP BY 1, 3
        UNION ALL
       SELECT status, true, courier_code <> '', count(*) FROM shipment
        WHERE account_id = $1 AND archived_at IS NOT NULL GROUP BY 1, 3
        UNION ALL
       SELECT status, false, false, count(*) FROM shipment
        WHERE account_id = $1 AND courier_code = '' AND archived_at IS NULL AND status = 'delivered' GROUP BY 1
     )
     SELECT status::text AS status, is_put_away AS "isPutAway", has_courier AS "hasCourier", count::int AS count FROM few
      UNION ALL
     SELECT 'delivered', false, true,
            (COALESCE((SELECT sum(trackings) FROM tracking_tally WHERE account_id = $1), 0)
             - COALESCE((SELECT sum(count) FROM few WHERE has_courier), 0))::int`,
    [accountId],
  );
}

function summed(counted: readonly { status: TrackingStatus; count: number }[]): Record<TrackingStatus, number> {
  const of = (status: TrackingStatus) =>
    counted.reduce((sum, row) => (row.status === status ? sum + row.count : sum), 0);
  return {
    pending: of("pending"),
    notfound: of("notfound"),
    transit: of("transit"),
    pickup: of("pickup"),
    delivered: of("delivered"),
    undelivered: of("undelivered"),
    exception: of("exception"),
    expired: of("expired"),
  };
}

/** How many parcels that are not put away stand in each status. */
export async function countByStatus(sql: Sql, accountId: string): Promise<Record<TrackingStatus, number>> {
  return summed((await standings(sql, accountId)).filter(({ isPutAway }) => !isPutAway));
}

/** How many trackings of an account, as the API knows them, stand in each status. */
export async function countStatuses(
  sql: Sql,
  accountId: string,
  filter: { createdAt: Between; orderCreatedAt: Between },
): Promise<Record<TrackingStatus, number>> {
  const values: unknown[] = [accountId];
  const conditions = ["account_id = $1"];
  const add = (condition: (place: string) => string, value: Date | null) => {
    if (value === null) return;
    values.push(value);
    conditions.push(condition(`$${String(values.length)}`));
  };
  add((p) => `created_at >= ${p}`, filter.createdAt.min);
  add((p) => `created_at <= ${p}`, filter.createdAt.max);
  add((p) => `order_created_at >= ${p}`, filter.orderCreatedAt.min);
  add((p) => `(order_created_at IS NULL OR order_created_at <= ${p})`, filter.orderCreatedAt.max);
  if (conditions.length === 1) return summed((await standings(sql, accountId)).filter(({ hasCourier }) => hasCourier));
  return summed(
    await sql.query<{ status: TrackingStatus; count: number }>(
      `SELECT status::text AS status, count(*)::int AS count FROM shipment
        WHERE ${conditions.join(" AND ")} AND courier_code <> '' GROUP BY status`,
      values,
    ),
  );
}
