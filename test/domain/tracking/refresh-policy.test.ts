import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextRefreshAt } from "~/domain/tracking/refresh-policy";
import { trackingStatuses, type TrackingStatus } from "~/domain/tracking/status";
import { cases } from "#test/support/cases";

const hour = 3_600_000;
const day = 24 * hour;
const now = new Date("2026-11-20T12:00:00Z");

function waitHours(
  status: TrackingStatus,
  ageMs: number,
  more: { failures?: number; silentMs?: number } = {},
): number | null {
  const next = nextRefreshAt({
    status,
    following: true,
    createdAt: new Date(now.getTime() - ageMs),
    lastEventAt: new Date(now.getTime() - (more.silentMs ?? 0)),
    now,
    failures: more.failures ?? 0,
  });
  return next === null ? null : (next.getTime() - now.getTime()) / hour;
}

describe("nextRefreshAt", () => {
  it.each([
    [0, 4, 6],
    [29.9 * day, 4, 6],
    [31 * day, 6, 8],
    [46 * day, 12, 14],
    [61 * day, 24, 26],
    [79.9 * day, 24, 26],
  ])("slows down with age as the provider does: %d ms", (ageMs, shortest, longest) => {
    for (const thousandth of [0, 250, 999]) {
      const wait = waitHours("transit", ageMs + thousandth);
      expect(wait).toBeGreaterThanOrEqual(shortest);
      expect(wait).toBeLessThanOrEqual(longest);
    }
  });

  it("stops when there is nothing to wait for", () => {
    expect(waitHours("transit", 80 * day)).toBe(24);
    expect(waitHours("transit", 80 * day + 1)).toBeNull();
    expect(waitHours("delivered", day)).toBeNull();
    expect(waitHours("delivered", day, { failures: 3 })).toBeNull();
    expect(
      nextRefreshAt({ status: "transit", following: false, createdAt: now, lastEventAt: null, now, failures: 0 }),
    ).toBeNull();
  });

  it("looks for the first scan within minutes, then within hours", () => {
    const waits = [0, 2 * hour, 10 * hour, 5 * day, 20 * day].map((ageMs) => waitHours("pending", ageMs) ?? 0);
    expect(waits[0]).toBeLessThanOrEqual(1 / 6);
    expect(waits[4]).toBeGreaterThanOrEqual(24);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waitHours("notfound", 0)).toBe(waitHours("pending", 0));
  });

  it.each([
    [0, 5 / 60, 10 / 60],
    [59 * 60_000, 5 / 60, 10 / 60],
    [5.9 * hour, 20 / 60, 40 / 60],
    [1.9 * day, 2, 3],
    [14.9 * day, 4, 6],
    [15.1 * day, 24, 26],
    [79.9 * day, 24, 26],
  ])("waits for a first scan at %d ms of age from %d to %d hours", (ageMs, shortest, longest) => {
    expect(waitHours("pending", ageMs + now.getUTCMilliseconds())).toBe(shortest);
    // Created at the last thousandth of its second.
    const last = waitHours("pending", ageMs + 1) ?? 0;
    expect(last).toBeGreaterThan(shortest + (longest - shortest) * 0.99);
    expect(last).toBeLessThan(longest);
  });

  it.each(["pickup", "undelivered"] as const)("looks more often while a parcel is near the door: %s", (status) => {
    expect(waitHours(status, 3 * day)).toBe(2);
    expect(waitHours(status, 29 * day)).toBe(2);
    expect(waitHours(status, 31 * day)).toBe(6);
    expect(waitHours(status, 46 * day)).toBe(12);
  });

  it("looks less often after a long silence, and never more often for it", () => {
    expect(waitHours("transit", 20 * day, { silentMs: 14 * day })).toBe(4);
    expect(waitHours("transit", 20 * day, { silentMs: 14 * day + 1 })).toBe(12);
    expect(waitHours("pickup", 20 * day, { silentMs: 15 * day })).toBe(12);
    expect(waitHours("transit", 70 * day, { silentMs: 15 * day })).toBe(24);
    expect(waitHours("expired", 40 * day)).toBeGreaterThanOrEqual(24);
  });

  it("backs off from five minutes to twelve hours", () => {
    const waits = [1, 2, 3, 4, 20, 2_000].map((failures) => waitHours("transit", day, { failures }));
    expect(waits).toEqual([1 / 12, 1 / 6, 1 / 3, 2 / 3, 12, 12]);
  });

  it("is never now or in the past, and never more than 26 hours away", () => {
    const moment = fc.date({
      min: new Date("2020-01-01T00:00:00Z"),
      max: new Date("2030-01-01T00:00:00Z"),
      noInvalidDate: true,
    });
    const parcel = fc.record({
      status: fc.constantFrom(...trackingStatuses),
      following: fc.boolean(),
      createdAt: moment,
      lastEventAt: fc.option(moment),
      now: moment,
      failures: fc.nat({ max: 100 }),
    });
    fc.assert(
      fc.property(parcel, (any) => {
        const next = nextRefreshAt(any);
        if (next === null) return;
        expect(next.getTime()).toBeGreaterThanOrEqual(any.now.getTime() + 5 * 60_000);
        expect(next.getTime()).toBeLessThanOrEqual(any.now.getTime() + 26 * hour);
      }),
      { numRuns: cases(10_000, 1_000) },
    );
  });
});
