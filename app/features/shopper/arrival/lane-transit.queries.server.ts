import type { ArrivalFacts } from "~/domain/arrival/arrival";
import type { Sql } from "~/platform/database/client.server";

/** Installed shops whose lanes were not counted since `before`. */
export async function accountsWithLanesToCount(sql: Sql, before: Date): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM account
      WHERE kind = 'shop' AND uninstalled_at IS NULL AND (lanes_counted_at IS NULL OR lanes_counted_at <= $1)
      ORDER BY lanes_counted_at NULLS FIRST LIMIT 1000`,
    [before],
  );
  return rows.map(({ id }) => id);
}

/**
 * The calendar of an installed shop whose lanes were not counted since `before`; null where they
 * are not to be counted.
 */
export async function calendarOfLanesToCount(sql: Sql, accountId: string, before: Date): Promise<string | null> {
  const [account] = await sql.query<{ timeZone: string }>(
    `SELECT time_zone AS "timeZone" FROM account
      WHERE id = $1 AND uninstalled_at IS NULL AND (lanes_counted_at IS NULL OR lanes_counted_at <= $2)`,
    [accountId, before],
  );
  return account?.timeZone ?? null;
}

export interface LaneCount {
  timeZone: string;
  /** Parcels that moved last before this are too old to count. */
  since: Date;
  /** Of a shop with more deliveries the newest count. */
  mostParcels: number;
  /** Lanes with fewer are not kept. */
  fewestParcels: number;
  /** Journeys of more days are counted together. */
  longestDays: number;
  /** Journeys of more days are no journeys. */
  mostDays: number;
}

/**
 * Counts an account's delivered parcels anew into its lanes, in one statement: whoever reads
 * meanwhile reads the old lanes or the new. What sets a parcel out is the rule of `setOutAt`
 * (domain/arrival). Left out are parcels somebody declared delivered by hand, those without any
 * event, whose delivery is dated by when we heard of it, and days no parcel can have taken.
 */
export async function countLanes(sql: Sql, accountId: string, count: LaneCount): Promise<void> {
  await sql.query(
    `WITH delivered AS (
       SELECT courier_code, COALESCE(origin_country, '') AS origin_country,
              COALESCE(destination_code, destination_country) AS destination_country, delivered_at,
              CASE WHEN first_event_at >= delivered_at THEN shipped_at
                   ELSE COALESCE(first_event_at, shipped_at) END AS set_out_at
         FROM shipment
        WHERE account_id = $1 AND status = 'delivered' AND last_event_at > $3 AND status_forced IS NULL
        ORDER BY last_event_at DESC LIMIT $4
     ), journey AS (
       SELECT courier_code, origin_country, destination_country,
              (delivered_at AT TIME ZONE $2)::date - (set_out_at AT TIME ZONE $2)::date AS days
         FROM delivered WHERE courier_code <> '' AND destination_country <> ''
     ), counted AS (
       SELECT courier_code, origin_country, destination_country, LEAST(days, $6 + 1) AS days, count(*)::int AS parcels
         FROM journey WHERE days BETWEEN 0 AND $7 GROUP BY 1, 2, 3, 4
     ), lane AS (
       SELECT courier_code, origin_country, destination_country FROM counted
        GROUP BY 1, 2, 3 HAVING sum(parcels) >= $5
     ), gone AS (
       DELETE FROM lane_transit AS known
        WHERE account_id = $1 AND NOT EXISTS (
          SELECT FROM lane WHERE lane.courier_code = known.courier_code AND lane.origin_country = known.origin_country
             AND lane.destination_country = known.destination_country)
     )
     INSERT INTO lane_transit (account_id, courier_code, origin_country, destination_country, transit_days)
     SELECT $1, courier_code, origin_country, destination_country, array_agg(COALESCE(parcels, 0) ORDER BY days)
       FROM lane CROSS JOIN generate_series(0, $6 + 1) AS days
       LEFT JOIN counted USING (courier_code, origin_country, destination_country, days)
      GROUP BY courier_code, origin_country, destination_country
      ORDER BY courier_code, origin_country, destination_country
     ON CONFLICT (account_id, courier_code, destination_country, origin_country)
     DO UPDATE SET transit_days = excluded.transit_days`,
    [accountId, count.timeZone, count.since, count.mostParcels, count.fewestParcels, count.longestDays, count.mostDays],
  );
}

/** The columns of `ArrivalFacts`: what the shop itself can tell of when a shipment comes. */
export const arrivalColumns = (shipment: string) => `
            ${shipment}.first_event_at AS "firstEventAt", ${shipment}.origin_country AS "originCountry",
            (SELECT max(f.estimated_delivery_at) FROM fulfillment_parcel p JOIN fulfillment f ON f.id = p.fulfillment_id
              WHERE p.shipment_id = ${shipment}.id AND f.status <> 'cancelled') AS "shopifyEstimateAt",
            COALESCE((SELECT jsonb_agg(jsonb_build_object('originCountry', l.origin_country, 'transitDays', l.transit_days))
                        FROM lane_transit l
                       WHERE l.account_id = ${shipment}.account_id AND l.courier_code = ${shipment}.courier_code
                         AND l.destination_country = COALESCE(${shipment}.destination_code, ${shipment}.destination_country)),
                     '[]') AS lanes`;

/**
 * What the shop itself can tell of when these parcels come, by their ids, in one query; of none
 * without asking.
 */
export async function arrivalFactsOf(
  sql: Sql,
  accountId: string,
  shipmentIds: readonly string[],
): Promise<Map<string, ArrivalFacts>> {
  if (shipmentIds.length === 0) return new Map();
  const rows = await sql.query<ArrivalFacts & { id: string }>(
    `SELECT s.id, ${arrivalColumns("s")} FROM shipment s WHERE s.account_id = $1 AND s.id = ANY($2)`,
    [accountId, shipmentIds],
    "arrival-facts",
  );
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}
