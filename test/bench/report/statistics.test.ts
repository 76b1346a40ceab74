import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketQuantile, quantile } from "./statistics";

const bounds = [2, 5, 10, 50, Infinity];
const counted = (values: readonly number[]) =>
  bounds.map((atMost) => ({ atMost, count: values.filter((value) => value <= atMost).length }));

describe("a quantile of buckets", () => {
  it("is spread evenly over the bucket it lies in", () => {
    expect(bucketQuantile(counted([1, 3, 3, 4, 4]), 0.6)).toBeCloseTo(2 + (3 * 2) / 4);
    expect(bucketQuantile(counted([1, 1, 1, 1]), 0.5)).toBe(1);
  });

  it("is the last finite bound where it lies beyond, and nothing of nothing", () => {
    expect(bucketQuantile(counted([60, 70]), 0.5)).toBe(50);
    expect(bucketQuantile(counted([]), 0.5)).toBeNaN();
    expect(bucketQuantile([], 0.5)).toBeNaN();
  });

  it("is never more than a bucket away from the true one", () => {
    const values = fc.array(fc.double({ min: 0.1, max: 49, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.95, 0.99), (reported, share) => {
        const exact = [...reported].sort((a, b) => a - b)[Math.ceil(share * reported.length - 1e-9) - 1] ?? NaN;
        const at = bounds.findIndex((bound) => exact <= bound);
        const found = bucketQuantile(counted(reported), share);
        expect(found).toBeGreaterThanOrEqual(bounds[at - 1] ?? 0);
        expect(found).toBeLessThanOrEqual(bounds[at] ?? Infinity);
        expect(quantile(reported, share)).toBeGreaterThanOrEqual(exact);
      }),
    );
  });
});
