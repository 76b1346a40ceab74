import type { TrackingStatus } from "~/domain/tracking/status";
import type { Sql } from "~/platform/database/client.server";
import type { Statement, StatementExamples } from "~/platform/database/statement";

interface Standing {
  status: TrackingStatus;
  isArchived: boolean;
  /** The API does not know shipments that still need a courier. */
  hasCourier: boolean;
  count: number;
}

/**
 * An account's shipments by where they stand. Counted are those that were not delivered and those
 * that were archived, which are few and have indexes of their own; the rest of the tally
 * (tracking-tally.queries.server.ts) was delivered.
 */
async function standings(sql: Sql, accountId: string): Promise<Standing[]> {
  return sql.query<Standing>(
    `WITH few AS (
       SELECT status, false AS is_archived, courier_code <> '' AS has_courier, count(*) AS count FROM shipment
        WHERE account_id = $1 AND archived_at IS NULL AND status <> 'delivered' GROUP BY 1, 3
        UNION ALL
       SELECT status, true, courier_code <> '', count(*) FROM shipment
        WHERE account_id = $1 AND archived_at IS NOT NULL GROUP BY 1, 3
        UNION ALL
       SELECT status, false, false, count(*) FROM shipment
        WHERE account_id = $1 AND courier_code = '' AND archived_at IS NULL AND status = 'delivered' GROUP BY 1
     )
     SELECT status::text AS status, is_archived AS "isArchived", has_courier AS "hasCourier", count::int AS count FROM few
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

/** How many shipments that are not archived stand in each status. */
export async function countByStatus(sql: Sql, accountId: string): Promise<Record<TrackingStatus, number>> {
  return summed((await standings(sql, accountId)).filter(({ isArchived }) => !isArchived));
}

/** From and up to these moments, both included; null is without limit. */
export interface Between {
  min: Date | null;
  max: Date | null;
}

export interface CountFilter {
  createdAt: Between;
  orderCreatedAt: Between;
}

/** How many trackings of an account, as the API knows them, stand in each status. */
export async function countStatuses(
  sql: Sql,
  accountId: string,
  filter: CountFilter,
): Promise<Record<TrackingStatus, number>> {
  const isFiltered = [filter.createdAt, filter.orderCreatedAt].some(({ min, max }) => min !== null || max !== null);
  if (!isFiltered) return summed((await standings(sql, accountId)).filter(({ hasCourier }) => hasCourier));
  const { text, values } = countStatement(accountId, filter);
  return summed(await sql.query<{ status: TrackingStatus; count: number }>(text, values));
}

function countStatement(accountId: string, { createdAt, orderCreatedAt }: CountFilter): Statement {
  const values: unknown[] = [accountId];
  const conditions = ["account_id = $1", "courier_code <> ''"];
  const add = (condition: (place: string) => string, value: Date | null) => {
    if (value === null) return;
    values.push(value);
    conditions.push(condition(`$${String(values.length)}`));
  };
  add((p) => `created_at >= ${p}`, createdAt.min);
  add((p) => `created_at <= ${p}`, createdAt.max);
  add((p) => `order_created_at >= ${p}`, orderCreatedAt.min);
  add((p) => `(order_created_at IS NULL OR order_created_at <= ${p})`, orderCreatedAt.max);
  return {
    text: `SELECT status::text AS status, count(*)::int AS count FROM shipment
      WHERE ${conditions.join(" AND ")} GROUP BY status`,
    values,
  };
}

const anyTime: Between = { min: null, max: null };
const day = new Date(0);

export const statementExamples: StatementExamples = {
  countStatuses: [
    countStatement("", { createdAt: { min: day, max: day }, orderCreatedAt: anyTime }),
    countStatement("", { createdAt: anyTime, orderCreatedAt: { min: day, max: day } }),
  ],
};
