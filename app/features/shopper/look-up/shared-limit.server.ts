import { addMisses, deleteEndedMisses } from "./look-up-misses.queries.server";
import type { Services } from "~/features/services.server";
import {
  isRefused,
  slowDownMs,
  usualAllowances,
  type Allowances,
  type LookUpKey,
  type LookUpLimit,
  type Misses,
} from "./look-up-limit";

/**
 * A limit that all processes on one database share. The misses so far come with the shop, in the
 * same query; a miss costs one write.
 */
export function sharedLookUpLimit({ db }: Pick<Services, "db">, allowances: Allowances = usualAllowances): LookUpLimit {
  return {
    isSpent: (keys, misses) => isRefused(byKind(keys, misses), allowances),
    async countMiss(keys, now) {
      const windows = keys.map(({ kind, key }) => ({
        key,
        endsAt: new Date(now.getTime() + allowances[kind].windowMs),
      }));
      return slowDownMs(byKind(keys, await addMisses(db, windows, now)), allowances);
    },
  };
}

const MISSES_PER_ROUND = 1_000;

/** Deletes what no longer counts, so many at a time that no look-up waits for it. */
export async function forgetMisses({ db, systemClock, stopping }: Pick<Services, "db" | "systemClock" | "stopping">) {
  const now = systemClock.now();
  while (!stopping.aborted && (await deleteEndedMisses(db, now, MISSES_PER_ROUND)) === MISSES_PER_ROUND);
}

const byKind = (keys: readonly LookUpKey[], counts: readonly number[]): Misses =>
  Object.fromEntries(keys.map(({ kind }, index) => [kind, counts[index] ?? 0]));
