import { expect, it } from "vitest";
import { lookUpLimitInMemory } from "~/features/storefront-lookup/look-up-limit";

const start = new Date("2026-11-21T12:00:00Z");
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const limit = (capacity = 100) => lookUpLimitInMemory({ misses: 3, windowMs: 10 * 60_000, capacity });

it("lets through until the misses are used up, and again when the window is over", () => {
  const tries = limit();
  for (let miss = 0; miss < 3; miss++) {
    expect(tries.isSpent(["order", "visitor"], start)).toBe(false);
    tries.countMiss(["order", "visitor"], start);
  }
  expect(tries.isSpent(["order"], after(9))).toBe(true);
  expect(tries.isSpent(["another order", "visitor"], after(9))).toBe(true);
  expect(tries.isSpent(["another order"], after(9))).toBe(false);
  expect(tries.isSpent(["order", "visitor"], after(10))).toBe(false);
});

it("holds no more keys than allowed and drops the oldest first", () => {
  const tries = limit(2);
  for (const key of ["a", "a", "a", "b", "c"]) tries.countMiss([key], start);
  expect(tries.isSpent(["a"], start)).toBe(false);
  for (let miss = 0; miss < 2; miss++) tries.countMiss(["c"], start);
  expect(tries.isSpent(["c"], start)).toBe(true);
});
