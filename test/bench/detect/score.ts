import type { KnownNumber } from "./numbers";

/** Courier codes a number can belong to, likeliest first. */
export type Detector = (numberKey: string) => readonly string[];

/** Some of several; `of` may be none. */
export interface Share {
  hits: number;
  of: number;
}

/**
 * How well a detector does, over all numbers or for one courier.
 *
 * Recall is over the valid numbers of carriers that the catalogue has: `first` where the candidate
 * on top is right, `among` where one of the candidates is. Precision is over the numbers, valid or
 * not, that get a candidate at all: where the one on top is right. So a candidate for a number that
 * is nobody's, or of a carrier the catalogue lacks, costs precision.
 */
export interface Score {
  first: Share;
  among: Share;
  precision: Share;
}

export function overall(numbers: readonly KnownNumber[], detect: Detector): Score {
  const known = numbers.filter(({ right }) => right.size > 0);
  return {
    first: share(known, ({ key, right }) => isRight(detect(key)[0], right)),
    among: share(known, ({ key, right }) => detect(key).some((code) => right.has(code))),
    precision: share(
      numbers.filter(({ key }) => detect(key).length > 0),
      ({ key, right }) => isRight(detect(key)[0], right),
    ),
  };
}

/**
 * The same for each courier. A number belongs to the carrier's own code, and counts for it as found
 * when the candidate is any code of that carrier. Couriers without a number come last: all that is
 * known of them are wrong candidates.
 */
export function byCourier(numbers: readonly KnownNumber[], detect: Detector): Map<string, Score> {
  const owned = Map.groupBy(
    numbers.flatMap(({ key, carriers }) =>
      carriers.flatMap((codes) => (codes[0] === undefined ? [] : [{ own: codes[0], key, right: new Set(codes) }])),
    ),
    ({ own }) => own,
  );
  const claimed = Map.groupBy(numbers, ({ key }) => detect(key)[0]);
  const couriers = new Set([...owned.keys(), ...claimed.keys()].filter((code) => code !== undefined));
  return new Map(
    [...couriers].map((code) => {
      const own = owned.get(code) ?? [];
      const precision = share(claimed.get(code) ?? [], ({ right }) => right.has(code));
      return [
        code,
        {
          first: share(own, ({ key, right }) => isRight(detect(key)[0], right)),
          among: share(own, ({ key, right }) => detect(key).some((found) => right.has(found))),
          precision,
        },
      ];
    }),
  );
}

export function share<T>(all: readonly T[], hit: (each: T) => boolean): Share {
  return { hits: all.filter(hit).length, of: all.length };
}

/** Between 0 and 1; of nothing NaN, which meets no demand. */
export function ratio({ hits, of }: Share): number {
  return hits / of;
}

function isRight(code: string | undefined, right: ReadonlySet<string>): boolean {
  return code !== undefined && right.has(code);
}
