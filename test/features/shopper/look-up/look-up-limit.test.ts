import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasEndedMisses } from "~/features/shopper/look-up/look-up-misses.queries.server";
import { shopAndMisses } from "~/features/shopper/look-up/shopper-shops.queries.server";
import {
  isRefused,
  longestDelayMs,
  slowDownMs,
  usualAllowances,
  type LookUpKey,
} from "~/features/shopper/look-up/look-up-limit";
import { forgetMisses, sharedLookUpLimit } from "~/features/shopper/look-up/shared-limit.server";
import { watchDueWork } from "~/processes/due-work.server";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";

describe("how many misses are too many", () => {
  const { visitor, order, shop } = usualAllowances;

  it("is told by each allowance alone", () => {
    expect(isRefused({ visitor: visitor.misses - 1, order: 0, shop: 0 }, usualAllowances)).toBe(false);
    expect(isRefused({ visitor: visitor.misses, order: 0, shop: 0 }, usualAllowances)).toBe(true);
    expect(isRefused({ visitor: 0, order: order.misses, shop: 0 }, usualAllowances)).toBe(true);
  });

  it("leaves a flooded shop open to who has not missed yet, and to nobody else", () => {
    expect(isRefused({ visitor: 0, order: 0, shop: shop.misses }, usualAllowances)).toBe(false);
    expect(isRefused({ visitor: 1, order: 0, shop: shop.misses }, usualAllowances)).toBe(true);
    expect(isRefused({ order: 0, shop: shop.misses }, usualAllowances)).toBe(true);
  });
});

describe("the slow-down", () => {
  it("begins after the first quarter, and doubles up to its longest", () => {
    const delays = [1, 5, 6, 7, 8, 9, 10, 11, 20].map((misses) => slowDownMs({ visitor: misses }, usualAllowances));
    expect(delays).toEqual([0, 0, 250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]);
  });

  it("never shrinks with more misses, and never outlasts Shopify's patience", () => {
    const misses = fc.record({ visitor: fc.nat(50), order: fc.nat(200), shop: fc.nat(10_000) });
    fc.assert(
      fc.property(misses, fc.constantFrom("visitor", "order", "shop"), (reported, kind) => {
        const [now, later] = [reported, { ...reported, [kind]: reported[kind] + 1 }].map((count) =>
          slowDownMs(count, usualAllowances),
        );
        expect(later).toBeGreaterThanOrEqual(now ?? Infinity);
        expect(later).toBeLessThanOrEqual(longestDelayMs);
      }),
    );
  });
});

describe("over one database", () => {
  let database: TestDatabase;
  let services: TestServices;
  const key = (kind: LookUpKey["kind"], name: string): LookUpKey => ({
    kind,
    key: services.vault.keyedHash("test", kind, name),
  });
  const both = () => [key("visitor", "a visitor"), key("order", "an order")];
  const small = {
    visitor: { misses: 3, windowMs: 600_000 },
    order: { misses: 5, windowMs: 3_600_000 },
    shop: { misses: 9, windowMs: 600_000 },
  };
  const limit = () => sharedLookUpLimit(services, small);
  const rows = async () => services.db.query<{ misses: number }>("SELECT misses FROM look_up_miss");

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await createTestServices(database.url);
  });
  afterAll(async () => {
    await services[Symbol.asyncDispose]();
    await database.drop();
  });
  beforeEach(() => services.db.query("DELETE FROM look_up_miss"));

  const isSpent = async (tried: LookUpKey[], now: Date) => {
    const keys = tried.map(({ key: hash }) => hash);
    const { misses } = await shopAndMisses(services.db, "unknown.myshopify.com", { keys, now });
    return limit().isSpent(tried, misses);
  };

  it("every process counts what any has counted, each kind for its own time", async () => {
    const now = () => services.systemClock.now();
    for (let miss = 0; miss < 3; miss++) {
      expect(await isSpent(both(), now())).toBe(false);
      await limit().countMiss(both(), now());
    }
    expect(await isSpent(both(), now())).toBe(true);
    expect(await isSpent([key("visitor", "another"), key("order", "an order")], now())).toBe(false);
    services.systemClock.advance({ minutes: 10 });
    expect(await isSpent(both(), now())).toBe(false);
    for (let miss = 0; miss < 2; miss++) await limit().countMiss(both(), now());
    expect(await isSpent([key("visitor", "another"), key("order", "an order")], now())).toBe(true);
  });

  it("misses at the same time are all counted", async () => {
    const now = services.systemClock.now();
    const shuffled = (at: number) => (at % 2 === 0 ? both() : both().reverse());
    await Promise.all(Array.from({ length: 100 }, (_, at) => limit().countMiss(shuffled(at), now)));
    expect(await rows()).toEqual([{ misses: 100 }, { misses: 100 }]);
  });

  it("what is over is deleted by a job that asks for itself", async () => {
    const now = services.systemClock.now();
    await limit().countMiss(both(), now);
    services.systemClock.advance({ minutes: 11 });
    await watchDueWork(services).stop();
    expect(services.recorded.sent).toContainEqual({ name: "forget-misses", payload: {} });
    await forgetMisses(services);
    expect(await rows()).toHaveLength(1);
    expect(await hasEndedMisses(services.db, services.systemClock.now())).toBe(false);
  });
});
