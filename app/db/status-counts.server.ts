import { trackingStatuses, type TrackingStatus } from "~/domain/tracking/status";
import type { Sql } from "./client.server";
import type { Between } from "./trackings.server";

/**
 * How many trackings of an account stand in each status. Counted from indexes alone where no time is asked for: those that still need a
 * courier, which the API does not know, are few and are taken off again.
 */
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
  const where = conditions.join(" AND ");
  const rows = await sql.query<{ status: TrackingStatus; count: string }>(
    `SELECT status::text AS status, sum(count) AS count FROM (
       SELECT status, count(*) AS count FROM shipment WHERE ${where} GROUP BY status
        UNION ALL
       SELECT status, -count(*) FROM shipment WHERE ${where} AND courier_code = '' GROUP BY status
     ) AS counted GROUP BY status`,
    values,
  );
  const counts = new Map(rows.map((row) => [row.status, Number(row.count)]));
  const [
    pending = 0,
    notfound = 0,
    transit = 0,
    pickup = 0,
    delivered = 0,
    expired = 0,
    undelivered = 0,
    exception = 0,
  ] = trackingStatuses.map((status) => counts.get(status) ?? 0);
  return { pending, notfound, transit, pickup, delivered, undelivered, exception, expired };
}
