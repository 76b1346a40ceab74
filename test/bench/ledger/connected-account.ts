import { clockWithoutOffset } from "~/platform/clocks/simulated-clock.server";
import { systemClock } from "~/domain/clock";
import { addConnection, addShop } from "../../factories/accounts";
import type { BenchEnvironment } from "../environment/environment";

export const COURIER = "usps";
export const PROVIDER_EMAIL = "provider@homeward.example";

export interface ConnectedAccount {
  accountId: string;
  connectionId: string;
  /** The secret part of the address its provider pushes to. */
  hookToken: string;
}

/**
 * A shop that is connected to a TrackingMore v2 provider with a pace of its own, and has no parcels
 * yet.
 */
export async function connectAccount(
  environment: BenchEnvironment,
  provider: { baseUrl: string; apiKey: string; paceIntervalMs: number },
): Promise<ConnectedAccount> {
  const { id: accountId } = await addShop(environment);
  const parts = { ...environment, clock: clockWithoutOffset(systemClock) };
  const { id, hookToken } = await addConnection(parts, accountId, { ...provider, accountEmail: PROVIDER_EMAIL });
  return { accountId, connectionId: id, hookToken };
}

/** A worker that may call the provider of a benchmark, which lives on this machine. */
export async function startWorker(environment: BenchEnvironment): Promise<void> {
  const env = { ...environment.appEnv, ALLOW_PRIVATE_ADDRESSES: "true" };
  await environment.start({ name: "A worker", args: ["build/server/worker.js"], env });
}

/**
 * So many parcels, numbered as in sample-trackings.ts, with one ledger row each, all in one state,
 * in one transaction. Registered ones are not due for hours.
 */
export async function addParcels(
  { db }: BenchEnvironment,
  { accountId, count, state }: { accountId: string; count: number; state: "waiting" | "registered" },
): Promise<void> {
  await db.query(
    `WITH parcel AS (
       INSERT INTO shipment (account_id, created_at, updated_at, registration_state, courier_source, number, number_key, courier_code,
                             next_refresh_at)
       SELECT $1, now(), now(), $3::registration_state, 'format', number, number, $4,
              CASE WHEN $3 = 'registered' THEN now() + INTERVAL '6 hours' END
         FROM generate_series(0, $2::int - 1) AS n, LATERAL (SELECT '94001118' || lpad(n::text, 14, '0') AS number) AS told
       RETURNING id, number_key
     )
     INSERT INTO registration (account_id, shipment_id, courier_code, number_key, state, intent_at, not_before)
     SELECT $1, id, $4, number_key, $3::registration_state, now(), now() FROM parcel`,
    [accountId, count, state, COURIER],
  );
  await db.query("ANALYZE shipment");
  await db.query("ANALYZE registration");
}
