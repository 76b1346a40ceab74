import { expect } from "vitest";
import { it as base } from "#test/support/it";
import { connectDatabase, whileHoldingLock, type Database } from "~/platform/database/client.server";
import { drainAlone } from "~/platform/queue/drain.server";
import { createLog } from "~/platform/log.server";

const log = createLog("silent", "test");

const it = base
  .extend("one", { scope: "file", auto: true }, ({ database }, { onCleanup }) => {
    const one = connectDatabase(database.url, { log, poolSize: 3 });
    onCleanup(() => one.close());
    return one;
  })
  .extend("two", { scope: "file", auto: true }, ({ database }, { onCleanup }) => {
    const two = connectDatabase(database.url, { log, poolSize: 3 });
    onCleanup(() => two.close());
    return two;
  });

it("has one holder at a time, over callers and processes", async ({ one, two }) => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await one.query("SELECT 1");
    inside -= 1;
  };
  const takers = Array.from({ length: 20 }, (_, index) =>
    whileHoldingLock(index % 2 === 0 ? one : two, "shared", work, { wait: true }),
  );
  await Promise.all(takers);
  expect({ most, inside }).toEqual({ most: 1, inside: 0 });
});

it("turns away at once a caller that does not want to wait, in this process and in another", async ({ one, two }) => {
  const { promise: finished, resolve: finish } = Promise.withResolvers<string>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
  const holder = whileHoldingLock(one, "busy", () => (begin(undefined), finished), { wait: false });
  await begun;
  for (const db of [one, two]) expect(await whileHoldingLock(db, "busy", async () => "in", { wait: false })).toBeNull();
  expect(await whileHoldingLock(one, "another", async () => "in", { wait: false })).toBe("in");
  finish("done");
  expect(await holder).toBe("done");
  for (const db of [one, two]) expect(await whileHoldingLock(db, "busy", async () => "in", { wait: false })).toBe("in");
});

it("leaves room to work: more lock holders than the pool has connections all finish", async ({ one }) => {
  const done = await Promise.all(
    Array.from({ length: 16 }, (_, index) =>
      whileHoldingLock(one, `job ${String(index)}`, () => one.query("SELECT 1 AS one"), { wait: false }),
    ),
  );
  expect(done.flat()).toHaveLength(16);
});

it("takes one connection for all who wait for the same lock, and none from those who work", async ({ one }) => {
  const sum = { value: 0 };
  const add = async () => {
    const before = sum.value;
    await one.query("SELECT 1");
    sum.value = before + 1;
  };
  await Promise.all(Array.from({ length: 100 }, () => whileHoldingLock(one, "token", add, { wait: true })));
  expect(sum.value).toBe(100);
  expect(one.locks.pool.totalCount).toBeLessThanOrEqual(16);
});

it("lets go when the work fails", async ({ one, two }) => {
  const failing = whileHoldingLock(one, "fragile", () => Promise.reject(new Error("broke")), { wait: true });
  await expect(failing).rejects.toThrow("broke");
  expect(await whileHoldingLock(two, "fragile", async () => "in", { wait: false })).toBe("in");
});

it("survives the loss of the connection that holds it", async ({ one, two }) => {
  const work = whileHoldingLock(
    one,
    "lost",
    async () => {
      await two.query(`SELECT pg_terminate_backend(pid) FROM pg_locks
                        WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
      return one.query("SELECT 1 AS one");
    },
    { wait: true },
  );
  expect(await work).toEqual([{ one: 1 }]);
  expect(await whileHoldingLock(two, "lost", async () => "in", { wait: true })).toBe("in");
});

it("drains a queue although every signal but one is turned away", async ({ one, two }) => {
  const queue = Array.from({ length: 50 }, (_, index) => index);
  const done: number[] = [];
  const drain = (db: Database) =>
    drainAlone({ db, stopping: new AbortController().signal }, "queue", {
      workOff: async () => {
        const next = queue.shift();
        await db.query("SELECT 1");
        if (next !== undefined) done.push(next);
      },
      isWaiting: async () => queue.length > 0,
    });
  await Promise.all(Array.from({ length: 10 }, (_, index) => drain(index % 2 === 0 ? one : two)));
  expect(done).toEqual(Array.from({ length: 50 }, (_, index) => index));
});
