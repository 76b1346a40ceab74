import type { Sql } from "~/platform/database/client.server";

/** A number that is not followed any more, of which the provider has to be told. */
export interface DueStop {
  shipmentId: string;
  courierCode: string;
  numberKey: string;
  /** Calls that failed so far. */
  attempts: number;
}

/** Notes that the provider has to be told. What waits already keeps its turn. */
export async function requestStops(sql: Sql, accountId: string, shipmentIds: string[], now: Date): Promise<void> {
  await sql.query(
    `INSERT INTO stop_request (shipment_id, account_id, due_at) SELECT id, $1, $3 FROM unnest($2::uuid[]) AS stopped(id)
     ON CONFLICT (shipment_id) DO NOTHING`,
    [accountId, shipmentIds, now],
  );
}

/**
 * Whether something is due for the account at `$n`: only what is registered can be stopped, the
 * rest waits until it is.
 */
export const stopIsDue = (account: string, moment: string) =>
  `EXISTS (SELECT FROM stop_request JOIN shipment ON shipment.id = shipment_id
            WHERE stop_request.account_id = ${account} AND due_at <= ${moment} AND registration_state = 'registered' AND NOT following)`;

/** The numbers to be told of now, those that wait longest first. */
export async function dueStops(sql: Sql, accountId: string, now: Date, limit: number): Promise<DueStop[]> {
  return sql.query<DueStop>(
    `SELECT shipment_id AS "shipmentId", courier_code AS "courierCode", number_key AS "numberKey", attempts
       FROM stop_request JOIN shipment ON shipment.id = shipment_id
      WHERE stop_request.account_id = $1 AND due_at <= $2 AND registration_state = 'registered' AND NOT following
      ORDER BY due_at, shipment_id LIMIT $3`,
    [accountId, now, limit],
  );
}

/** The provider knows, or will never. */
export async function forgetStops(sql: Sql, shipmentIds: string[]): Promise<void> {
  await sql.query("DELETE FROM stop_request WHERE shipment_id = ANY($1)", [shipmentIds]);
}

/** Each is told again at its own time. */
export async function postponeStops(sql: Sql, stops: { shipmentId: string; dueAt: Date }[]): Promise<void> {
  await sql.query(
    `UPDATE stop_request SET attempts = attempts + 1, due_at = later.due_at
       FROM unnest($1::uuid[], $2::timestamptz[]) AS later(id, due_at) WHERE shipment_id = later.id`,
    [stops.map((stop) => stop.shipmentId), stops.map((stop) => stop.dueAt)],
  );
}
