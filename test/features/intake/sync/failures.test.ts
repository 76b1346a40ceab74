import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterFailure, waitForPointsMs } from "~/features/intake/sync/failures";
import type { AdminFailure, QueryCost } from "~/providers/shopify/admin-client.server";

const failed = (reason: AdminFailure["reason"], more: Partial<AdminFailure> = {}): AdminFailure => ({
  kind: "failed",
  reason,
  detail: "",
  partial: null,
  ...more,
});
const cost = (changes: Partial<QueryCost>): QueryCost => ({
  requested: 700,
  available: 2_000,
  maximum: 2_000,
  restoredPerSecond: 100,
  ...changes,
});

describe("after a failure", () => {
  const reasons: AdminFailure["reason"][] = [
    "no-session",
    "unauthorized",
    "shop-frozen",
    "not-found",
    "refused",
    "unreadable",
    "unreachable",
    "too-costly",
  ];

  it.each(reasons)("%s ends the run in the end, if it never passes", (reason) => {
    let failures = 0;
    while (afterFailure(failed(reason), failures).kind === "wait") failures += 1;
    expect(failures).toBeLessThanOrEqual(8);
  });

  it("a throttled run waits ever longer, at most a minute, and never ends", () => {
    const waits = [0, 1, 2, 4, 6, 100].map((failures) => afterFailure(failed("throttled"), failures));
    expect(waits).toEqual(
      [2_000, 4_000, 8_000, 32_000, 60_000, 60_000].map((ms) => ({ kind: "wait", trouble: "throttled", ms })),
    );
  });

  it("waits as long as Shopify asks", () => {
    expect(afterFailure(failed("throttled", { retryAfterMs: 90_000 }), 0)).toMatchObject({ ms: 90_000 });
    expect(afterFailure(failed("throttled", { cost: cost({ available: 0 }) }), 0)).toMatchObject({ ms: 12_000 });
  });
});

describe("Shopify's points", () => {
  it("need no wait while there are enough for this query and for those of others", () => {
    expect(waitForPointsMs(cost({ available: 1_200 }))).toBe(0);
    expect(waitForPointsMs(cost({ available: 1_199 }))).toBe(10);
  });

  it("are there after the wait, whatever Shopify's numbers are", () => {
    const points = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(points, points, fc.integer({ min: 1, max: 2_000 }), (requested, available, restoredPerSecond) => {
        const given = cost({ requested, available, restoredPerSecond, maximum: 20_000 });
        const then = Math.min(20_000, available + (waitForPointsMs(given) / 1000) * restoredPerSecond);
        expect(then).toBeGreaterThanOrEqual(requested);
      }),
    );
  });
});
