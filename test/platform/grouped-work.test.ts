import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { createSample } from "#test/tracking-api/samples";
import { createTrackingService } from "~/features/public-api/tracking-service/tracking-service.server";
import { groupedWork } from "~/platform/grouped-work";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import type { ApiCaller, CreateRequest } from "~/tracking-api/server/service";

const request = (number: string, more: Partial<CreateRequest> = {}): CreateRequest => ({
  ...createSample(),
  number,
  ...more,
});
const numberAt = (index: number) => `RB${String(index).padStart(9, "0")}CN`;

describe("creates at once, over the database", () => {
  let database: TestDatabase;
  let services: TestServices;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    services = await createTestServices(database.url);
  });
  afterEach(() => services[Symbol.asyncDispose]());

  async function account(quotaRemaining: number) {
    const { id: accountId } = await addApiAccount(services, { quotaRemaining });
    await addConnection(services, accountId, { baseUrl: "http://127.0.0.1:9" });
    const left = async () =>
      (await services.db.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).quotaRemaining;
    return { accountId, caller: { accountId, keyId: "key" }, left };
  }

  it("make each number once, spend for it once, and send far fewer jobs than there were calls", async () => {
    const service = createTrackingService(services);
    const { caller, left } = await account(100);
    const calls = Array.from({ length: 30 }, (_, call) => [request(numberAt(call)), request(numberAt(call % 5))]);
    const outcomes = (await Promise.all(calls.map((requests) => service.create(caller, requests)))).flat();
    expect(outcomes.filter(({ kind }) => kind === "created")).toHaveLength(30);
    expect(outcomes.filter((outcome) => outcome.kind === "refused" && outcome.code === 4016)).toHaveLength(30);
    expect(await left()).toBe(70);
    expect(services.recorded.sent.length).toBeLessThan(5);
  });

  it("never overdraw the quota, and refuse the rest of each call", async () => {
    const service = createTrackingService(services);
    const { caller, left } = await account(7);
    const calls = Array.from({ length: 10 }, (_, call) => service.create(caller, [request(numberAt(call))]));
    const outcomes = (await Promise.all(calls)).flat();
    expect(outcomes.filter(({ kind }) => kind === "created")).toHaveLength(7);
    expect(outcomes.filter((outcome) => outcome.kind === "refused" && outcome.code === 4021)).toHaveLength(3);
    expect(await left()).toBe(0);
  });

  it("do not lose their answers to one the database refuses", async () => {
    const service = createTrackingService(services);
    const { caller } = await account(100);
    await services.db.prisma.$executeRaw`ALTER TABLE shipment ADD CHECK (order_name <> '#refused')`;
    const ends = await Promise.allSettled([
      service.create(caller, [request(numberAt(1))]),
      service.create(caller, [request(numberAt(2))]),
      service.create(caller, [request(numberAt(3), { orderId: "#refused" })]),
      service.create(caller, [request(numberAt(4))]),
    ]);
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(await services.db.prisma.shipment.count({ where: { accountId: caller.accountId } })).toBe(3);
  });

  it("keep one account's calls out of another's", async () => {
    const service = createTrackingService(services);
    const [one, two] = [await account(100), await account(100)];
    const shared = request(numberAt(1));
    const outcomes = await Promise.all([service.create(one.caller, [shared]), service.create(two.caller, [shared])]);
    expect(outcomes.flat().map(({ kind }) => kind)).toEqual(["created", "created"]);
    expect([await one.left(), await two.left()]).toEqual([99, 99]);
  });
});

