/**
 * Who or what a miss is counted against. The key is a keyed hash: no address and no order's name is
 * stored.
 */
export interface LookUpKey {
  kind: "visitor" | "order" | "shop";
  key: Buffer;
}

/**
 * Slows down who guesses, and then refuses. Counts misses only: a shopper who looks ten times at a
 * parcel is no guesser.
 */
export interface LookUpLimit {
  /** Whether a try is refused, unseen, after so many misses under each of its keys. */
  isSpent(keys: readonly LookUpKey[], misses: readonly number[]): boolean;
  /**
   * Counts a miss, and answers for how many milliseconds its answer is to be held back. Takes
   * wall-clock time.
   */
  countMiss(keys: readonly LookUpKey[], now: Date): Promise<number>;
}

export interface Allowance {
  /** Misses within a window; one more is refused. */
  misses: number;
  windowMs: number;
}
export type Allowances = Record<LookUpKey["kind"], Allowance>;

/**
 * An order's misses are more than a visitor's: anybody can use them up, and its buyer must not be
 * locked out by one stranger. They still end the guessing of somebody with many addresses. A shop's
 * end a flood over many orders.
 */
export const usualAllowances: Allowances = {
  visitor: { misses: 20, windowMs: 10 * 60_000 },
  order: { misses: 60, windowMs: 60 * 60_000 },
  shop: { misses: 3_000, windowMs: 10 * 60_000 },
};

export type Misses = Partial<Record<LookUpKey["kind"], number>>;

/**
 * Whether a try is refused after so many misses. Where a shop's are used up, only visitors without
 * a miss of their own may still try: a flood must not close the shop to those who type the right
 * thing at once.
 */
export function isRefused(misses: Misses, allowances: Allowances): boolean {
  const isUsedUp = (kind: LookUpKey["kind"]) => (misses[kind] ?? 0) >= allowances[kind].misses;
  return isUsedUp("visitor") || isUsedUp("order") || (isUsedUp("shop") && misses.visitor !== 0);
}

const firstDelayMs = 250;
/**
 * Well within what Shopify and a browser wait for; the worst a shopper meets who mistypes again and
 * again.
 */
export const longestDelayMs = 4_000;

/**
 * How long the answer to the last of so many misses is held back: nothing for the first quarter of
 * any allowance, then ever longer.
 */
export function slowDownMs(misses: Misses, allowances: Allowances): number {
  const delays = Object.entries(misses).map(([kind, count]) => {
    const { misses: allowed } = allowances[kind as LookUpKey["kind"]];
    const beyond = count - Math.floor(allowed / 4);
    const doublings = Math.floor((beyond - 1) / Math.max(1, allowed / 20));
    return beyond <= 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** doublings);
  });
  return Math.max(0, ...delays);
}
