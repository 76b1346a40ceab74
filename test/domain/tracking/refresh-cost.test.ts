import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refreshCostTable } from "~/processes/commands/refresh-cost";
import { looksPerDay, refreshCost } from "~/domain/tracking/refresh-cost";
import { nextRefreshAt } from "~/domain/tracking/refresh-policy";

const dayMs = 86_400_000;

/**
 * A day of rounds over parcels on their way, played look by look: the calls one pump makes that
 * keeps a pace of a second and a gap.
 */
function playADay(active: number, gapMs: number): number {
  const start = new Date("2026-11-20T00:00:00Z").getTime();
  const parcels = Array.from({ length: active }, (_, index) => {
    const createdAt = new Date(start - 2 * dayMs - ((index * 7_919) % (5 * dayMs)));
    return { createdAt, due: start + ((index * 104_729) % (5 * 3_600_000)) };
  });
  let calls = 0;
  let now = start;
  for (;;) {
    const next = Math.min(...parcels.map(({ due }) => due));
    now = Math.max(now, next);
    if (now >= start + dayMs) return calls;
    calls += 1;
    for (const parcel of parcels) {
      if (parcel.due > now) continue;
      const at = new Date(now);
      const { createdAt } = parcel;
      const look = { status: "transit", following: true, createdAt, lastEventAt: at, now: at, failures: 0 } as const;
      parcel.due = nextRefreshAt(look)?.getTime() ?? Infinity;
    }
    now += Math.max(gapMs, 1_000);
  }
}

describe("the cost of refreshing", () => {
  it("follows the policy: a parcel near its door is looked at more often than one on its way", () => {
    const transit = looksPerDay([{ status: "transit", untilDay: 8 }]);
    const pickup = looksPerDay([{ status: "pickup", untilDay: 8 }]);
    expect(transit).toBeGreaterThanOrEqual(4);
    expect(transit).toBeLessThanOrEqual(6.2);
    expect(pickup).toBeGreaterThan(transit * 1.5);
    expect(looksPerDay([{ status: "delivered", untilDay: 8 }])).toBe(0);
    expect(looksPerDay([])).toBe(0);
  });

  it.each([
    [400, 0],
    [400, 60_000],
    [2_000, 60_000],
  ])("is what rounds over %i real parcels come to, %i ms apart", (active, gapMs) => {
    const played = playADay(active, gapMs);
    const perDay = looksPerDay([{ status: "transit", untilDay: 8 }]);
    const expected = refreshCost({
      active: (active * perDay) / looksPerDay(),
      changesPerDay: 2,
      pageSize: 2_000,
      paceIntervalMs: 1_000,
      gapMs,
    });
    expect(played / expected.calls).toBeGreaterThan(0.9);
    expect(played / expected.calls).toBeLessThan(1.1);
  });

  it("is one call a look where parcels are read one by one, and where changes are listed at least their pages and at most the pace", () => {
    const traffic = fc.record({
      active: fc.integer({ min: 1, max: 2_000_000 }),
      changesPerDay: fc.double({ min: 0, max: 10, noNaN: true }),
      paceIntervalMs: fc.integer({ min: 10, max: 5_000 }),
      gapMs: fc.constantFrom(0, 10_000, 60_000),
    });
    fc.assert(
      fc.property(traffic, fc.constantFrom(100, 2_000), (given, pageSize) => {
        const single = refreshCost({ ...given, pageSize: null });
        expect(single.calls).toBeCloseTo(given.active * looksPerDay(), 3);
        const listed = refreshCost({ ...given, pageSize });
        const pagesOfChanges = (given.active * given.changesPerDay) / pageSize;
        const allowed = dayMs / given.paceIntervalMs;
        expect(listed.calls).toBeGreaterThanOrEqual(Math.min(pagesOfChanges, allowed) * 0.999);
        expect(listed.calls).toBeLessThanOrEqual(Math.max(pagesOfChanges, allowed) * 1.001);
        expect(listed.shareOfPace > 1).toBe(pagesOfChanges > allowed);
        expect(listed.calls).toBeLessThanOrEqual(refreshCost({ ...given, pageSize, gapMs: 0 }).calls * 1.001);
      }),
    );
    expect(refreshCost({ active: 0, changesPerDay: 2, pageSize: 100, paceIntervalMs: 1_000, gapMs: 0 })).toEqual({
      looks: 0,
      calls: 0,
      shareOfPace: 0,
    });
  });

  it("is printed for the operator", () => {
    expect(refreshCostTable()).toMatchInlineSnapshot(`
      "| Active parcels | Fall due a day | TrackingMore v2: changes in pages of 2,000 | TrackingMore v4: changes in pages of 100 | parcel by parcel |
      | ---: | ---: | ---: | ---: | ---: |
      | 1,000 | 8,000 | 1,439 (2%), saves 82% | 1,439 (2%), saves 82% | 8,000 (9%) |
      | 10,000 | 80,000 | 1,440 (2%), saves 98% | 1,728 (2%), saves 97% | 80,000 (93%) |
      | 100,000 | 800,000 | 1,440 (2%), saves 98% | 5,760 (7%), saves 93% | 800,000 (926%) |
      | 1,000,000 | 8,000,000 | 2,880 (3%), saves 97% | 51,840 (60%), saves 40% | 8,000,000 (9,259%) |"
    `);
  });
});
