/** The value below which the given share of the values lies; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

/**
 * How many values lie at or below a bound, as Prometheus counts them: ascending, the last bound
 * infinite.
 */
export interface Bucket {
  atMost: number;
  count: number;
}

/**
 * The quantile of values of which only buckets are known: evenly spread within each; the last
 * finite bound where it lies beyond; NaN of nothing.
 */
export function bucketQuantile(buckets: readonly Bucket[], share: number): number {
  const wanted = share * (buckets.at(-1)?.count ?? NaN);
  const at = buckets.findIndex(({ count }) => count > 0 && count >= wanted);
  const [below, within] = [buckets[at - 1] ?? { atMost: 0, count: 0 }, buckets[at]];
  if (within === undefined) return NaN;
  if (within.atMost === Infinity) return below.atMost;
  return below.atMost + ((within.atMost - below.atMost) * (wanted - below.count)) / (within.count - below.count);
}
