import type { Sql } from "~/db/client.server";
import { writeForcedStatuses } from "~/db/forced-statuses.server";
import { queuePushes } from "~/db/outbox.server";
import { checkpointsOf, lockTrackingStates } from "~/db/tracking-state.server";
import { orderCheckpoints } from "~/domain/tracking/checkpoint";
import { decideStatus } from "~/domain/tracking/current-status";
import { nextRefreshAt } from "~/domain/tracking/refresh-policy";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Services } from "~/services.server";
import { deliveredAt, instant } from "./next-state";

/** What the account wants one shipment's status to be; null lifts its word and lets the story decide again. */
export interface ForcedStatus {
  courierCode: string;
  numberKey: string;
  status: TrackingStatus | null;
}

/**
 * Sets or lifts the account's own word on statuses (API spec section 6.3) and decides them anew by the same rule as every update. What
 * changed goes to the outbox in the same transaction.
 */
export async function forceStatuses(
  { clock, jobs }: Pick<Services, "clock" | "jobs">,
  tx: Sql,
  accountId: string,
  wishes: readonly ForcedStatus[],
): Promise<void> {
  if (wishes.length === 0) return;
  const now = clock.now();
  const wanted = new Map(wishes.map((wish) => [keyOf(wish), wish.status]));
  const states = await lockTrackingStates(tx, accountId, [...wishes]);
  const known = Map.groupBy(
    await checkpointsOf(
      tx,
      states.map((state) => state.id),
    ),
    (checkpoint) => checkpoint.shipmentId,
  );
  const results = states.map((state) => {
    const forced = wanted.get(keyOf(state)) ?? null;
    const timeline = orderCheckpoints(known.get(state.id) ?? []);
    const { claimStatus, claimSubstatus, statusAt } = state;
    const claim = claimStatus === null ? null : { status: claimStatus, substatus: claimSubstatus, at: statusAt };
    const decided = decideStatus({ claim, timeline, forced });
    const parcel = { ...state, status: decided.status, lastEventAt: instant(timeline[0] ?? null) };
    return {
      ...decided,
      id: state.id,
      forced,
      changed: decided.status !== state.status,
      deliveredAt: deliveredAt(decided.status, timeline, state.deliveredAt ?? now),
      nextRefreshAt: nextRefreshAt({ ...parcel, now, failures: 0 }),
    };
  });
  await writeForcedStatuses(tx, results, now);
  const changed = results.filter((result) => result.changed).map((result) => result.id);
  const pushes = await queuePushes(tx, accountId, changed, now);
  if (pushes > 0) await jobs.enqueue("send-outbox", { accountId }, tx);
}

const keyOf = (entry: { courierCode: string; numberKey: string }) => `${entry.courierCode} ${entry.numberKey}`;
