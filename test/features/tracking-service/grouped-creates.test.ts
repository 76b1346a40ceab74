import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { createSample } from "#test/tracking-api/samples";
import { createTrackingService } from "~/features/tracking-service/tracking-service.server";
import { groupCreates } from "~/features/tracking-service/grouped-creates.server";
import type { CreateOutcome, CreateRequest } from "~/tracking-api/server/service";

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
    // Longer than an index takes, and too random to be pressed together.
    const orderId = randomBytes(6000).toString("hex");
    const ends = await Promise.allSettled([
      service.create(caller, [request(numberAt(1))]),
      service.create(caller, [request(numberAt(2))]),
      service.create(caller, [request(numberAt(3), { orderId })]),
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

describe("the group", () => {
  const created = (number: string): CreateOutcome => ({
    kind: "created",
    id: number,
    createdAt: new Date(0),
    carrierCode: "china-post",
  });

  it("gives every call its own outcomes, whatever arrives with whom", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(sizes, async (calls) => {
        const taken: number[] = [];
        const create = groupCreates(async (_account, requests) => {
          taken.push(requests.length);
          return requests.map(({ number }) => created(number));
        });
        const asked = calls.map((size, call) =>
          Array.from({ length: size }, (_, index) => request(`${String(call)}-${String(index)}`)),
        );
        const answers = await Promise.all(asked.map((requests) => create("account", requests)));
        expect(answers).toEqual(asked.map((requests) => requests.map(({ number }) => created(number))));
        expect(Math.max(...taken)).toBeLessThanOrEqual(1000);
        // The first goes at once; the others wait for it together.
        expect(taken.length).toBeLessThanOrEqual(1 + Math.ceil(calls.reduce((sum, size) => sum + size, 0) / 960));
      }),
    );
  });

  it("tells everybody in it when it fails for a reason that has nothing to do with them, and goes on", async () => {
    const fails = { next: false };
    const create = groupCreates(async (_account, requests) => {
      if (fails.next) throw new Error("The database is away");
      return requests.map(({ number }) => created(number));
    });
    fails.next = true;
    const ends = await Promise.allSettled([1, 2, 3].map((index) => create("account", [request(numberAt(index))])));
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    fails.next = false;
    expect(await create("account", [request(numberAt(4))])).toEqual([created(numberAt(4))]);
  });
});
