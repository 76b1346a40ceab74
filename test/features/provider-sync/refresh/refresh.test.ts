import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addApiAccount, addConnection, type TestConnection } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { reportSample, updateSample } from "#test/factories/updates";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { connectionsWithDueWork, requestRefresh } from "~/features/provider-sync/connection/connections.queries.server";
import { makeDue } from "~/features/shipments/due-shipments.queries.server";
import { oldestDueRefresh } from "~/features/operations/figures.queries.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import type { ChangesAnswer, ReadAnswer, TrackingProvider } from "~/providers/tracking/port/tracking-provider";

let database: TestDatabase;
let services: TestServices;
let accountId: string;
let connection: TestConnection;
/** What was asked of the provider, and how it answers. */
let pages: { since: Date | null; page: number }[];
let answerPage: (page: number) => ChangesAnswer | Promise<ChangesAnswer>;
let reads: string[];
let answerRead: (number: string) => ReadAnswer | Promise<ReadAnswer>;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  services = await createTestServices(database.url);
  pages = [];
  reads = [];
  answerPage = () => page([]);
  answerRead = (number) => ({ kind: "read", update: updateSample(number) });
  accountId = (await addApiAccount(services)).id;
});
afterEach(() => services[Symbol.asyncDispose]());

const page = (updates: ReturnType<typeof updateSample>[], more = false): ChangesAnswer => ({
  kind: "page",
  updates,
  more,
  total: null,
  unreadableItems: 0,
});
const failure = (kind: "unreachable" | "too-fast" | "bad-key" | "unreadable") =>
  ({ kind: "failed", failure: { kind, detail: "told to", retryAfterMs: null, outcomeKnown: false } }) as const;

/** A provider of this file's own making behind the real work over a connection. */
function work(listsChanges: boolean, deps = services): Promise<void> {
  const providerFor: TestServices["providerFor"] = (address): TrackingProvider => {
    const real = services.providerFor(address);
    return {
      ...real,
      capabilities: { ...real.capabilities, listsChanges },
      changesSince: async ({ since, page: number }) => {
        pages.push({ since, page: number });
        return answerPage(number);
      },
      read: async ({ number }) => {
        reads.push(number);
        return answerRead(number);
      },
    };
  };
  return workConnection({ ...deps, providerFor }, connection.id);
}

const stored = () => services.db.prisma.connection.findUniqueOrThrow({ where: { id: connection.id } });
const shipment = (number: string) => services.db.prisma.shipment.findFirstOrThrow({ where: { accountId, number } });
const makeAllDue = (at: Date) =>
  services.db.query("UPDATE shipment SET next_refresh_at = $2 WHERE account_id = $1", [accountId, at]);

async function registered(count: number): Promise<string[]> {
  const numbers = parcelNumbers(count);
  await addWaitingParcels(services, accountId, numbers);
  await services.db.query("UPDATE registration SET state = 'registered' WHERE account_id = $1", [accountId]);
  await services.db.query("UPDATE shipment SET registration_state = 'registered' WHERE account_id = $1", [accountId]);
  return numbers;
}

