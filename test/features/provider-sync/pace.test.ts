import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { addApiAccount, addConnection, type TestConnection } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { reserveCall } from "~/features/provider-sync/connection/connections.queries.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";

const PACE_MS = 1_000;

let database: TestDatabase;
let one: TestServices;
let two: TestServices;
let provider: ScriptedProvider;
let accountId: string;
let connection: TestConnection;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  one = await createTestServices(database.url);
  two = await createTestServices(database.url, { vault: one.vault, clock: one.clock, systemClock: one.systemClock });
  provider = await startScriptedProvider({ now: () => one.systemClock.now() });
  accountId = (await addApiAccount(one)).id;
  connection = await addConnection(one, accountId, { baseUrl: provider.baseUrl, paceIntervalMs: PACE_MS });
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);
});

it("gives every caller of every process a second of its own, in a row and without a hole", async () => {
  const now = one.systemClock.now();
  const slots = await Promise.all(
    Array.from({ length: 20 }, (_, index) => reserveCall((index % 2 === 0 ? one : two).db, connection.id, now)),
  );
  const seconds = slots.map((slot) => (slot.getTime() - now.getTime()) / PACE_MS).sort((a, b) => a - b);
  expect(seconds).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

it("does not save up the seconds in which nobody called", async () => {
  await reserveCall(one.db, connection.id, one.systemClock.now());
  one.systemClock.advance({ hours: 1 });
  const [first, second] = [
    await reserveCall(one.db, connection.id, one.systemClock.now()),
    await reserveCall(one.db, connection.id, one.systemClock.now()),
  ];
  expect(first).toEqual(one.systemClock.now());
  expect(second.getTime() - first.getTime()).toBe(PACE_MS);
});

it("makes one call, whatever it is, with each second that passes, and none before", async () => {
  const numbers = parcelNumbers(90);
  for (let start = 0; start < 90; start += 30)
    await addWaitingParcels(one, accountId, numbers.slice(start, start + 30));
  const begun = one.systemClock.now().getTime();
  const work = Promise.all([workConnection(one, connection.id), workConnection(two, connection.id)]);
  await vi.waitFor(() => expect(provider.calls).toHaveLength(1));
  for (let call = 2; call <= 3; call += 1) {
    // The next second is taken, and its call waits for it.
    await vi.waitFor(async () => {
      const { nextCallAt } = await one.db.prisma.connection.findUniqueOrThrow({ where: { id: connection.id } });
      expect(nextCallAt.getTime()).toBe(begun + call * PACE_MS);
    });
    one.systemClock.advance({ ms: PACE_MS - 1 });
    expect(provider.calls).toHaveLength(call - 1);
    one.systemClock.advance({ ms: 1 });
    await vi.waitFor(() => expect(provider.calls).toHaveLength(call));
  }
  await work;
  expect(provider.calls.map((call) => call.items.length)).toEqual([40, 40, 10]);
});

it("lets a clock of the story that is moved bring no call forward, while it ends the silence after a 429", async () => {
  await addWaitingParcels(one, accountId, parcelNumbers(1));
  await reserveCall(one.db, connection.id, one.systemClock.now());
  const work = workConnection(one, connection.id);
  const stored = () => one.db.prisma.connection.findUniqueOrThrow({ where: { id: connection.id } });
  await vi.waitFor(async () => {
    expect((await stored()).nextCallAt.getTime()).toBe(one.systemClock.now().getTime() + 2 * PACE_MS);
  });
  provider.fail({ mode: "rate429", when: "before" });
  one.clock.advance({ hours: 72 });
  // Whatever the move set off would be on its way when another transaction over the same row has
  // ended.
  await one.db.query("UPDATE connection SET state_detail = '' WHERE id = $1", [connection.id]);
  expect(provider.calls).toHaveLength(0);
  one.systemClock.advance({ ms: PACE_MS });
  await work;
  expect(provider.calls).toHaveLength(1);
  expect((await stored()).silentUntil).toEqual(new Date(one.clock.now().getTime() + 120_000));

  one.clock.advance({ minutes: 2 });
  one.systemClock.advance({ ms: PACE_MS });
  const ticking = setInterval(() => one.systemClock.advance({ ms: PACE_MS }), 1);
  await workConnection(one, connection.id).finally(() => clearInterval(ticking));
  expect(await one.db.prisma.registration.count({ where: { accountId, state: "registered" } })).toBe(1);
});

it("fills a batch up with what arrives while the call waits for its second", async () => {
  const numbers = parcelNumbers(30);
  await reserveCall(one.db, connection.id, one.systemClock.now());
  await addWaitingParcels(one, accountId, numbers.slice(0, 10));
  const work = workConnection(one, connection.id);
  await vi.waitFor(async () => {
    const { nextCallAt } = await one.db.prisma.connection.findUniqueOrThrow({ where: { id: connection.id } });
    expect(nextCallAt.getTime()).toBe(one.systemClock.now().getTime() + 2 * PACE_MS);
  });
  await addWaitingParcels(two, accountId, numbers.slice(10));
  one.systemClock.advance({ ms: PACE_MS });
  await work;
  expect(provider.calls.map((call) => call.items.length)).toEqual([30]);
});

it("puts a batch together shortly before its second, so that the call leaves with it", async () => {
  await reserveCall(one.db, connection.id, one.systemClock.now());
  await addWaitingParcels(one, accountId, parcelNumbers(3));
  const work = workConnection(one, connection.id);
  await vi.waitFor(async () => {
    const { nextCallAt } = await one.db.prisma.connection.findUniqueOrThrow({ where: { id: connection.id } });
    expect(nextCallAt.getTime()).toBe(one.systemClock.now().getTime() + 2 * PACE_MS);
  });
  const sending = () => one.db.prisma.registration.count({ where: { accountId, state: "sending" } });
  expect(await sending()).toBe(0);
  one.systemClock.advance({ ms: PACE_MS - 1 });
  await vi.waitFor(async () => expect(await sending()).toBe(3));
  expect(provider.calls).toHaveLength(0);
  one.systemClock.advance({ ms: 1 });
  await work;
  expect(provider.calls.map((call) => call.items.length)).toEqual([3]);
});
