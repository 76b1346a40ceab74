import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { addApiAccount, addConnection } from "#test/factories/accounts";
import { addWaitingParcels, ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { workConnection } from "~/features/provider-sync/work-connection.server";

let database: TestDatabase;
let services: TestServices;
let provider: ScriptedProvider;
let accountId: string;
let connectionId: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  services = await createTestServices(database.url);
  provider = await startScriptedProvider({ now: () => services.clock.now() });
  accountId = (await addApiAccount(services)).id;
  connectionId = (await addConnection(services, accountId, { baseUrl: provider.baseUrl })).id;
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const registered = async () => (await ledgerOf(services, accountId)).filter((row) => row.state === "registered").length;
const askedFor = () => services.recorded.sent.filter(({ name }) => name === "work-connection");

it("lets others have their turn after twenty seconds, and comes back for the rest", async () => {
  const numbers = parcelNumbers(200);
  for (let start = 0; start < numbers.length; start += 40)
    await addWaitingParcels(services, accountId, numbers.slice(start, start + 40));
  services.recorded.sent.length = 0;
  provider.beforeAnswer = () => services.systemClock.advance({ seconds: 7 });
  await workConnection(services, connectionId);
  expect(await registered()).toBe(120);
  expect(askedFor()).toEqual([{ name: "work-connection", payload: { connectionId } }]);
  await workConnection(services, connectionId);
  expect(await registered()).toBe(200);
  expect(askedFor()).toHaveLength(1);
  expect(new Set(provider.charges.values())).toEqual(new Set([1]));
});

it("asks for no other turn where the last of twenty seconds left nothing to do", async () => {
  await addWaitingParcels(services, accountId, parcelNumbers(40));
  services.recorded.sent.length = 0;
  provider.beforeAnswer = () => services.systemClock.advance({ seconds: 21 });
  await workConnection(services, connectionId);
  expect(await registered()).toBe(40);
  expect(askedFor()).toEqual([]);
});
