import { nextRefreshAt, readBack } from "./refresh-policy";
import type { TrackingStatus } from "./status";

const dayMs = 86_400_000;

/** One stretch of a parcel's life as the carriers tell it. */
interface Stretch {
  status: TrackingStatus;
  /** Whole or broken days from its registration on until this stretch ends. */
  untilDay: number;
}

/**
 * A parcel between its registration and its delivery: a day without a scan, a week on its way, a
 * day near the door.
 */
export const typicalLife: readonly Stretch[] = [
  { status: "pending", untilDay: 1 },
  { status: "transit", untilDay: 7 },
  { status: "pickup", untilDay: 8 },
];

/**
 * How often an active parcel falls due a day, by the refresh policy, averaged over a life. Walked
 * look by look, so it follows the policy (refresh-policy.ts) whatever that says. Nobody pushes, no
 * look fails, and every stretch has fresh news.
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
  /**
   * How many of an active parcel's days bring it something new, times how often: changes a day and
   * parcel.
   */
  changesPerDay: number;
  /** Items on a page of the provider's list of changes; null where parcels are read one by one. */
  pageSize: number | null;
  /** Shortest time between two calls, in milliseconds. */
  paceIntervalMs: number;
  /**
   * Shortest time between two rounds on schedule, in milliseconds (`scheduledRoundsEveryMs`); zero
   * where parcels are not gathered.
   */
  gapMs: number;
}

export interface RefreshCost {
  /** Parcels that fall due a day. */
  looks: number;
  /** Calls the refreshing makes a day. */
  calls: number;
  /**
   * Calls over what the pace allows in a day. Above 1 the refreshing falls behind: parcels are read
   * later than the policy wants.
   */
  shareOfPace: number;
}

/**
 * The expected cost of refreshing, in calls a day. Where the provider lists changes one round
 * answers for everything that is due. The next begins when a parcel falls due, but no sooner than
 * the gap after the last one began, and not before its pages are read; so the calls grow with the
 * parcels only until rounds follow one another, and then with the pages of a round. What a round
 * reads again from before its mark (`readBack`) is counted.
 */
export function refreshCost({ active, changesPerDay, pageSize, paceIntervalMs, gapMs }: RefreshTraffic): RefreshCost {
  const looks = active * looksPerDay();
  const allowed = dayMs / paceIntervalMs;
  if (looks === 0) return { looks, calls: 0, shareOfPace: 0 };
  if (pageSize === null) return { looks, calls: looks, shareOfPace: looks / allowed };
  const pagesOfChanges = (active * changesPerDay) / pageSize;
  if (pagesOfChanges >= allowed) return { looks, calls: pagesOfChanges, shareOfPace: pagesOfChanges / allowed };
  const betweenDueMs = dayMs / looks;
  const changesPerMs = (active * changesPerDay) / dayMs;
  const pagesOf = (stretchMs: number) => Math.max(1, Math.ceil((changesPerMs * stretchMs) / pageSize));
  // A round of more pages takes longer, and so has more to read: settled after a few steps.
  let pages = 1;
  let roundMs = 0;
  for (let step = 0; step < 50; step += 1) {
    const shortestMs = Math.max(gapMs, pages * paceIntervalMs);
    // Where parcels fall due rarely, nothing may be due when the shortest round is over, and the
    // next is waited for.
    roundMs = shortestMs + betweenDueMs * Math.exp(-shortestMs / betweenDueMs);
    const farShare = Math.min(1, roundMs / readBack.farEveryMs);
    const nearPages = pagesOf(roundMs + readBack.eachRoundMs);
    pages = nearPages + farShare * (pagesOf(roundMs + readBack.farMs) - nearPages);
  }
  const calls = Math.min((pages * dayMs) / roundMs, allowed);
  return { looks, calls, shareOfPace: calls / allowed };
}
