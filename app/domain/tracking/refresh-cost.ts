import { nextRefreshAt } from "./refresh-policy";
import type { TrackingStatus } from "./status";

const dayMs = 86_400_000;

/** One stretch of a parcel's life as the carriers tell it. */
interface Stretch {
  status: TrackingStatus;
  /** Whole or broken days from its registration on until this stretch ends. */
  untilDay: number;
}

/** A parcel between its registration and its delivery: a day without a scan, a week on its way, a day near the door. */
export const typicalLife: readonly Stretch[] = [
  { status: "pending", untilDay: 1 },
  { status: "transit", untilDay: 7 },
  { status: "pickup", untilDay: 8 },
];

/**
 * How often an active parcel falls due a day, by the refresh policy, averaged over a life. Walked look by look, so it follows the policy
 * (refresh-policy.ts) whatever that says. Nobody pushes, no look fails, and every stretch has fresh news.
 */
export function looksPerDay(life: readonly Stretch[] = typicalLife): number {
  const born = new Date(500);
  const days = life.at(-1)?.untilDay ?? 0;
  let now = born;
  let looks = 0;
  for (;;) {
    const day = (now.getTime() - born.getTime()) / dayMs;
    const stretch = life.find(({ untilDay }) => day < untilDay);
    const next = stretch
      ? nextRefreshAt({ status: stretch.status, following: true, createdAt: born, lastEventAt: now, now, failures: 0 })
      : null;
    if (next === null) return days === 0 ? 0 : looks / days;
    looks += 1;
    now = next;
  }
}

/** What the cost of refreshing depends on beside the policy. */
export interface RefreshTraffic {
  /** Parcels that are followed and not delivered. */
  active: number;
  /** How many of an active parcel's days bring it something new, times how often: changes a day and parcel. */
  changesPerDay: number;
  /** Items on a page of the provider's list of changes (SPEC §6.5: 2,000; SPEC-v4 §5: 100); null where parcels are read one by one. */
  pageSize: number | null;
  /** Shortest time between two calls, in milliseconds (SPEC §4: 1,000). */
  paceIntervalMs: number;
}

export interface RefreshCost {
  /** Parcels that fall due a day. */
  looks: number;
  /** Calls the refreshing makes a day. */
  calls: number;
  /** Calls over what the pace allows in a day. Above 1 the refreshing falls behind: parcels are read later than the policy wants. */
  shareOfPace: number;
}

/** A page is read again from so long before the mark (refresh-changes.server.ts). */
const overlapMs = 120_000;

/**
 * The expected cost of refreshing, in calls a day. Where the provider lists changes one round answers for everything that is due, and the
 * next begins when the next parcel falls due, a pace later at the earliest; so the calls grow with the parcels only until rounds follow
 * one another, and then with the pages of a round.
 */
export function refreshCost({ active, changesPerDay, pageSize, paceIntervalMs }: RefreshTraffic): RefreshCost {
  const looks = active * looksPerDay();
  const allowed = dayMs / paceIntervalMs;
  if (looks === 0) return { looks, calls: 0, shareOfPace: 0 };
  if (pageSize === null) return { looks, calls: looks, shareOfPace: looks / allowed };
  const pagesOfChanges = (active * changesPerDay) / pageSize;
  if (pagesOfChanges >= allowed) return { looks, calls: pagesOfChanges, shareOfPace: pagesOfChanges / allowed };
  const untilNextDueMs = dayMs / looks;
  const changesPerMs = (active * changesPerDay) / dayMs;
  // A round of more pages takes longer, and so has more to read: settled after a few steps.
  let pages = 1;
  for (let step = 0; step < 50; step += 1) {
    const roundMs = pages * paceIntervalMs + untilNextDueMs;
    pages = Math.max(1, Math.ceil((changesPerMs * (roundMs + overlapMs)) / pageSize));
  }
  const calls = (pages * dayMs) / (pages * paceIntervalMs + untilNextDueMs);
  return { looks, calls: Math.min(calls, allowed), shareOfPace: Math.min(1, calls / allowed) };
}
