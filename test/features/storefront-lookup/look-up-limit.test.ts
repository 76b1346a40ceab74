import { expect, it } from "vitest";
import { lookUpLimitInMemory, type LookUpKey } from "~/features/storefront-lookup/look-up-limit";

const start = new Date("2026-11-21T12:00:00Z");
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const limit = (capacity = 100) =>
  lookUpLimitInMemory({ misses: { visitor: 3, order: 5 }, windowMs: 10 * 60_000, capacity });
const visitor = (key: string): LookUpKey => ({ kind: "visitor", key });
const order = (key: string): LookUpKey => ({ kind: "order", key });

it("lets through until the misses are used up, and again when the window is over", () => {
  const tries = limit();
  const both = [order("an order"), visitor("a visitor")];
  for (let miss = 0; miss < 3; miss++) {
    expect(tries.isSpent(both, start)).toBe(false);
    tries.countMiss(both, start);
  }
  expect(tries.isSpent(both, after(9))).toBe(true);
  expect(tries.isSpent([order("another order"), visitor("a visitor")], after(9))).toBe(true);
  expect(tries.isSpent([order("another order")], after(9))).toBe(false);
  expect(tries.isSpent(both, after(10))).toBe(false);
});

it("gives an order more misses than a visitor", () => {
  const tries = limit();
  for (let from = 0; from < 5; from++) {
    expect(tries.isSpent([order("an order"), visitor("its buyer")], start)).toBe(false);
    tries.countMiss([order("an order"), visitor(`stranger ${from}`)], start);
  }
  expect(tries.isSpent([order("an order"), visitor("its buyer")], start)).toBe(true);
});

it("holds no more keys than allowed and drops the oldest first", () => {
  const tries = limit(2);
  for (const key of ["a", "a", "a", "b", "c"]) tries.countMiss([visitor(key)], start);
  expect(tries.isSpent([visitor("a")], start)).toBe(false);
  for (let miss = 0; miss < 2; miss++) tries.countMiss([visitor("c")], start);
  expect(tries.isSpent([visitor("c")], start)).toBe(true);
});