describe("a group", () => {
  it("gives each call its own result, in as few groups as the limit allows", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(sizes, async (asked) => {
        const taken: number[][] = [];
        const double = groupedWork(
          async (group: readonly number[]) => {
            taken.push([...group]);
            return group.map((size) => size * 2);
          },
          { keyOf: () => "all", limit: 100, weigh: (size) => size },
        );
        expect(await Promise.all(asked.map(double))).toEqual(asked.map((size) => size * 2));
        const weights = taken.map((group) => group.reduce((sum, size) => sum + size, 0));
        expect(Math.max(...weights)).toBeLessThanOrEqual(100);
        expect(taken.flat()).toEqual(asked);
        // The first goes at once; behind it no group could have taken the next one in.
        const nextFits = taken.slice(1).map((group, index) => (weights[index] ?? 0) + (group[0] ?? 0) <= 100);
        expect(nextFits.slice(1)).not.toContain(true);
      }),
    );
  });

  it("never answers from work that began before the question", async () => {
    const state = { value: "old" };
    const read = groupedWork(
      async (group: readonly string[]) => {
        const { value } = state;
        await Promise.resolve();
        return group.map(() => value);
      },
      { keyOf: () => "all", limit: 10 },
    );
    const before = read("first");
    state.value = "new";
    expect([await read("second"), await before]).toEqual(["new", "old"]);
  });

  it("rejects every call in it when it fails for a reason that concerns all, and goes on", async () => {
    const fails = { next: true };
    const echo = groupedWork(
      async (group: readonly string[]) => {
        if (fails.next) throw new Error("The database is away");
        return [...group];
      },
      { keyOf: () => "all", limit: 10, mayBeFaultOfOne: () => false },
    );
    const ends = await Promise.allSettled(["a", "b", "c"].map(echo));
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    fails.next = false;
    expect(await echo("d")).toBe("d");
  });
});

describe("reads at once, over the database", () => {
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

  it("find each account its own tracking of the same number, and nothing where it has none", async () => {
    const service = createTrackingService(services);
    const callers = await Promise.all(
      [1, 2, 3].map(async () => ({ accountId: (await addApiAccount(services)).id, keyId: "key" })),
    );
    const [one, two, three] = callers as [ApiCaller, ApiCaller, ApiCaller];
    await service.create(one, [request(numberAt(1), { title: "One's" }), request(numberAt(2))]);
    await service.create(two, [request(numberAt(1), { title: "Two's" })]);
    const { carrierCode } = createSample();
    const get = (caller: ApiCaller, index: number) =>
      service.get(caller, carrierCode.toUpperCase(), numberAt(index), null);
    const found = await Promise.all([get(one, 1), get(two, 1), get(three, 1), get(one, 2), get(two, 2), get(one, 1)]);
    expect(found.map((record) => record && [record.number, record.title])).toEqual([
      [numberAt(1), "One's"],
      [numberAt(1), "Two's"],
      null,
      [numberAt(2), createSample().title],
      null,
      [numberAt(1), "One's"],
    ]);
  });

  it("know each key's own account, and refuse a key from the moment it is taken back", async () => {
    const service = createTrackingService(services);
    const accounts = [(await addApiAccount(services)).id, (await addApiAccount(services)).id];
    const keys = await Promise.all(
      accounts.map((accountId) => createApiKey(services, { accountId, name: "A key", ratePerSecond: null })),
    );
    const ask = () => Promise.all([...keys, "no-such-key", ...keys].map((key) => service.authenticate(key)));
    const accountOf = (caller: Awaited<ReturnType<typeof service.authenticate>>) =>
      typeof caller === "string" ? caller : caller.accountId;
    expect((await ask()).map(accountOf)).toEqual([...accounts, "unknown", ...accounts]);
    const under = ask();
    await services.db.prisma.apiKey.updateMany({ where: { accountId: accounts[0] }, data: { revokedAt: new Date() } });
    expect((await ask()).map(accountOf)).toEqual(["revoked", accounts[1], "unknown", "revoked", accounts[1]]);
    await under;
    const used = await services.db.prisma.apiKey.findFirstOrThrow({ where: { accountId: accounts[1] } });
    expect(used.lastUsedAt).toEqual(services.systemClock.now());
  });
});
