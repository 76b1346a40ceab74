import {
  deleteTrackings,
  lockLedger,
  lockTrackings,
  stopTrackings,
  type NamedTracking,
} from "~/features/shipments/tracking-changes.queries.server";
import { connectionOf } from "~/features/provider-sync/connection/connections.queries.server";
import { requestStops } from "~/features/provider-sync/connection/stop-requests.queries.server";
import type { Sql } from "~/platform/database/client.server";
import { numberKey } from "~/domain/tracking/number";
import type { Services } from "~/features/services.server";
import type { TrackingPair } from "~/tracking-api/server/service";

/**
 * Deletes trackings here. The provider keeps its own: adding them again must not be charged again.
 * Answers which were there.
 */
export async function removeTrackings(
  { db, clock }: Pick<Services, "db" | "clock">,
  accountId: string,
  pairs: readonly TrackingPair[],
): Promise<boolean[]> {
  return db.transaction(async (tx) => {
    // With a tracking goes its ledger row, which a batch that is being settled holds before the
    // tracking.
    const numberKeys = pairs.map((pair) => numberKey(pair.number));
    await lockLedger(tx, accountId, numberKeys);
    const { rows, there } = await meet(tx, accountId, pairs);
    await deleteTrackings(tx, accountId, idsOf(rows), clock.now());
    return there;
  });
}

/**
 * Stops refreshing trackings here, and asks the provider to stop by the connection's own work: at
 * once where it can, again after a failed call, and after a registration that is still on its way.
 * Answers which were there.
 */
export async function stopFollowing(
  { db, clock, jobs, providerFor }: Pick<Services, "db" | "clock" | "jobs" | "providerFor">,
  accountId: string,
  pairs: readonly TrackingPair[],
): Promise<boolean[]> {
  const connection = await connectionOf(db, accountId);
  const registers = connection ? providerFor({ ...connection, apiKey: "" }).capabilities.registers : true;
  return db.transaction(async (tx) => {
    const { rows, there } = await meet(tx, accountId, pairs);
    const stopped = await stopTrackings(tx, idsOf(rows));
    // A provider that registers nothing has nothing to stop.
    if (!registers || stopped.length === 0) return there;
    await requestStops(tx, accountId, stopped, clock.now());
    if (connection) await jobs.enqueue("work-connection", { connectionId: connection.id }, tx);
    return there;
  });
}

const nameOf = (name: { courierCode: string; numberKey: string }) =>
  `${name.courierCode.toLowerCase()} ${name.numberKey}`;

const idsOf = (rows: readonly NamedTracking[]) => rows.map((row) => row.id);

async function meet(tx: Sql, accountId: string, pairs: readonly TrackingPair[]) {
  const named = pairs.map((pair) => ({ courierCode: pair.carrierCode, numberKey: numberKey(pair.number) }));
  const rows = await lockTrackings(tx, accountId, named);
  const found = new Set(rows.map(nameOf));
  // Named twice, a tracking is there once.
  return { rows, there: named.map((name) => found.delete(nameOf(name))) };
}
