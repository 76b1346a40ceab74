import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { addApiAccount, addConnection, addShop } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { countDueLanes } from "~/features/shopper/arrival/count-lanes.server";
import { foldTally } from "~/features/shipments/fold-tally.server";
import { readiness } from "~/features/operations/readiness.server";
import { watchDueWork } from "~/processes/due-work.server";
import type { JobHandlers } from "~/platform/queue/queue.server";

let database: TestDatabase;
let services: TestServices;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  services = await createTestServices(database.url, { realJobs: true });
});
afterEach(() => services[Symbol.asyncDispose]());

/** Handlers that note what came; `inbox` may do more. */
function noting(inbox: (accountId: string) => Promise<void> = async () => {}) {
  const seen: string[] = [];
  const handlers: JobHandlers = {
    "process-inbox": async ({ accountId }) => {
      seen.push(accountId);
      await inbox(accountId);
    },
    "work-connection": async ({ connectionId }) => void seen.push(connectionId),
    "send-outbox": async ({ accountId }) => void seen.push(accountId),
    "place-parcels": async ({ accountId }) => void seen.push(accountId),
    "sync-carriers": async ({ connectionId }) => void seen.push(connectionId),
    "prune-push-log": async ({ accountId }) => void seen.push(accountId),
    "prune-inbox": async ({ accountId }) => void seen.push(accountId),
    "hash-contacts": async ({ accountId }) => void seen.push(accountId),
    "fold-tally": async ({ accountId }) => void seen.push(accountId),
    "give-back-quota": async ({ accountId }) => void seen.push(accountId),
    "forget-misses": async () => {},
    "sync-orders": async ({ accountId }) => void seen.push(accountId),
    "count-lanes": async ({ accountId }) => void seen.push(accountId),
    "publish-theme-facts": async ({ accountId }) => void seen.push(accountId),
  };
  return { seen, handlers };
}

