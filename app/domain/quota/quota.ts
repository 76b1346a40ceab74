/** Shares of a quota or a cap, in per cent, at which a merchant is told. */
export const alertLevels = [80, 95, 100] as const;

export type AlertLevel = (typeof alertLevels)[number];

/**
 * The highest level reached when `used` of `of` units are used up; null below the lowest. Nothing
 * of nothing is used up.
 */
export function alertLevel(used: number, of: number): AlertLevel | null {
  if (of <= 0) return 100;
  return alertLevels.findLast((level) => used * 100 >= of * level) ?? null;
}

/**
 * The share that is used up in whole per cent, never more than 100 and 100 only when nothing is
 * left.
 */
export function usedPercent(used: number, of: number): number {
  return of <= 0 ? 100 : Math.min(100, Math.max(0, Math.floor((used * 100) / of)));
}

/**
 * How many days of its own a shop is judged by: long enough for a weekend or two, short enough for
 * a season.
 */
export const forecastDays = 30;

/**
 * For how many whole days `remaining` units are enough when the shop goes on as in its last days.
 * `spent` units went in `days` days, today included (1 to `forecastDays`). Null where nothing was
 * spent: then nobody can tell.
 */
export function enoughForDays({
  remaining,
  spent,
  days,
}: {
  remaining: number;
  spent: number;
  days: number;
}): number | null {
  if (spent <= 0 || days <= 0) return null;
  return Math.floor((Math.max(0, remaining) * days) / spent);
}

/**
 * A rise by less than this share of the full quota is a correction (units given back), not a
 * renewal.
 */
const renewalShare = 0.1;

/**
 * What counts as the full quota once the provider says that `now` units remain. A provider tells
 * what remains, never how much a plan has, so the full quota is what was there after the last
 * renewal or top-up: the first figure ever told, or one that rose by a tenth or more.
 */
export function fullQuota({ full, before, now }: { full: number | null; before: number | null; now: number }): number {
  if (full === null || before === null || now > full) return now;
  return now - before >= full * renewalShare ? now : full;
}

/** Largest cap a merchant may set, in registrations a month. */
export const largestCap = 1_000_000;

/**
 * How many more numbers may be registered this month under a merchant's cap: what is in flight may
 * still be charged, so it counts. Never negative.
 */
export function roomUnderCap({ cap, spent, inFlight }: { cap: number; spent: number; inFlight: number }): number {
  return Math.max(0, cap - spent - inFlight);
}
