import { randomBytes } from "node:crypto";
import { hookTokenHash } from "~/db/pushes.server";
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
  { db, vault }: Ground,
  { name, baseUrl, apiKey, paceIntervalMs }: { name: string; baseUrl: string; apiKey: string; paceIntervalMs: number },
): Promise<ConnectedAccount> {
  const now = new Date();
  const hookToken = randomBytes(32).toString("base64url");
  const sealed = (text: string) => new Uint8Array(vault.encrypt(text));
  const { id: accountId } = await db.prisma.account.create({
    data: { kind: "shop", shopDomain: `${name}.myshopify.com`, name, createdAt: now, installedAt: now },
  });
  const { id: connectionId } = await db.prisma.connection.create({
    data: {
      accountId,
      kind: "trackingmore_v2",
      baseUrl,
      apiKeyEnc: sealed(apiKey),
      accountEmailEnc: sealed(PROVIDER_EMAIL),
      hookTokenHash: new Uint8Array(hookTokenHash(vault, hookToken)),
      hookTokenEnc: sealed(hookToken),
      paceIntervalMs,
      stateSince: now,
    },
  });
  return { accountId, connectionId, hookToken };
}

/** A worker that may call the provider of a benchmark, which lives on this machine. */
export async function startWorker(ground: Ground): Promise<void> {
  const env = { ...ground.appEnv, ALLOW_PRIVATE_ADDRESSES: "true" };
  await ground.start({ name: "A worker", args: ["build/server/worker.js"], env });
}

/** The web process, which takes no jobs; gives its address. */
export async function startWeb(ground: Ground): Promise<string> {
  const port = await ground.freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...ground.appEnv, PORT: String(port), WORK_IN_WEB: "false", ALLOW_PRIVATE_ADDRESSES: "true" };
  await ground.start({ name: "Web", args: ["build/server/web.js"], env, readyUrl: `${origin}/readyz` });
  return origin;
}

/** The number of the parcel with this index. */
export const parcelNumber = (index: number) => `94001118${String(index).padStart(14, "0")}`;

/** So many parcels with one ledger row each, all in one state, in one transaction. Registered ones are not due for hours. */
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
