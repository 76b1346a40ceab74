import type { Sql } from "~/platform/database/client.server";
import type { Statement, StatementExamples } from "~/platform/database/statement";
import { countStatuses, type Between } from "./status-counts.queries.server";
import { trackingColumns, type TrackingRow } from "./trackings.queries.server";

export interface TrackingFilter {
  status: string | null;
  createdAt: Between;
  updatedAt: Between;
  orderCreatedAt: Between;
  numberKeys: string[] | null;
  orderNameKeys: string[] | null;
  archived: boolean | null;
}

interface Page {
  offset: number;
  limit: number;
}

/**
 * One page of an account's trackings, newest first, and how many there are over all pages. Where
 * nothing is filtered, total and place come from the tally, so that neither a late page nor a large
 * account is counted through; else from the rows.
 */
export async function listTrackings(
  sql: Sql,
  accountId: string,
  filter: TrackingFilter,
  page: Page,
): Promise<{ total: number; rows: TrackingRow[] }> {
  const where = conditionOf(accountId, filter, null);
  if (where.filters > 0) {
    const isOnlyStatus = filter.status !== null && where.filters === 1;
    const total = isOnlyStatus ? countInStatus(sql, accountId, filter.status) : countWhere(sql, where);
    const [counted, rows] = await Promise.all([total, pageWhere(sql, where, page)]);
    return { total: counted, rows };
  }
  const { total, before, skip } = await placeOf(sql, accountId, page.offset);
  if (before === null) return { total, rows: [] };
  const rows = await pageWhere(sql, conditionOf(accountId, filter, before), { ...page, offset: skip });
  return { total, rows };
}

interface Condition extends Statement {
  /** How many filters it has beside the account. */
  filters: number;
}

/** What an account's trackings must fulfil; with `before`, they were added before it. */
function conditionOf(accountId: string, filter: TrackingFilter, before: Date | null): Condition {
  const values: unknown[] = [accountId];
  // A shipment without a courier is known to this app alone: the API cannot name it.
  const always = ["shipment.account_id = $1", "courier_code <> ''"];
  const filters: string[] = [];
  const add = (condition: (place: string) => string, value: unknown) => {
    if (value === null) return;
    values.push(value);
    filters.push(condition(`$${String(values.length)}`));
  };
  add((p) => `status = ${p}::tracking_status`, filter.status);
  add((p) => `shipment.created_at >= ${p}`, filter.createdAt.min);
  add((p) => `shipment.created_at <= ${p}`, filter.createdAt.max);
  add((p) => `updated_at >= ${p}`, filter.updatedAt.min);
  add((p) => `updated_at <= ${p}`, filter.updatedAt.max);
  add((p) => `order_created_at >= ${p}`, filter.orderCreatedAt.min);
  add((p) => `(order_created_at IS NULL OR order_created_at <= ${p})`, filter.orderCreatedAt.max);
  add((p) => `number_key = ANY(${p})`, filter.numberKeys);
  add((p) => `order_name_key = ANY(${p})`, filter.orderNameKeys);
  add((p) => `shipment.created_at < ${p}`, before);
  if (filter.archived !== null) filters.push(`archived_at IS ${filter.archived ? "NOT NULL" : "NULL"}`);
  return { text: [...always, ...filters].join(" AND "), values, filters: filters.length };
}

async function countInStatus(sql: Sql, accountId: string, status: string | null): Promise<number> {
  const counts = await countStatuses(sql, accountId, { createdAt: anyTime, orderCreatedAt: anyTime });
  return Object.entries(counts).find(([name]) => name === status)?.[1] ?? 0;
}

async function countWhere(sql: Sql, where: Condition): Promise<number> {
  const { text, values } = countStatement(where);
  const [count] = await sql.query<{ total: string }>(text, values);
  return Number(count?.total ?? 0);
}

const countStatement = (where: Condition): Statement => ({
  text: `SELECT count(*) AS total FROM shipment WHERE ${where.text}`,
  values: where.values,
});

async function pageWhere(sql: Sql, where: Condition, page: Page): Promise<TrackingRow[]> {
  const { text, values } = pageStatement(where, page);
  return sql.query<TrackingRow>(text, values);
}

/** The page's places are found in an index alone; only what is on the page is read whole. */
function pageStatement(where: Condition, { offset, limit }: Page): Statement {
  const [last, skipped] = [`$${String(where.values.length + 1)}`, `$${String(where.values.length + 2)}`];
  return {
    text: `WITH page AS MATERIALIZED (
       SELECT shipment.id FROM shipment WHERE ${where.text}
        ORDER BY shipment.created_at DESC, shipment.id LIMIT ${last} OFFSET ${skipped}
     )
     SELECT ${trackingColumns}
       FROM page JOIN shipment ON shipment.id = page.id LEFT JOIN "order" ON "order".id = shipment.order_id
      ORDER BY shipment.created_at DESC, shipment.id`,
    values: [...where.values, limit, offset],
  };
}

/**
 * Where the tracking with so many newer ones is: on the last day before `before`, after so many of
 * that day; null past the end.
 */
async function placeOf(
  sql: Sql,
  accountId: string,
  offset: number,
): Promise<{ total: number; before: Date | null; skip: number }> {
  const [place] = await sql.query<{ total: string; before: Date | null; skip: string | null }>(
    `WITH days AS (
       SELECT day, sum(trackings) AS trackings, sum(sum(trackings)) OVER (ORDER BY day DESC) AS until
         FROM tracking_tally WHERE account_id = $1 GROUP BY day
     )
     SELECT COALESCE(sum(trackings), 0) AS total,
            (max(day) FILTER (WHERE until > $2) + 1)::timestamp AT TIME ZONE 'UTC' AS before,
            $2 - COALESCE(max(until) FILTER (WHERE until <= $2), 0) AS skip
       FROM days`,
    [accountId, offset],
  );
  return { total: Number(place?.total ?? 0), before: place?.before ?? null, skip: Number(place?.skip ?? 0) };
}

const anyTime: Between = { min: null, max: null };
const everything: TrackingFilter = {
  status: null,
  createdAt: anyTime,
  updatedAt: anyTime,
  orderCreatedAt: anyTime,
  numberKeys: null,
  orderNameKeys: null,
  archived: null,
};

const day = new Date(0);
const oneDay: Between = { min: day, max: day };
const conditionExamples = [
  conditionOf("", everything, day),
  ...[
    { status: "transit" },
    { createdAt: oneDay },
    { updatedAt: oneDay },
    { orderCreatedAt: oneDay },
    { numberKeys: [""] },
    { orderNameKeys: [""] },
    { archived: true },
    { archived: false },
  ].map((filter) => conditionOf("", { ...everything, ...filter }, null)),
];

export const statementExamples: StatementExamples = {
  countWhere: conditionExamples.map(countStatement),
  pageWhere: conditionExamples.map((where) => pageStatement(where, { offset: 0, limit: 1 })),
};
