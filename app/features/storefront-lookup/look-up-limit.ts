/** Slows down who guesses. Counts misses only: a shopper who looks ten times at a parcel is no guesser. */
export interface LookUpLimit {
  /** Whether any of these has used up its misses. */
  isSpent(keys: readonly LookUpKey[], now: Date): boolean;
  countMiss(keys: readonly LookUpKey[], now: Date): void;
}

/** Who or what a miss is counted against. */
export interface LookUpKey {
  kind: "visitor" | "order";
  key: string;
}

interface Options {
  /**
   * Misses within a window. An order's are many times a visitor's: anybody can use them up, and its buyer must not be locked out by a
   * stranger. They still end the guessing of somebody with many addresses.
   */
  misses: Record<LookUpKey["kind"], number>;
  windowMs: number;
  /** Keys held at most; the oldest windows go first. */
  capacity: number;
}

/**
 * Fixed windows in the memory of this process: with several web processes a guesser has that many times the misses. It
 * forgets on a restart; nothing about a visitor is stored.
 */
export function lookUpLimitInMemory({ misses, windowMs, capacity }: Options): LookUpLimit {
  const windows = new Map<string, { count: number; endsAtMs: number }>();
  const current = ({ key }: LookUpKey, now: Date) => {
    const window = windows.get(key);
    return window && window.endsAtMs > now.getTime() ? window : null;
  };

  return {
    isSpent: (keys, now) => keys.some((key) => (current(key, now)?.count ?? 0) >= misses[key.kind]),
    countMiss(keys, now) {
      for (const counted of keys) {
        const window = current(counted, now);
        if (window) {
          window.count += 1;
          continue;
        }
        windows.delete(counted.key);
        windows.set(counted.key, { count: 1, endsAtMs: now.getTime() + windowMs });
        const [oldest] = windows.keys();
        if (windows.size > capacity && oldest !== undefined) windows.delete(oldest);
      }
    },
  };
}