describe("the job queue", () => {
  it("hands a job to a worker soon after its transaction, and not before", async () => {
    const { seen, handlers } = noting();
    await services.jobs.work(handlers);
    const accountId = randomUUID();
    await services.db.transaction(async (tx) => {
      await services.jobs.enqueue("process-inbox", { accountId }, tx);
      await tx.query("SELECT 1");
      expect(seen).toEqual([]);
    });
    await vi.waitFor(() => expect(seen).toEqual([accountId]), { timeout: 1_500 });
  });

  it("has no job of a transaction that was rolled back", async () => {
    const [lost, kept] = [randomUUID(), randomUUID()];
    const failing = services.db.transaction(async (tx) => {
      await services.jobs.enqueue("process-inbox", { accountId: lost }, tx);
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    const { seen, handlers } = noting();
    await services.jobs.work(handlers);
    await services.jobs.enqueue("process-inbox", { accountId: kept });
    await vi.waitFor(() => expect(seen).toContain(kept), { timeout: 5_000 });
    expect(seen).not.toContain(lost);
  });

  it("tries a job again that failed, and refuses a payload of another shape", async () => {
    let failures = 1;
    const { seen, handlers } = noting(async () => {
      if (failures-- > 0) throw new Error("first time unlucky");
    });
    await services.jobs.work(handlers);
    const accountId = randomUUID();
    await services.jobs.enqueue("process-inbox", { accountId });
    await services.jobs.enqueue("process-inbox", { accountId: "not an id" });
    await vi.waitFor(() => expect(seen.filter((id) => id === accountId)).toHaveLength(2), { timeout: 10_000 });
    expect(seen).not.toContain("not an id");
  });

  it("is not filled by who asks again and again while the workers are busy", async () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const ask = () => services.jobs.enqueueMissing("process-inbox", [{ accountId: one }, { accountId: other }]);
    const waiting = async () =>
      (
        await services.db.query<{ id: string }>(
          "SELECT data->>'accountId' AS id FROM pgboss.job WHERE name = 'process-inbox' AND state = 'created' AND data->>'accountId' = ANY($1)",
          [[one, other]],
        )
      ).map(({ id }) => id);
    await services.jobs.enqueueMissing("process-inbox", []);
    await services.jobs.enqueue("process-inbox", { accountId: one });
    for (let times = 0; times < 3; times += 1) await ask();
    expect((await waiting()).sort()).toEqual([one, other].sort());
    await services.db.query("UPDATE pgboss.job SET state = 'active' WHERE data->>'accountId' = $1", [one]);
    await ask();
    expect((await waiting()).sort(), "one that is worked on may have looked already").toEqual([one, other].sort());
  });

  it("works a backlog off without a rest after each job", async () => {
    const ids = Array.from({ length: 200 }, () => randomUUID());
    await services.jobs.enqueueMissing(
      "process-inbox",
      ids.map((accountId) => ({ accountId })),
    );
    const { seen, handlers } = noting();
    await services.jobs.work(handlers);
    // Four at once with a rest of two seconds after each would take a hundred seconds.
    await vi.waitFor(() => expect(ids.filter((id) => !seen.includes(id))).toEqual([]), {
      timeout: 20_000,
      interval: 50,
    });
  });

  it("says when it runs no more", async () => {
    expect(await readiness(services)).toEqual({ ready: true, reason: "ok" });
    await services.jobs.stop({ graceMs: 100 });
    expect(await readiness(services)).toMatchObject({ ready: false, reason: "The job queue is not running" });
  });
});

describe("due work", () => {
  /** One look at what is due, with the jobs it asked for. */
  async function lookOnce(): Promise<{ name: string; payload: object }[]> {
    const asked: { name: string; payload: object }[] = [];
    const jobs = {
      ...services.jobs,
      enqueueMissing: async (name: string, payloads: readonly object[]) =>
        void asked.push(...payloads.map((payload) => ({ name, payload }))),
    };
    const watch = watchDueWork({ ...services, jobs });
    await watch.stop();
    return asked;
  }

  it("finds what a restart left behind: registrations of any open state, hints, parcels, messages", async () => {
    const states = ["waiting", "sending", "unknown"];
    const expected: object[] = [];
    for (const state of states) {
      const { id } = await addApiAccount(services);
      const connection = await addConnection(services, id, { baseUrl: "http://127.0.0.1:9" });
      await addWaitingParcels(services, id, parcelNumbers(1));
      await services.db.query("UPDATE registration SET state = $2::registration_state WHERE account_id = $1", [
        id,
        state,
      ]);
      expected.push({ name: "work-connection", payload: { connectionId: connection.id } });
    }
    const hinted = await addApiAccount(services);
    const connection = await addConnection(services, hinted.id, { baseUrl: "http://127.0.0.1:9" });
    await services.db.query("UPDATE connection SET refresh_requested_at = $2 WHERE id = $1", [
      connection.id,
      services.clock.now(),
    ]);
    expected.push({ name: "work-connection", payload: { connectionId: connection.id } });
    const shop = await addShop(services);
    await services.db.query(
      "INSERT INTO inbox_message (source, external_id, topic, account_id, received_at, payload_enc) VALUES ('shopify', 'x', 'x', $1, now(), '')",
      [shop.id],
    );
    expected.push({ name: "process-inbox", payload: { accountId: shop.id } });
    expect(await lookOnce()).toEqual(expect.arrayContaining(expected));
  });

  it("finds tallies of days that are over, and no others", async () => {
    const [over, today] = [await addApiAccount(services), await addApiAccount(services)];
    const insert = (accountId: string, at: Date) =>
      services.db.query(
        `INSERT INTO shipment (account_id, created_at, updated_at, number, number_key, courier_code)
         VALUES ($1, $2, $2, 'ONE', 'ONE', 'usps')`,
        [accountId, at],
      );
    const now = services.clock.now();
    await insert(over.id, new Date(now.getTime() - 86_400_000));
    await insert(today.id, now);
    const found = async () => {
      const asked = (await lookOnce()).filter(({ name }) => name === "fold-tally").map(({ payload }) => payload);
      return [over, today].filter(({ id }) =>
        asked.some((payload) => "accountId" in payload && payload.accountId === id),
      );
    };
    expect(await found()).toEqual([over]);
    await foldTally(services, over.id);
    expect(await found()).toEqual([]);
    services.clock.advance({ hours: 24 });
    expect(await found()).toEqual([today]);
  });

  it("finds shops whose lanes were not counted for hours", async () => {
    const [fresh, counted] = [await addShop(services), await addShop(services)];
    await countDueLanes(services, counted.id);
    const found = async () => {
      const asked = (await lookOnce()).filter(({ name }) => name === "count-lanes").map(({ payload }) => payload);
      return [fresh, counted].filter(({ id }) =>
        asked.some((payload) => "accountId" in payload && payload.accountId === id),
      );
    };
    expect(await found()).toEqual([fresh]);
    services.clock.advance({ hours: 6 });
    expect(await found()).toEqual([fresh, counted]);
  });

  it("looks at everything as soon as the clock was moved, at what is compared once an hour as well", async () => {
    const shop = await addShop(services);
    await services.db.query("UPDATE account SET created_at = $2 WHERE id = $1", [shop.id, services.clock.now()]);
    const asked: { name: string; payload: object }[] = [];
    const jobs = {
      ...services.jobs,
      enqueueMissing: async (name: string, payloads: readonly object[]) =>
        void asked.push(...payloads.map((payload) => ({ name, payload }))),
    };
    const watch = watchDueWork({ ...services, jobs });
    services.clock.advance({ hours: 2 });
    await vi.waitFor(
      () => expect(asked).toContainEqual({ name: "sync-orders", payload: { accountId: shop.id } }),
      // The second look; the tenth is the one that comes anyhow.
      { timeout: 4_000 },
    );
    await watch.stop();
  });

  it("leaves alone who is paused, silent, settled or gone", async () => {
    const later = new Date(services.clock.now().getTime() + 1_000);
    const quiet: string[] = [];
    const set = (change: string, id: string, value: unknown) =>
      services.db.query(`UPDATE ${change} = $2 WHERE ${change.startsWith("account") ? "id" : "account_id"} = $1`, [
        id,
        value,
      ]);
    for (const [change, value] of [
      ["connection SET retry_at", later],
      ["connection SET silent_until", later],
      ["registration SET not_before", later],
      ["account SET uninstalled_at", later],
    ] as const) {
      const { id } = await addApiAccount(services);
      quiet.push((await addConnection(services, id, { baseUrl: "http://127.0.0.1:9" })).id);
      await addWaitingParcels(services, id, parcelNumbers(1));
      await set(change, id, value);
    }
    const askedFor = (await lookOnce()).map(({ payload }) => Object.values(payload)[0] as string);
    expect(askedFor.filter((id) => quiet.includes(id))).toEqual([]);
    services.clock.advance({ seconds: 1 });
    const askedLater = (await lookOnce()).map(({ payload }) => Object.values(payload)[0] as string);
    expect(quiet.map((id) => askedLater.includes(id))).toEqual([true, true, true, false]);
  });
});
