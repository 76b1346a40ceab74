/** Slows down who guesses. Counts misses only: a shopper who looks ten times at a parcel is no guesser. */
export interface LookUpLimit {
  /** Whether any of these has used up its misses. */
  isSpent(keys: readonly string[], now: Date): boolean;
  countMiss(keys: readonly string[], now: Date): void;
}

interface Options {
  misses: number;
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
  const current = (key: string, now: Date) => {
    const window = windows.get(key);
    return window && window.endsAtMs > now.getTime() ? window : null;
  };

  return {
    isSpent: (keys, now) => keys.some((key) => (current(key, now)?.count ?? 0) >= misses),
    countMiss(keys, now) {
      for (const key of keys) {
        const window = current(key, now);
        if (window) {
          window.count += 1;
          continue;
        }
        windows.delete(key);
        windows.set(key, { count: 1, endsAtMs: now.getTime() + windowMs });
        const [oldest] = windows.keys();
        if (windows.size > capacity && oldest !== undefined) windows.delete(oldest);
      }
    },
  };
}
