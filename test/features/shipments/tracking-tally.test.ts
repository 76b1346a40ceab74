import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApiAccount } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import type { Sql } from "~/platform/database/client.server";
import { foldTally } from "~/features/shipments/fold-tally.server";
import { listTrackings, type TrackingFilter } from "~/features/shipments/tracking-list.queries.server";

let database: TestDatabase;
let services: TestServices;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});

const anywhen = { min: null, max: null };
const everything: TrackingFilter = {
  status: null,
  createdAt: anywhen,
  updatedAt: anywhen,
  orderCreatedAt: anywhen,
  numberKeys: null,
  orderNameKeys: null,
  archived: null,
};

/** Hours after the first; both sides of many midnights, and many at the very same moment. */
async function insert(sql: Sql, accountId: string, hours: number[], courierCode: string): Promise<void> {
  await sql.query(
    `INSERT INTO shipment (account_id, created_at, updated_at, number, number_key, courier_code)
     SELECT $1, '2026-11-01Z'::timestamptz + hours * INTERVAL '1 hour', now(), gen_random_uuid()::text, gen_random_uuid()::text, $3
       FROM unnest($2::int[]) AS hours`,
    [accountId, hours, courierCode],
  );
}

type Step =
  | { kind: "insert"; hours: number[]; courierCode: string }
  | { kind: "delete" | "lose-courier" | "find-courier"; every: number }
  | { kind: "move"; every: number; hours: number };

const every = fc.integer({ min: 2, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("insert" as const),
    hours: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 }),
    courierCode: fc.constantFrom("usps", "dhl", ""),
  }),
  fc.record({ kind: fc.constantFrom("delete" as const, "lose-courier" as const, "find-courier" as const), every }),
  fc.record({ kind: fc.constant("move" as const), every, hours: fc.integer({ min: -50, max: 50 }) }),
);

async function take(sql: Sql, accountId: string, taken: Step): Promise<void> {
  if (taken.kind === "insert") return insert(sql, accountId, taken.hours, taken.courierCode);
  const some = `account_id = $1 AND id IN (
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM shipment WHERE account_id = $1) AS placed
     WHERE place % $2 = 0)`;
  const statements = {
    delete: `DELETE FROM shipment WHERE ${some}`,
    "lose-courier": `UPDATE shipment SET courier_code = '' WHERE ${some}`,
    "find-courier": `UPDATE shipment SET courier_code = 'ups' WHERE ${some}`,
    move: `UPDATE shipment SET created_at = created_at + $3 * INTERVAL '1 hour' WHERE ${some}`,
  };
  await sql.query(statements[taken.kind], [accountId, taken.every, ...(taken.kind === "move" ? [taken.hours] : [])]);
}

async function idsInOrder(accountId: string): Promise<string[]> {
  const rows = await services.db.query<{ id: string }>(
    "SELECT id FROM shipment WHERE account_id = $1 AND courier_code <> '' ORDER BY created_at DESC, id",
    [accountId],
  );
  return rows.map(({ id }) => id);
}

const tallied = (accountId: string) =>
  services.db.query<{ trackings: number }>("SELECT trackings FROM tracking_tally WHERE account_id = $1", [accountId]);

