import type { Sql } from "~/platform/database/client.server";
import {
  checkpointsOf,
  deleteCheckpoints,
  lockTrackingStates,
  writeCheckpoints,
  writeNextLooks,
  writeTrackingStates,
  type StoredCheckpoint,
  type TrackingState,
} from "./tracking-state.queries.server";
import { nextRefreshAt } from "~/domain/tracking/refresh-policy";
import { numberKey } from "~/domain/tracking/number";
import type { TrackingUpdate } from "~/domain/tracking/update";
import type { Services } from "~/features/services.server";
import { nextState } from "./next-state";

type Deps = Pick<Services, "db" | "clock" | "jobs" | "handedIn">;

export interface AppliedUpdates {
  /** Shipments whose state or timeline changed. */
  changed: number;
  /** Updates about numbers this account does not follow. */
  unmatched: number;
}

/** Locked rows are held for one such group at a time. */
const SHIPMENTS_PER_TRANSACTION = 500;

/**
 * The only writer of status, checkpoints and last event, whoever calls. Takes whole stories, in any
 * order and any number of times, and ends in the same state. What changed goes to the outbox in the
 * same transaction. `readAt` is when reading began: a parcel hinted at after that stays due.
 */
export async function applyUpdates(
  deps: Deps,
  accountId: string,
  updates: TrackingUpdate[],
  readAt: Date,
): Promise<AppliedUpdates> {
  const total: AppliedUpdates = { changed: 0, unmatched: 0 };
  for (let start = 0; start < updates.length; start += SHIPMENTS_PER_TRANSACTION) {
    const group = updates.slice(start, start + SHIPMENTS_PER_TRANSACTION);
    const applied = await deps.db.transaction((tx) => applyGroup(deps, tx, accountId, group, readAt));
    total.changed += applied.changed;
    total.unmatched += applied.unmatched;
  }
  return total;
}

/**
 * Decides statuses anew from what is stored, after the account gave its own word or a story was
 * forgotten.
 */
export async function recomputeStatus(
  deps: Pick<Deps, "clock" | "jobs" | "handedIn">,
  tx: Sql,
  accountId: string,
  keys: ShipmentKey[],
): Promise<void> {
  const keyedWithoutUpdate = keys.map((key) => ({ ...key, update: null }));
  // Nobody has read anything: what is due stays due, and what was planned is planned anew.
  await applyReported(deps, tx, accountId, keyedWithoutUpdate, new Date(0));
}

interface ShipmentKey {
  courierCode: string;
  numberKey: string;
}

function applyGroup(
  deps: Deps,
  tx: Sql,
  accountId: string,
  updates: TrackingUpdate[],
  readAt: Date,
): Promise<AppliedUpdates> {
  const reported = updates.map((update) => ({
    update,
    courierCode: update.courierCode,
    numberKey: numberKey(update.number),
  }));
  return applyReported(deps, tx, accountId, reported, readAt);
}

async function applyReported(
  { clock, jobs, handedIn }: Pick<Deps, "clock" | "jobs" | "handedIn">,
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
  let unmatched = 0;
  for (const entry of keyed) {
    const state = byKey.get(keyOf(entry));
    if (!state) unmatched += 1;
    else updatesOf.set(state, [...(updatesOf.get(state) ?? []), ...(entry.update ? [entry.update] : [])]);
  }

  const results = [...updatesOf].map(([state, reported]) =>
    nextState(state, known.get(state.id) ?? [], reported, { now, readAt }),
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
  const past = new Set(states.filter((state) => state.isUnreportedPast).map((state) => state.id));
  const news = changed.map((result) => result.write.id).filter((id) => !past.has(id));
  for (const plan of handedIn.changePlanners) await plan({ jobs }, tx, { accountId, shipmentIds: news, now });
  return { changed: changed.length, unmatched };
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
