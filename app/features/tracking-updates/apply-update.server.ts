import type { Sql } from "~/db/client.server";
import { queuePushes } from "~/db/outbox.server";
import {
  checkpointsOf,
  deleteCheckpoints,
  lockTrackingStates,
  writeCheckpoints,
  writeNextLooks,
  writeTrackingStates,
  type StoredCheckpoint,
  type TrackingState,
} from "~/db/tracking-state.server";
import { nextRefreshAt } from "~/domain/tracking/refresh-policy";
import { numberKey } from "~/domain/tracking/number";
import type { TrackingUpdate } from "~/domain/tracking/update";
import type { Services } from "~/services.server";
import { nextState } from "./next-state";

type Parts = Pick<Services, "db" | "clock" | "jobs">;

export interface AppliedUpdates {
  /** Shipments whose state or timeline changed. */
  changed: number;
  /** Updates about numbers this account does not follow. */
  strangers: number;
}

/** Locked rows are held for one such group at a time. */
const SHIPMENTS_PER_TRANSACTION = 500;

/**
 * The only writer of status, checkpoints and last event, whoever calls. Takes whole stories, in any order and any number of times, and
 * ends in the same state. What changed goes to the outbox in the same transaction. `readAt` is when reading began: a parcel hinted at
 * after that stays due.
 */
export async function applyUpdates(
  parts: Parts,
  accountId: string,
  updates: TrackingUpdate[],
  readAt: Date,
): Promise<AppliedUpdates> {
  const total: AppliedUpdates = { changed: 0, strangers: 0 };
  for (let start = 0; start < updates.length; start += SHIPMENTS_PER_TRANSACTION) {
    const group = updates.slice(start, start + SHIPMENTS_PER_TRANSACTION);
    const applied = await parts.db.transaction((tx) => applyGroup(parts, tx, accountId, group, readAt));
    total.changed += applied.changed;
    total.strangers += applied.strangers;
  }
  return total;
}

/** Decides statuses anew from what is stored, after the account gave its own word or a story was forgotten. */
export async function decideAnew(
  parts: Pick<Parts, "clock" | "jobs">,
  tx: Sql,
  accountId: string,
  keys: ShipmentKey[],
): Promise<void> {
  const untold = keys.map((key) => ({ ...key, update: null }));
  // Nobody has read anything: what is due stays due, and what was planned is planned anew.
  await applyTold(parts, tx, accountId, untold, new Date(0));
}

interface ShipmentKey {
  courierCode: string;
  numberKey: string;
}

function applyGroup(
  parts: Parts,
  tx: Sql,
  accountId: string,
  updates: TrackingUpdate[],
  readAt: Date,
): Promise<AppliedUpdates> {
  const told = updates.map((update) => ({
    update,
    courierCode: update.courierCode,
    numberKey: numberKey(update.number),
  }));
  return applyTold(parts, tx, accountId, told, readAt);
}

async function applyTold(
  { clock, jobs }: Pick<Parts, "clock" | "jobs">,
  tx: Sql,
  accountId: string,
  keyed: (ShipmentKey & { update: TrackingUpdate | null })[],
  readAt: Date,
): Promise<AppliedUpdates> {
  const now = clock.now();
  const states = await lockTrackingStates(tx, accountId, keyed);
  const known = groupByShipment(
    await checkpointsOf(
      tx,
      states.map((state) => state.id),
    ),
  );

  const byKey = new Map(states.map((state) => [keyOf(state), state]));
  const updatesOf = new Map<TrackingState, TrackingUpdate[]>();
  let strangers = 0;
  for (const entry of keyed) {
    const state = byKey.get(keyOf(entry));
    if (!state) strangers += 1;
    else updatesOf.set(state, [...(updatesOf.get(state) ?? []), ...(entry.update ? [entry.update] : [])]);
  }

  const results = [...updatesOf].map(([state, told]) =>
    nextState(state, known.get(state.id) ?? [], told, { now, readAt }),
  );
  const changed = results.filter((result) => result.changed);
  await writeCheckpoints(
    tx,
    accountId,
    results.flatMap((result) =>
      result.newCheckpoints.map((checkpoint) => ({ ...checkpoint, shipmentId: result.write.id })),
    ),
  );
  await deleteCheckpoints(
    tx,
    results.flatMap((result) => result.dropped.map((checkpoint) => ({ ...checkpoint, shipmentId: result.write.id }))),
  );
  await writeTrackingStates(
    tx,
    changed.map((result) => result.write),
    now,
  );
  const looks = results.map(({ write, createdAt }) => ({
    id: write.id,
    at: nextRefreshAt({ ...write, createdAt, now, failures: 0 }),
  }));
  await writeNextLooks(tx, looks, { now, readAt, heard: keyed.some((entry) => entry.update !== null) });
  // What a backfill brought has happened long ago: the first story of such a parcel is no news.
  const past = new Set(states.filter((state) => state.isUntoldPast).map((state) => state.id));
  const news = changed.map((result) => result.write.id).filter((id) => !past.has(id));
  const pushes = await queuePushes(tx, accountId, news, now);
  if (pushes > 0) await jobs.enqueue("send-outbox", { accountId }, tx);
  return { changed: changed.length, strangers };
}

const keyOf = (entry: ShipmentKey) => `${entry.courierCode} ${entry.numberKey}`;

function groupByShipment(checkpoints: StoredCheckpoint[]): Map<string, StoredCheckpoint[]> {
  const groups = new Map<string, StoredCheckpoint[]>();
  for (const checkpoint of checkpoints) {
    const group = groups.get(checkpoint.shipmentId);
    if (group) group.push(checkpoint);
    else groups.set(checkpoint.shipmentId, [checkpoint]);
  }
  return groups;
}
