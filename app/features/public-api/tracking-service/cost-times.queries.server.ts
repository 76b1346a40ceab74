import type { Sql } from "~/platform/database/client.server";

export interface RouteKey {
  courierCode: string;
  originCode: string;
  destinationCode: string;
}

export interface RouteTimes {
  total: number;
  delivered: number;
  /** Delivered parcels by days on the way: up to 7, 15, 30, 60, and more. */
  counts: [number, number, number, number, number];
  averageDays: number;
}

/**
 * How long an account's own parcels took, from the first event to the delivery, route by route in
 * the order asked.
 */
export async function routeTimes(sql: Sql, accountId: string, routes: readonly RouteKey[]): Promise<RouteTimes[]> {
  const rows = await sql.query<RouteTimes>(
    `SELECT count(way.total)::int AS total, count(days)::int AS delivered, COALESCE(avg(days), 0)::float AS "averageDays",
            ARRAY[count(*) FILTER (WHERE days <= 7), count(*) FILTER (WHERE days > 7 AND days <= 15),
                  count(*) FILTER (WHERE days > 15 AND days <= 30), count(*) FILTER (WHERE days > 30 AND days <= 60),
                  count(*) FILTER (WHERE days > 60)]::int[] AS counts
       FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS route(courier, origin, destination, place)
       LEFT JOIN LATERAL (
         SELECT 1 AS total, CASE WHEN status = 'delivered'
                                 THEN EXTRACT(EPOCH FROM delivered_at - first_event_at) / 86400 END AS days
           FROM shipment
          WHERE account_id = $1 AND courier_code = route.courier AND origin_country = route.origin
            AND COALESCE(destination_country, destination_code) = route.destination
       ) AS way ON true
      GROUP BY place ORDER BY place`,
    [
      accountId,
      routes.map((route) => route.courierCode),
      routes.map((route) => route.originCode),
      routes.map((route) => route.destinationCode),
    ],
  );
  return rows;
}