describe("reading changes since a mark", () => {
  beforeEach(async () => {
    connection = await addConnection(services, accountId, { baseUrl: "http://127.0.0.1:9/v2" });
  });
  const ask = () => requestRefresh(services.db, connection.id, services.clock.now());

  it("reads every page, applies it, and moves the mark to the newest story", async () => {
    const [a = "", b = ""] = await registered(2);
    const newest = new Date("2026-11-20T11:30:00Z");
    answerPage = (number) =>
      number === 1 ? page([updateSample(a, { updatedAt: newest })], true) : page([updateSample(b)]);
    await ask();
    await work(true);
    expect(pages).toEqual([
      { since: null, page: 1 },
      { since: null, page: 2 },
    ]);
    expect((await stored()).highWaterMark).toEqual(newest);
    expect((await stored()).refreshRequestedAt).toBeNull();
    expect([(await shipment(a)).status, (await shipment(b)).status]).toEqual(["transit", "transit"]);

    await ask();
    await work(true);
    expect(pages.at(-1)?.since).toEqual(new Date("2026-11-20T11:29:50Z"));
  });

  it("gathers parcels that fall due, one reading a minute for all of them, and lets news pass", async () => {
    const numbers = await registered(3);
    const due = (number: string) =>
      services.db.query("UPDATE shipment SET next_refresh_at = $2 WHERE account_id = $1 AND number = $3", [
        accountId,
        services.clock.now(),
        number,
      ]);
    const isFound = () => connectionsWithDueWork(services.db, services.clock.now());
    const [a = "", b = "", c = ""] = numbers;
    await due(a);
    await work(true);
    expect(pages).toHaveLength(1);

    services.clock.advance({ seconds: 20 });
    await due(b);
    services.clock.advance({ seconds: 39 });
    await due(c);
    expect(await isFound()).toEqual([]);
    await work(true);
    expect(pages, "b and c wait for the minute").toHaveLength(1);
    expect(await oldestDueRefresh(services.db, services.clock.now()), "and the lag says so").toEqual(
      new Date(services.clock.now().getTime() - 39_000),
    );

    services.clock.advance({ seconds: 1 });
    expect(await isFound()).toEqual([connection.id]);
    await work(true);
    expect(pages, "both at once").toHaveLength(2);
    expect(await oldestDueRefresh(services.db, services.clock.now())).toBeNull();

    await ask();
    expect(await isFound()).toEqual([connection.id]);
    await work(true);
    expect(pages, "what was asked for is read in the same minute").toHaveLength(3);

    await due(a);
    services.clock.advance({ hours: 72 });
    await work(true);
    expect(pages, "a clock that is moved makes it due at once").toHaveLength(4);
  });

  it("goes back far enough for rows that come to light late, once in five minutes and until that round has ended", async () => {
    const [a = ""] = await registered(1);
    const mark = new Date("2026-11-20T11:30:00Z");
    const backMs = () => mark.getTime() - (pages.at(-1)?.since?.getTime() ?? NaN);
    const round = async () => {
      await ask();
      await work(true);
    };
    answerPage = () => page([updateSample(a, { updatedAt: mark })]);
    await round();
    services.clock.advance({ minutes: 5 });
    answerPage = () => failure("unreachable");
    await round();
    expect(backMs()).toBe(7 * 60_000);
    answerPage = () => page([updateSample(a, { updatedAt: mark })]);
    services.clock.advance({ seconds: 2 });
    await round();
    expect(backMs(), "again, for the round did not end").toBe(7 * 60_000);
    await round();
    expect(backMs()).toBe(10_000);
  });

  it("does not move the mark when a page fails, and begins again where it was", async () => {
    const [a = ""] = await registered(1);
    answerPage = (number) => (number === 1 ? page([updateSample(a)], true) : failure("unreachable"));
    await ask();
    await work(true);
    expect(await stored()).toMatchObject({
      highWaterMark: null,
      refreshRequestedAt: services.clock.now(),
      state: "unreachable",
    });
    expect((await shipment(a)).status).toBe("transit");
    answerPage = (number) => page([updateSample(a)], number === 1);
    services.clock.advance({ seconds: 2 });
    await work(true);
    expect(pages.map((asked) => asked.page)).toEqual([1, 2, 1, 2]);
    expect((await stored()).highWaterMark).toEqual(new Date("2026-11-20T10:00:00Z"));
  });

  it("never moves the mark past the beginning of the round, nor back", async () => {
    const [a = ""] = await registered(1);
    answerPage = () => page([updateSample(a, { updatedAt: new Date("2030-01-01T00:00:00Z") })]);
    await ask();
    await work(true);
    const mark = services.clock.now();
    expect((await stored()).highWaterMark).toEqual(mark);
    services.clock.advance({ hours: 1 });
    answerPage = () => page([]);
    await ask();
    await work(true);
    expect((await stored()).highWaterMark).toEqual(mark);
  });

  it("keeps a request that came while it was reading", async () => {
    answerPage = async (number) => {
      if (pages.length === 1) {
        services.clock.advance({ seconds: 1 });
        await ask();
      }
      return page([], number === 0);
    };
    await ask();
    await work(true);
    expect(pages).toHaveLength(2);
    expect((await stored()).refreshRequestedAt).toBeNull();
  });

  it("reads no further page in a process that is told to stop: the next one begins again where it was", async () => {
    const [a = ""] = await registered(1);
    answerPage = (number) => {
      services.beginStop();
      return page([updateSample(a)], number === 1);
    };
    await ask();
    await work(true);
    expect(pages).toHaveLength(1);
    expect(await stored()).toMatchObject({
      highWaterMark: null,
      refreshRequestedAt: services.clock.now(),
      state: "ok",
    });
    await using next = await createTestServices(database.url, { vault: services.vault, clock: services.clock });
    await work(true, next);
    expect(pages.map((asked) => asked.page)).toEqual([1, 1, 2]);
  });

  it.each([
    ["the same page again and again", (a: string) => page([updateSample(a)], true), 2],
    ["empty pages", () => page([], true), 1],
    ["pages that nobody can read", () => ({ ...page([], true), unreadableItems: 1 }), 10_000],
  ])("comes to an end where the provider does not (%s), and keeps the mark", async (_, answer, asked) => {
    const [a = ""] = await registered(1);
    await makeAllDue(services.clock.now());
    await ask();
    answerPage = () => answer(a);
    await work(true);
    expect(pages).toHaveLength(asked);
    expect(await stored()).toMatchObject({ highWaterMark: null, refreshRequestedAt: null });
    await work(true);
    expect(pages, "until something is due").toHaveLength(asked);

    answerPage = () => page([updateSample(a)]);
    await ask();
    await work(true);
    expect(pages.at(-1)).toEqual({ since: null, page: 1 });
    expect((await stored()).highWaterMark).toEqual(new Date("2026-11-20T10:00:00Z"));
  });

  it("answers also for parcels that were due and had no news", async () => {
    const [a = ""] = await registered(1);
    await makeAllDue(services.clock.now());
    await work(true);
    expect(pages).toHaveLength(1);
    const { nextRefreshAt, checkedAt } = await shipment(a);
    expect(nextRefreshAt?.getTime()).toBeGreaterThan(services.clock.now().getTime());
    expect(checkedAt).toEqual(services.clock.now());
  });
});

