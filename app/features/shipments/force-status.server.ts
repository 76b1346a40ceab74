import type { Sql } from "~/platform/database/client.server";
import { lockTrackingStates, writeForcedStatuses } from "./tracking-state.queries.server";
import type { TrackingStatus } from "~/domain/tracking/status";
import type { Services } from "~/features/services.server";
import { recomputeStatus } from "./apply-update.server";

/**
 * What the account wants one shipment's status to be; null lifts its word and lets the story decide
 * again.
 */
export interface ForcedStatus {
  courierCode: string;
  numberKey: string;
  status: TrackingStatus | null;
}

/**
 * Sets or lifts the account's own word on statuses; the status follows by the same rule as from
 * every update.
 */
export async function forceStatuses(
  deps: Pick<Services, "clock" | "jobs" | "handedIn">,
  tx: Sql,
  accountId: string,
  wishes: readonly ForcedStatus[],
): Promise<void> {
  if (wishes.length === 0) return;
  const wanted = new Map(wishes.map((wish) => [keyOf(wish), wish.status]));
  const states = await lockTrackingStates(tx, accountId, [...wishes]);
  await writeForcedStatuses(
    tx,
    states.map((state) => ({ id: state.id, forced: wanted.get(keyOf(state)) ?? null })),
  );
  await recomputeStatus(deps, tx, accountId, states);
}

const keyOf = (entry: { courierCode: string; numberKey: string }) => `${entry.courierCode} ${entry.numberKey}`;
