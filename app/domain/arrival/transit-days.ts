/** The longest journey whose days are told apart; what took longer is counted together. */
export const longestTransitDays = 60;

/**
 * How far back deliveries count, in days; what took longer than that is a mistake of the records,
 * and no journey.
 */
export const countedDays = 180;

/** New deliveries wait at most so long until they count. */
export const lanesCountedEveryMs = 6 * 3_600_000;

/**
 * A lane speaks only from so many parcels (issue 5, item 4): with fewer, one odd journey would move
 * the window.
 */
export const fewestParcels = 20;

/**
 * How long the delivered parcels of one lane took. Entry `d` counts those delivered on the `d`-th
 * day after they set out, in days of the shop's calendar, so 0 is the same day; the last entry,
 * `longestTransitDays + 1`, counts all that took longer.
 */
export type TransitHistogram = readonly number[];

/**
 * The days in which a parcel on its way is expected, counted from the day it set out, and from how
 * many parcels that is told.
 */
export interface TransitWindow {
  fromDays: number;
  toDays: number;
  parcels: number;
}

/**
 * The lane's median and its 85th percentile (issue 5, item 4): half of such parcels have come by
 * `from`, 85 in 100 by `to`.
 */
const windowPercentiles = { from: 50, to: 85 } as const;

/**
 * Counts journeys into a histogram.
 * @param days whole days from setting out to delivery, each at least 0
 */
export function transitHistogram(days: readonly number[]): TransitHistogram {
  const counts = Array.from({ length: longestTransitDays + 2 }, () => 0);
  for (const took of days) {
    const bucket = Math.min(took, longestTransitDays + 1);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

/**
 * When a parcel that has not come yet is expected, from those of its lane that took as long or
 * longer: it may still come today, so a journey of exactly `daysGone` days counts, and one that was
 * over before does not (issue 5, item 4).
 *
 * @param daysGone whole days of the shop's calendar since it set out; today is not over and not
 *   counted
 * @returns null where fewer than `fewestParcels` took so long, or where too many of them took
 *   longer than is told apart
 */
export function windowAfter(histogram: TransitHistogram, daysGone: number): TransitWindow | null {
  const left = histogram.slice(daysGone);
  const parcels = left.reduce((sum, count) => sum + count, 0);
  if (parcels < fewestParcels) return null;
  const fromDays = daysGone + percentile(left, parcels, windowPercentiles.from);
  const toDays = daysGone + percentile(left, parcels, windowPercentiles.to);
  return toDays > longestTransitDays ? null : { fromDays, toDays, parcels };
}

/**
 * The first entry by which `percent` in 100 of the counted are reached; whole numbers, so that 85
 * in 100 is exactly that.
 */
function percentile(counts: readonly number[], total: number, percent: number): number {
  let reached = 0;
  return counts.findIndex((count) => {
    reached += count;
    return reached > 0 && reached * 100 >= total * percent;
  });
}
