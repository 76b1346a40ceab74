import { attentionAfterDays, attentionKinds, type AttentionKind } from "~/domain/shipments/attention";
import type { Sql } from "~/platform/database/client.server";
import { attentionConditions, openShipment } from "~/features/shipments/shipment-attention.queries.server";

export interface AttentionCount {
  kind: AttentionKind | "no-number";
  count: number;
  oldest: Date;
}

/**
 * Fulfillments without a number are looked for this far back; older ones are nobody's question any
 * more.
 */
const noNumberWindowDays = 60;

/**
 * How many parcels want the merchant, by reason, and since when the oldest of each stands still.
 */
export async function countAttention(sql: Sql, accountId: string, now: Date): Promise<AttentionCount[]> {
  const conditions = attentionConditions("$2");
  const cases = attentionKinds.map((kind) => `WHEN ${conditions[kind]} THEN '${kind}'`).join(" ");
  return sql.query<AttentionCount>(
    `SELECT kind, count(*)::int AS count, min(still_since) AS oldest
       FROM (SELECT CASE ${cases} END AS kind, COALESCE(s.last_event_at, s.shipped_at, s.created_at) AS still_since
               FROM shipment AS s WHERE s.account_id = $1 AND ${openShipment}) AS open
      WHERE kind IS NOT NULL GROUP BY kind
     UNION ALL
     SELECT 'no-number', count(*)::int, min(fulfilled_at) FROM (${withoutNumber}) AS f HAVING count(*) > 0`,
    [accountId, now],
  );
}

const withoutNumber = `SELECT f.id, f.fulfilled_at, f.name, f.tracking_company, f.order_id FROM fulfillment AS f
  WHERE f.account_id = $1 AND f.lacks_number AND f.status = 'success' AND jsonb_array_length(f.contents) > 0
    AND f.fulfilled_at BETWEEN $2::timestamptz - interval '${String(noNumberWindowDays)} days'
                           AND $2::timestamptz - interval '${String(attentionAfterDays.noNumber)} days'
    AND NOT EXISTS (SELECT FROM fulfillment_parcel AS p WHERE p.fulfillment_id = f.id)`;

export interface FulfillmentWithoutNumber {
  id: string;
  orderName: string;
  shopifyOrderId: string;
  fulfilledAt: Date;
  trackingCompany: string | null;
}

/** The fulfillments behind the count, the oldest first. */
export async function selectWithoutNumber(
  sql: Sql,
  accountId: string,
  now: Date,
  limit: number,
): Promise<FulfillmentWithoutNumber[]> {
  return sql.query<FulfillmentWithoutNumber>(
    `SELECT f.id, o.name AS "orderName", o.shopify_order_id AS "shopifyOrderId", f.fulfilled_at AS "fulfilledAt",
            f.tracking_company AS "trackingCompany"
       FROM (${withoutNumber} ORDER BY f.fulfilled_at LIMIT $3) AS f JOIN "order" AS o ON o.id = f.order_id
      ORDER BY f.fulfilled_at, f.id`,
    [accountId, now, limit],
  );
}

export interface DeliveryDay {
  /** `YYYY-MM-DD` in the shop's zone. */
  day: string;
  delivered: number;
}

/** Parcels delivered on each of the last 30 days of the shop, days without any included. */
export async function deliveredByDay(
  sql: Sql,
  accountId: string,
  { now, timeZone }: { now: Date; timeZone: string },
): Promise<DeliveryDay[]> {
  return sql.query<DeliveryDay>(
    `WITH days AS (
       SELECT ($2::timestamptz AT TIME ZONE $3)::date - back AS day FROM generate_series(29, 0, -1) AS back
     ), delivered AS (
       SELECT (delivered_at AT TIME ZONE $3)::date AS day, count(*)::int AS count FROM shipment
        WHERE account_id = $1 AND status = 'delivered'
          AND delivered_at BETWEEN $2::timestamptz - interval '31 days' AND $2 GROUP BY 1
     )
     SELECT to_char(days.day, 'YYYY-MM-DD') AS day, COALESCE(delivered.count, 0) AS delivered
       FROM days LEFT JOIN delivered USING (day) ORDER BY days.day`,
    [accountId, now, timeZone],
  );
}

export interface DeliveryMeasures {
  delivered: number;
  medianDays: number | null;
  medianDaysBefore: number | null;
  /** Shares from 0 to 1 of the parcels for which a day was promised. */
  onTimeShare: number | null;
  onTimeShareBefore: number | null;
}

/**
 * Speed and punctuality of the last 30 days against the 30 days before. Days are told to the hour:
 * a large shop's millions of deliveries are some hundred different hours, of which the median is
 * found without sorting them all.
 */
export async function measureDeliveries(sql: Sql, accountId: string, now: Date): Promise<DeliveryMeasures> {
  const measures = (inWindow: string, name: string) => `
    (min(hours) FILTER (WHERE ${inWindow} AND until * 2 >= total) + min(hours) FILTER (WHERE ${inWindow} AND until * 2 > total))
      / 48.0::float8 AS "medianDays${name}",
    (sum(on_time) FILTER (WHERE ${inWindow}) / NULLIF(sum(promised) FILTER (WHERE ${inWindow}), 0))::float8 AS "onTimeShare${name}"`;
  const [row] = await sql.query<DeliveryMeasures>(
    `WITH of_an_hour AS (
       SELECT delivered_at >= $2::timestamptz - interval '30 days' AS is_recent,
              round(extract(epoch FROM delivered_at - COALESCE(shipped_at, first_event_at, created_at)) / 3600)::int AS hours,
              count(*) AS parcels, count(expected_to) AS promised, count(*) FILTER (WHERE delivered_at <= expected_to) AS on_time
         FROM shipment
        WHERE account_id = $1 AND status = 'delivered'
          AND delivered_at BETWEEN $2::timestamptz - interval '60 days' AND $2 GROUP BY 1, 2
     ), counted AS (
       SELECT *, sum(parcels) OVER (PARTITION BY is_recent ORDER BY hours) AS until, sum(parcels) OVER (PARTITION BY is_recent) AS total
         FROM of_an_hour
     )
     SELECT COALESCE(sum(parcels) FILTER (WHERE is_recent), 0)::int AS delivered, ${measures("is_recent", "")}, ${measures("NOT is_recent", "Before")}
       FROM counted`,
    [accountId, now],
  );
  if (!row) throw new Error("An aggregate always has a row");
  return row;
}

export interface Arrivals {
  lastWebhookAt: Date | null;
  undelivered: number;
  hasShipments: boolean;
}

/** What has come in from Shopify. */
export async function readArrivals(sql: Sql, accountId: string): Promise<Arrivals> {
  const [row] = await sql.query<Arrivals>(
    `SELECT (SELECT max(received_at) FROM inbox_message WHERE account_id = $1 AND source = 'shopify') AS "lastWebhookAt",
            (SELECT count(*)::int FROM inbox_message WHERE account_id = $1 AND state IN ('refused', 'failed')) AS undelivered,
            EXISTS (SELECT FROM shipment WHERE account_id = $1) AS "hasShipments"`,
    [accountId],
  );
  if (!row) throw new Error("A select of values always has a row");
  return row;
}