describe("reading parcels one by one", () => {
  beforeEach(async () => {
    connection = await addConnection(services, accountId, { baseUrl: "http://127.0.0.1:9", kind: "carrier_feed" });
  });

  /** With a feed a number is followed from the moment it is added. */
  async function added(count: number): Promise<string[]> {
    const numbers = parcelNumbers(count);
    await addWaitingParcels(services, accountId, numbers);
    return numbers;
  }

  it("reads what is due once, and plans the next look", async () => {
    const numbers = await added(20);
    await work(false);
    expect(reads.toSorted()).toEqual(numbers);
    for (const number of numbers)
      expect((await shipment(number)).nextRefreshAt?.getTime()).toBeGreaterThan(services.clock.now().getTime());
    await work(false);
    expect(reads).toHaveLength(20);
  });

  it("reads again what was hinted at meanwhile", async () => {
    const [number = ""] = await added(1);
    answerRead = async () => {
      if (reads.length === 1) {
        services.clock.advance({ seconds: 1 });
        await makeDue(services.db, accountId, [{ courierCode: "usps", numberKey: number }], services.clock.now());
        services.clock.advance({ seconds: 1 });
      }
      return { kind: "read", update: updateSample(number, { checkpoints: [reportSample()] }) };
    };
    await work(false);
    expect(reads).toHaveLength(2);
  });

  it("does not let one unreadable answer hold back the others", async () => {
    const [bad = "", ...good] = await added(5);
    answerRead = (number) => (number === bad ? failure("unreadable") : { kind: "read", update: updateSample(number) });
    await work(false);
    expect(await shipment(bad)).toMatchObject({ status: "pending", refreshFailures: 1 });
    for (const number of good) expect(await shipment(number)).toMatchObject({ status: "transit", refreshFailures: 0 });
  });

  it.each(["too-fast", "bad-key", "unreachable"] as const)("stops asking once the provider says %s", async (kind) => {
    const numbers = await added(100);
    answerRead = () => failure(kind);
    await work(false);
    expect(reads.length).toBeLessThanOrEqual(8);
    const { silentUntil, retryAt } = await stored();
    expect(silentUntil ?? retryAt).not.toBeNull();
    answerRead = (number) => ({ kind: "read", update: updateSample(number) });
    services.clock.advance({ hours: 1 });
    await work(false);
    for (const number of numbers) expect((await shipment(number)).status).toBe("transit");
  });

  it("goes on waiting for a number the feed has forgotten", async () => {
    const [number = ""] = await added(1);
    answerRead = () => ({ kind: "unknown-number" });
    await work(false);
    expect((await shipment(number)).nextRefreshAt?.getTime()).toBeGreaterThan(services.clock.now().getTime());
  });

  it("does not stay due for ever when the story is about another parcel", async () => {
    const [number = ""] = await added(1);
    answerRead = () => ({ kind: "read", update: updateSample("SOMEONEELSE1") });
    await work(false);
    expect((await shipment(number)).nextRefreshAt?.getTime()).toBeGreaterThan(services.clock.now().getTime());
    expect(reads).toHaveLength(1);
  });
});
