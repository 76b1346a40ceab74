import { afterEach, expect } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { addWaitingParcels, parcelNumbers } from "#test/factories/parcels";
import { MovableClock } from "#test/support/clock";
import { it } from "#test/support/it";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { connectionsWithDueWork } from "~/features/provider-sync/connection/connections.queries.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";

const QUOTA_PATH = "/v2/trackings/getuserinfo";

let services: TestServices;
let provider: ScriptedProvider;
let accountId: string;
let connectionId: string;

it.beforeEach(async ({ database }) => {
  const clock = new MovableClock();

  services = await createTestServices(database.url, { clock, systemClock: clock });

  provider = await startScriptedProvider({ now: () => services.clock.now() });

  provider.memory.quota = 321;

  accountId = (await addApiAccount(services)).id;

  const at = { baseUrl: provider.baseUrl, paceIntervalMs: 1 };

  connectionId = (await addConnection(services, accountId, at)).id;
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const isDue = async () => (await connectionsWithDueWork(services.db, services.clock.now())).includes(connectionId);
const asked = () => provider.calls.filter((call) => call.path === QUOTA_PATH).length;
const stored = () => services.db.prisma.connection.findUniqueOrThrow({ where: { id: connectionId } });
const workAfter = async (ms: number) => {
  services.clock.advance({ ms });
  await workConnection(services, connectionId);
};
/** The same for work of several calls, each of which waits for the clock. */
const runAfter = async (ms: number) => {
  const ticking = setInterval(() => services.clock.advance({ ms: 1 }), 1);
  await workAfter(ms).finally(() => clearInterval(ticking));
};

it("reads the quota of a connection at rest, and again only after an hour", async () => {
  expect(await isDue()).toBe(false);
  await workAfter(10_000);
  expect(await stored()).toMatchObject({ quotaRemaining: 321, quotaCheckedAt: services.clock.now() });
  await workAfter(59 * 60_000);
  expect(await isDue()).toBe(false);
  expect(asked()).toBe(1);
  provider.memory.quota = 300;
  services.clock.advance({ ms: 60_000 });
  expect(await isDue()).toBe(true);
  await workAfter(0);
  expect(await stored()).toMatchObject({ quotaRemaining: 300 });
  expect(asked()).toBe(2);
});

it("never comes before a waiting registration, nor within ten seconds of one", async () => {
  services.clock.advance({ hours: 2 });
  await addWaitingParcels(services, accountId, parcelNumbers(1));
  await workAfter(0);
  expect(provider.calls.map((call) => call.path)).toEqual(["/v2/trackings/batch"]);
  await workAfter(9_999);
  expect(asked()).toBe(0);
  await workAfter(1);
  expect(asked()).toBe(1);
  expect(await stored()).toMatchObject({ quotaRemaining: 320 });
});

it("asks again soon after numbers were registered, but not more than once in five minutes", async () => {
  await workAfter(10_000);
  await addWaitingParcels(services, accountId, parcelNumbers(1));
  await runAfter(60_000);
  await runAfter(10_000);
  expect(asked()).toBe(1);
  await addWaitingParcels(services, accountId, parcelNumbers(2).slice(1));
  await runAfter(5 * 60_000);
  await runAfter(10_000);
  expect(asked()).toBe(2);
});

it("does no harm where the provider has no such question", async () => {
  provider.fail({ mode: "refused", when: "before", path: QUOTA_PATH });
  await workAfter(10_000);
  expect(asked()).toBe(1);
  expect(await stored()).toMatchObject({ state: "ok", failures: 0, quotaRemaining: null });
  expect(await isDue()).toBe(false);
});
