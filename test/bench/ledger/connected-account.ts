import { systemStoryClock } from "~/db/story-clock.server";
import { systemClock } from "~/domain/clock";
import { addConnection, addShop } from "../../factories/accounts";
import type { Ground } from "../ground/ground";

export const COURIER = "usps";
export const PROVIDER_EMAIL = "provider@homeward.example";

export interface ConnectedAccount {
  accountId: string;
  connectionId: string;
  /** The secret part of the address its provider pushes to. */
  hookToken: string;
}

/** A shop that is connected to a TrackingMore v2 provider with a pace of its own, and has no parcels yet. */
export async function connectAccount(
  ground: Ground,
  provider: { baseUrl: string; apiKey: string; paceIntervalMs: number },
): Promise<ConnectedAccount> {
  const { id: accountId } = await addShop(ground);
  const parts = { ...ground, clock: systemStoryClock(systemClock) };
  const { id, hookToken } = await addConnection(parts, accountId, { ...provider, accountEmail: PROVIDER_EMAIL });
  return { accountId, connectionId: id, hookToken };
}

/** A worker that may call the provider of a benchmark, which lives on this machine. */
export async function startWorker(ground: Ground): Promise<void> {
  const env = { ...ground.appEnv, ALLOW_PRIVATE_ADDRESSES: "true" };
  await ground.start({ name: "A worker", args: ["build/server/worker.js"], env });
}

/** So many parcels, numbered as in sample-trackings.ts, with one ledger row each, all in one state, in one transaction. Registered ones are not due for hours. */
export async function addParcels(
  { db }: Ground,
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
