/** Lets so many at once work under a key, and keeps the others waiting for their turn. */
export interface Turns {
  /** Does the work in its turn under all of these keys; null where too many wait already. */
  take<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result | null>;
}

interface Line {
  working: number;
  waiting: (() => void)[];
}

/**
 * Turns within one process. A count of misses is read before a try and written after it, so whoever
 * sent a thousand tries at once would have them all judged by the same count; with turns it is a
 * handful. Keys are given in one order by all callers, so that nobody waits in a circle.
 */
export function createTurns({ atOnce, waiting: mostWaiting }: { atOnce: number; waiting: number }): Turns {
  const lines = new Map<string, Line>();

  const enter = async (key: string): Promise<boolean> => {
    const line = lines.get(key) ?? { working: 0, waiting: [] };
    lines.set(key, line);
    if (line.working < atOnce) {
      line.working += 1;
      return true;
    }
    if (line.waiting.length >= mostWaiting) return false;
    // Whoever leaves hands over the place, so `working` stays as it is.
    await new Promise<void>((resolve) => line.waiting.push(resolve));
    return true;
  };
  const leave = (key: string) => {
    const line = lines.get(key);
    const next = line?.waiting.shift();
    if (next) next();
    else if (line && --line.working === 0) lines.delete(key);
  };

  return {
    async take(keys, work) {
      const entered: string[] = [];
      try {
        for (const key of keys) {
          if (!(await enter(key))) return null;
          entered.push(key);
        }
        return await work();
      } finally {
        for (const key of entered) leave(key);
      }
    },
  };
}
