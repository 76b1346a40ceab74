import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertLevel, enoughForDays, forecastDays, fullQuota, roomUnderCap, usedPercent } from "~/domain/quota/quota";

const units = fc.integer({ min: 0, max: 10_000_000 });

describe("alertLevel", () => {
  it.each([
    [0, 100, null],
    [79, 100, null],
    [80, 100, 80],
    [94, 100, 80],
    [95, 100, 95],
    [99, 100, 95],
    [100, 100, 100],
    [130, 100, 100],
    [3, 4, null],
    [0, 0, 100],
  ])("of %d of %d is %s", (used, of, level) => {
    expect(alertLevel(used, of)).toBe(level);
  });

  it("never falls while more is used", () => {
    fc.assert(
      fc.property(units, units, units, (of, used, more) => {
        expect(alertLevel(used + more, of) ?? 0).toBeGreaterThanOrEqual(alertLevel(used, of) ?? 0);
      }),
    );
  });
});

it("shows a share in whole per cent that agrees with its alert", () => {
  expect([usedPercent(59, 60), usedPercent(0, 10), usedPercent(12, 10), usedPercent(-1, 10)]).toEqual([98, 0, 100, 0]);
  fc.assert(
    fc.property(units, units, (used, of) => {
      const percent = usedPercent(used, of);
      expect(alertLevel(used, of) ?? 0).toBe([0, 80, 95, 100].findLast((level) => percent >= level));
    }),
  );
});

describe("enoughForDays", () => {
  it.each([
    [{ remaining: 90, spent: 300, days: 30 }, 9],
    [{ remaining: 99, spent: 300, days: 30 }, 9],
    [{ remaining: 0, spent: 300, days: 30 }, 0],
    [{ remaining: 50, spent: 10, days: 1 }, 5],
    [{ remaining: 5, spent: 0, days: 30 }, null],
    [{ remaining: -5, spent: 30, days: 30 }, 0],
  ])("of %j is %s", (given, days) => {
    expect(enoughForDays(given)).toBe(days);
  });

  it("is the last whole day the shop gets through at its own pace", () => {
    const shop = {
      remaining: units,
      spent: fc.integer({ min: 1, max: 1_000_000 }),
      days: fc.integer({ min: 1, max: forecastDays }),
    };
    fc.assert(
      fc.property(fc.record(shop), ({ remaining, spent, days }) => {
        const enough = enoughForDays({ remaining, spent, days }) ?? -1;
        expect(enough * spent).toBeLessThanOrEqual(remaining * days);
        expect((enough + 1) * spent).toBeGreaterThan(remaining * days);
      }),
    );
  });
});

describe("fullQuota", () => {
  it.each([
    ["the first figure", { full: null, before: null, now: 800 }, 800],
    ["going down", { full: 1_000, before: 800, now: 700 }, 1_000],
    ["units given back", { full: 1_000, before: 100, now: 150 }, 1_000],
    ["a top-up", { full: 1_000, before: 50, now: 200 }, 200],
    ["a renewal", { full: 1_000, before: 0, now: 1_000 }, 1_000],
    ["a larger plan", { full: 1_000, before: 990, now: 1_050 }, 1_050],
    ["a smaller plan", { full: 1_000, before: 0, now: 500 }, 500],
  ])("after %s", (_name, reported, full) => {
    expect(fullQuota(reported)).toBe(full);
  });

  it("is never less than what remains, so no share is below zero", () => {
    fc.assert(
      fc.property(units, units, fc.array(units, { minLength: 1 }), (first, second, later) => {
        let known = { full: first as number | null, before: first as number | null };
        for (const now of [second, ...later]) {
          const full = fullQuota({ ...known, now });
          expect(full).toBeGreaterThanOrEqual(now);
          known = { full, before: now };
        }
      }),
    );
  });
});

it("leaves under a cap what is neither spent nor in flight, and never less than nothing", () => {
  fc.assert(
    fc.property(units, units, units, (cap, spent, inFlight) => {
      const room = roomUnderCap({ cap, spent, inFlight });
      expect(room).toBe(Math.max(0, cap - spent - inFlight));
    }),
  );
});
