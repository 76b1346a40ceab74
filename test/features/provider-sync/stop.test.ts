import { afterEach, describe, expect, vi } from "vitest";
import { addApiAccount, addConnection, addShop, type TestConnection } from "#test/factories/accounts";
import { addWaitingParcels, ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { MovableClock } from "#test/support/clock";
import { it } from "#test/support/it";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { reserveCall } from "~/features/provider-sync/connection/connections.queries.server";
import { processInbox } from "~/features/intake/inbox/process-inbox.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";

const PACE_MS = 1_000;

let leaving: TestServices;
let next: TestServices;
let provider: ScriptedProvider;
let accountId: string;
let connection: TestConnection;

it.beforeEach(async ({ database }) => {
  const clock = new MovableClock();

  leaving = await createTestServices(database.url, { clock, systemClock: clock });

  next = await createTestServices(database.url, { vault: leaving.vault, clock, systemClock: clock });

  provider = await startScriptedProvider({ now: () => leaving.clock.now() });

  provider.chargeEveryCreate = true;

  accountId = (await addApiAccount(leaving)).id;
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await Promise.all([leaving[Symbol.asyncDispose](), next[Symbol.asyncDispose]()]);
});

async function addParcels(count: number): Promise<string[]> {
  const numbers = parcelNumbers(count);
  for (let start = 0; start < count; start += 40)
    await addWaitingParcels(leaving, accountId, numbers.slice(start, start + 40));
  return numbers;
}
const connect = async (paceIntervalMs: number) => {
  connection = await addConnection(leaving, accountId, { baseUrl: provider.baseUrl, paceIntervalMs });
};
const states = async () => Object.groupBy(await ledgerOf(leaving, accountId), ({ state }) => state);

async function expectChargedOnce(numbers: string[]): Promise<void> {
  expect((await states()).registered).toHaveLength(numbers.length);
  expect([...provider.charges].sort()).toEqual(numbers.map((number) => [`${number}|usps`, 1]));
}

describe("a process that is told to stop", () => {
  it("finishes the call under way, leaves the rest to the next process, and nothing is lost or paid twice", async () => {
    await connect(0);
    const numbers = await addParcels(200);
    provider.beforeAnswer = () => leaving.beginStop();
    await workConnection(leaving, connection.id);
    const { registered, waiting, ...others } = await states();
    expect([registered?.length, waiting?.length, others]).toEqual([40, 160, {}]);
    expect(provider.calls).toHaveLength(1);
    await workConnection(next, connection.id);
    await expectChargedOnce(numbers);
  });

  it.each(["waiting", "unknown"] as const)("does not wait for its turn (%s numbers)", async (state) => {
    await connect(PACE_MS);
    const numbers = await addParcels(3);
    if (state === "unknown")
      await leaving.db.query("UPDATE registration SET state = 'unknown' WHERE account_id = $1", [accountId]);
    await reserveCall(leaving.db, connection.id, leaving.clock.now());
    const work = workConnection(leaving, connection.id);
    await vi.waitFor(async () => {
      const { nextCallAt } = await leaving.db.prisma.connection.findUniqueOrThrow({ where: { id: connection.id } });
      expect(nextCallAt.getTime()).toBe(leaving.clock.now().getTime() + 2 * PACE_MS);
    });
    leaving.beginStop();
    await work;
    expect(provider.calls).toHaveLength(0);
    expect((await ledgerOf(leaving, accountId)).map((row) => [row.state, row.history])).toEqual(
      numbers.map(() => [state, []]),
    );
    await leaving.db.query("UPDATE connection SET pace_interval_ms = 0 WHERE id = $1", [connection.id]);
    await workConnection(next, connection.id);
    await expectChargedOnce(numbers);
  });

  it("reads no further message", async () => {
    const shop = await addShop(leaving);
    leaving.beginStop();
    await receiveFulfillment(leaving, shop, fulfillmentSample({ tracking_numbers: parcelNumbers(1) }));
    expect(await ledgerOf(leaving, shop.id)).toEqual([]);
    await processInbox(next, shop.id);
    expect(await ledgerOf(leaving, shop.id)).toHaveLength(1);
  });
});