describe("a list without filters", () => {
  it("has the exact total and every page in its place, whatever was added, removed or changed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 30 }),
        async (steps, limit) => {
          const { id: accountId } = await addApiAccount(services);
          for (const taken of steps) await take(services.db, accountId, taken);
          const expected = await idsInOrder(accountId);
          for (let offset = 0; offset <= expected.length; offset += limit) {
            const { total, rows } = await listTrackings(services.db, accountId, everything, { offset, limit });
            expect(total).toBe(expected.length);
            expect(rows.map(({ shipmentId }) => shipmentId)).toEqual(expected.slice(offset, offset + limit));
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it("says the same as one whose filter lets everything through", async () => {
    const { id: accountId } = await addApiAccount(services);
    await insert(services.db, accountId, [1, 1, 30, 31, 80], "usps");
    const since = { ...everything, createdAt: { min: new Date(0), max: null } };
    for (const page of [
      { offset: 0, limit: 3 },
      { offset: 3, limit: 3 },
      { offset: 6, limit: 3 },
    ]) {
      const plain = await listTrackings(services.db, accountId, everything, page);
      expect(plain).toEqual(await listTrackings(services.db, accountId, since, page));
    }
  });
});

describe("the tally", () => {
  it("does not make two transactions of one account wait for each other, and has what both committed", async () => {
    const { id: accountId } = await addApiAccount(services);
    await services.db.transaction(async (one) => {
      await insert(one, accountId, [1, 2], "usps");
      // Would not come back before the first commits, if it had to wait.
      await services.db.transaction((other) => insert(other, accountId, [1, 3], "usps"));
    });
    expect((await listTrackings(services.db, accountId, everything, { offset: 0, limit: 10 })).total).toBe(4);
  });

  it("forgets what was rolled back", async () => {
    const { id: accountId } = await addApiAccount(services);
    const failing = services.db.transaction(async (tx) => {
      await insert(tx, accountId, [1], "usps");
      throw new Error("Changed our mind");
    });
    await expect(failing).rejects.toThrow("Changed our mind");
    expect(await tallied(accountId)).toEqual([]);
  });

  describe("of days that are over", () => {
    const rowsOf = async (accountId: string) =>
      services.db.query<{ day: string; trackings: number }>(
        "SELECT day::text AS day, trackings FROM tracking_tally WHERE account_id = $1 ORDER BY day, writer",
        [accountId],
      );
    const total = async (accountId: string) =>
      (await listTrackings(services.db, accountId, everything, { offset: 0, limit: 1 })).total;
    /** Counts over as many database connections as there are entries. */
    const insertAtOnce = async (accountId: string, entries: number[][]): Promise<void> => {
      const [first, ...others] = entries;
      if (!first) return;
      await services.db.transaction(async (tx) => {
        await insert(tx, accountId, first, "usps");
        await insertAtOnce(accountId, others);
      });
    };

    it("is folded into one row a day, the day under way and another account's left alone", async () => {
      const [{ id: accountId }, { id: other }] = [await addApiAccount(services), await addApiAccount(services)];
      await insertAtOnce(accountId, [[1, 2, 30], [3, 31, 50], [4]]);
      await insertAtOnce(other, [[1], [2]]);
      const others = await rowsOf(other);
      services.clock.moveTo("2026-11-03T01:00:00Z");
      const before = await idsInOrder(accountId);
      await foldTally(services, accountId);
      expect(await rowsOf(accountId)).toEqual([
        { day: "2026-11-01", trackings: 4 },
        { day: "2026-11-02", trackings: 2 },
        { day: "2026-11-03", trackings: 1 },
      ]);
      await take(services.db, accountId, { kind: "delete", every: 7 });
      services.clock.moveTo("2026-11-05T01:00:00Z");
      await foldTally(services, accountId);
      await foldTally(services, accountId);
      expect((await rowsOf(accountId)).map((row) => row.trackings).reduce((sum, one) => sum + one)).toBe(6);
      expect((await rowsOf(accountId)).length).toBeLessThanOrEqual(3);
      expect(before.length - (await idsInOrder(accountId)).length).toBe(1);
      expect(await total(accountId)).toBe(6);
      expect(await rowsOf(other)).toEqual(others);
    });

    it("leaves a row for later in which a transaction is just counting, and loses nothing", async () => {
      const { id: accountId } = await addApiAccount(services);
      services.clock.moveTo("2026-11-05T01:00:00Z");
      await services.db.transaction(async (tx) => {
        await insert(tx, accountId, [1], "usps");
        await insert(services.db, accountId, [2], "usps");
        // Would not come back before the other commits, if it had to wait.
        await foldTally(services, accountId);
        expect(await total(accountId)).toBe(1);
      });
      expect(await total(accountId)).toBe(2);
      await foldTally(services, accountId);
      expect(await rowsOf(accountId)).toEqual([{ day: "2026-11-01", trackings: 2 }]);
    });

    it("has the right sum whatever folds and counts at once", async () => {
      const { id: accountId } = await addApiAccount(services);
      services.clock.moveTo("2026-11-05T01:00:00Z");
      const totals: number[] = [];
      let counting = true;
      const folding = [1, 2].map(async () => {
        while (counting) {
          await foldTally(services, accountId);
          totals.push(await total(accountId));
        }
      });
      const counters = Array.from({ length: 4 }, async (_, counter) => {
        for (let round = 0; round < 40; round += 1) await insert(services.db, accountId, [counter, 24 + round], "usps");
      });
      await Promise.all(counters).finally(() => (counting = false));
      await Promise.all(folding);
      await foldTally(services, accountId);
      expect(await total(accountId)).toBe(320);
      expect(await rowsOf(accountId)).toHaveLength(3);
      expect((await idsInOrder(accountId)).length).toBe(320);
      expect(Math.max(...totals)).toBeLessThanOrEqual(320);
    });
  });

  it("goes with its account, and leaves the others theirs", async () => {
    const [{ id: gone }, { id: kept }] = [await addApiAccount(services), await addApiAccount(services)];
    for (const accountId of [gone, kept]) await insert(services.db, accountId, [1, 40], "usps");
    await services.db.query("DELETE FROM account WHERE id = $1", [gone]);
    expect(await tallied(gone)).toEqual([]);
    expect((await listTrackings(services.db, kept, everything, { offset: 0, limit: 10 })).total).toBe(2);
    expect((await listTrackings(services.db, randomUUID(), everything, { offset: 0, limit: 10 })).total).toBe(0);
  });
});
