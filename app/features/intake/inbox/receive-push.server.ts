import { makeDue } from "~/features/shipments/due-shipments.queries.server";
import { requestRefresh } from "~/features/provider-sync/connection/connections.queries.server";
import { findConnectionByToken, type PushingConnection } from "~/features/provider-sync/refresh/pushes.queries.server";
import { rememberPush } from "./inbox.queries.server";
import { numberKey } from "~/domain/tracking/number";
import { isSupportedProvider, type SupportedProviderKind } from "~/providers/tracking/index.server";
import { readPush } from "~/providers/tracking/push.server";
import type { Services } from "~/features/services.server";

type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "jobs" | "log">;

export type PushOutcome =
  { kind: "taken" } | { kind: "refused"; reason: "unknown-token" | "signature" | "stale" | "malformed" };

/** What each kind of provider signs its pushes with. */
const secrets: Record<SupportedProviderKind, (connection: PushingConnection) => string> = {
  "trackingmore-v2": ({ accountEmail }) => accountEmail,
  "trackingmore-v4": ({ webhookSecret }) => webhookSecret,
  "trackru-v1": ({ accountEmail }) => accountEmail,
  "carrier-feed": ({ apiKey }) => apiKey,
};

/**
 * Takes a provider's push as a hint: verified, fresh and new, it makes us read the provider; it
 * never changes a status by itself. The hint and the job that acts on it are committed before the
 * push is answered.
 */
export async function receivePush(
  { db, vault, clock, systemClock, jobs, log }: Deps,
  push: { token: string; headers: Headers; rawBody: string },
): Promise<PushOutcome> {
  const connection = await findConnectionByToken(db, vault, push.token);
  if (!connection || !isSupportedProvider(connection.kind)) return { kind: "refused", reason: "unknown-token" };
  const { headers, rawBody } = push;
  const secret = secrets[connection.kind](connection);
  const read = readPush({ kind: connection.kind, headers, rawBody, secret, now: systemClock.now() });
  if (read.kind === "refused") {
    log.warn({ connectionId: connection.id, reason: read.reason }, "push refused");
    return read;
  }
  const { accountId, id: connectionId } = connection;
  await db.transaction(async (tx) => {
    const isNew = await rememberPush(tx, { accountId, externalId: read.externalId, at: systemClock.now() });
    if (!isNew) return;
    const now = clock.now();
    if (connection.kind === "carrier-feed") {
      const keys = read.numbers.map(({ courierCode, number }) => ({ courierCode, numberKey: numberKey(number) }));
      if ((await makeDue(tx, accountId, keys, now)) === 0) return;
    } else {
      await requestRefresh(tx, connectionId, now);
    }
    await jobs.enqueue("work-connection", { connectionId }, tx);
  });
  return { kind: "taken" };
}
