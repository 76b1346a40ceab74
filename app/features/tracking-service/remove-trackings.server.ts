import { openConnection } from "~/db/connections.server";
import { deleteTrackings, lockTrackings, stopTrackings, type NamedTracking } from "~/db/tracking-changes.server";
import type { Sql } from "~/db/client.server";
import { numberKey } from "~/domain/tracking/number";
import { pacedCall } from "~/features/provider-calls/paced-call.server";
import type { Services } from "~/services.server";
import type { TrackingPair } from "~/tracking-api/server/service";

type Parts = Pick<Services, "db" | "vault" | "clock" | "log" | "providerFor">;

/** Deletes trackings here. The provider keeps its own: adding them again must not be charged again. Answers which were there. */
export async function removeTrackings(
  { db, clock }: Pick<Parts, "db" | "clock">,
  accountId: string,
  pairs: readonly TrackingPair[],
): Promise<boolean[]> {
  return db.transaction(async (tx) => {
    const { rows, there } = await meet(tx, accountId, pairs);
    await deleteTrackings(tx, accountId, idsOf(rows), clock.now());
    return there;
  });
}

/** Stops refreshing trackings here and, where they are registered, at the provider. Answers which were there. */
export async function stopFollowing(
  parts: Parts,
  accountId: string,
  pairs: readonly TrackingPair[],
): Promise<boolean[]> {
  const { db } = parts;
  const { rows, there } = await db.transaction(async (tx) => {
    const met = await meet(tx, accountId, pairs);
    await stopTrackings(tx, idsOf(met.rows));
    return met;
  });
  await stopUpstream(
    parts,
    accountId,
    rows.filter((row) => row.registrationState === "registered"),
  );
  return there;
}

/** What the provider says to it changes nothing here: the parcel is not asked for any more. */
async function stopUpstream(parts: Parts, accountId: string, rows: NamedTracking[]): Promise<void> {
  const { db, vault, clock } = parts;
  const stored = await db.prisma.connection.findUnique({ where: { accountId }, select: { id: true } });
  const connection = stored && (await openConnection(db, vault, stored.id));
  if (!connection || rows.length === 0) return;
  const provider = parts.providerFor(connection);
  const now = clock.now();
  const pausing = [connection.retryAt, connection.silentUntil].some((until) => until !== null && until > now);
  if (!provider.capabilities.registers || pausing) return;
  const keys = rows.map((row) => ({ number: row.numberKey, courierCode: row.courierCode }));
  await pacedCall(parts, connection, () => provider.stopFollowing(keys));
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
