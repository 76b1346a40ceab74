import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  addApiAccount,
  addConnection,
  addShop,
  everythingAllowed,
  type TestConnection,
} from "#test/factories/accounts";
import { addWaitingParcels, ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider, type FaultMode, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import type { TrackingProvider } from "~/providers/tracking/port/tracking-provider";

const PROVIDER_TIMEOUT_MS = 150;

let database: TestDatabase;
let services: TestServices;
let provider: ScriptedProvider;
let accountId: string;
let connection: TestConnection;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  services = await createTestServices(database.url, { providerTimeoutMs: PROVIDER_TIMEOUT_MS });
  provider = await startScriptedProvider({ now: () => services.clock.now() });
  accountId = (await addApiAccount(services)).id;
  connection = await addConnection(services, accountId, { baseUrl: provider.baseUrl });
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const work = (deps = services) => workConnection(deps, connection.id);
const creates = () => provider.calls.filter((call) => call.method === "POST");
const lookUps = () => provider.calls.filter((call) => call.numbers.length > 0);
const state = () =>
  services.db.prisma.connection.findUniqueOrThrow({
    where: { id: connection.id },
    select: { state: true, failures: true, retryAt: true, silentUntil: true },
  });

/** Works, and waits out every pause by the story clock, until nothing is left to do. */
async function workUntilSettled(): Promise<void> {
  for (let round = 0; round < 40; round += 1) {
    await work();
    const open = (await ledgerOf(services, accountId)).some((row) => !["registered", "rejected"].includes(row.state));
    if (!open) return;
    services.clock.advance({ minutes: 10 });
  }
}

async function expectChargedOnce(numbers: string[]): Promise<void> {
  const rows = await ledgerOf(services, accountId);
  expect(rows.map(({ number, state, shown }) => ({ number, state, shown }))).toEqual(
    numbers.map((number) => ({ number, state: "registered", shown: "registered" })),
  );
  expect([...provider.charges].sort()).toEqual(numbers.map((number) => [`${number}|usps`, 1]));
}

describe("batch create", () => {
  it("carries everything the merchant allows, under the names of the API", async () => {
    const shop = await addShop(services, { settings: everythingAllowed });
    connection = await addConnection(services, shop.id, { baseUrl: provider.baseUrl });
    const [number = ""] = parcelNumbers(1);
    await receiveFulfillment(
      services,
      shop,
      fulfillmentSample({ name: "#1001.1", tracking_numbers: [`${number.slice(0, 5)} ${number.slice(5)}`] }),
    );
    await work();
    expect(creates()).toMatchObject([{ path: "/v2/trackings/batch" }]);
    expect(creates()[0]?.items).toEqual([
      {
        tracking_number: number,
        carrier_code: "usps",
        order_id: "#1001",
        title: "Red mug",
        destination_code: "US",
        customer_name: "Ada Byron",
        customer_email: "ada.byron@example.com",
        customer_phone: "+1 555 0100",
        auto_correct: 1,
      },
    ]);
  });

  it.each([
    [{ sendCustomerName: true }, { customer_name: "Ada Byron" }],
    [{ sendCustomerEmail: true }, { customer_email: "ada.byron@example.com" }],
    [{ sendCustomerPhone: true }, { customer_phone: "+1 555 0100" }],
    [{}, {}],
  ])("tells of the customer only what %j allows", async (settings, expected) => {
    const shop = await addShop(services, { settings });
    connection = await addConnection(services, shop.id, { baseUrl: provider.baseUrl });
    await receiveFulfillment(services, shop, fulfillmentSample({ tracking_numbers: parcelNumbers(1) }));
    await work();
    const [item = {}] = creates()[0]?.items ?? [];
    const reported = Object.fromEntries(Object.entries(item).filter(([name]) => name.startsWith("customer_")));
    expect(reported).toEqual(expected);
  });

  it("ends every item by itself: one bad number holds back nobody", async () => {
    const numbers = parcelNumbers(3);
    await addWaitingParcels(services, accountId, numbers);
    await addWaitingParcels(services, accountId, ["LX000000017CN"], { carrierCode: "4px" });
    await work();
    const rows = await ledgerOf(services, accountId);
    expect(rows).toMatchObject([
      ...numbers.map((number) => ({ number, state: "registered", spent: 1, history: ["submit registered"] })),
      { state: "rejected", shown: "rejected", spent: 0, reason: "invalid-carrier", code: 4015 },
    ]);
    expect(creates()).toHaveLength(1);
  });

  it("takes what the provider has already as registered, and looks at it at once", async () => {
    const [number = ""] = parcelNumbers(1);
    const other = await addApiAccount(services);
    const othersConnection = await addConnection(services, other.id, { baseUrl: provider.baseUrl });
    await addWaitingParcels(services, other.id, [number]);
    await workConnection(services, othersConnection.id);
    await addWaitingParcels(services, accountId, [number]);
    await work();
    expect(await ledgerOf(services, accountId)).toMatchObject([
      { state: "registered", spent: 0, history: ["submit exists"] },
    ]);
    expect(provider.charges.get(`${number}|usps`)).toBe(1);
    expect(provider.calls.at(-1)).toMatchObject({ method: "GET", path: "/v2/trackings/get", numbers: [] });
  });

  it("sends a hundred in three calls of at most forty", async () => {
    const numbers = parcelNumbers(100);
    for (let start = 0; start < 100; start += 25)
      await addWaitingParcels(services, accountId, numbers.slice(start, start + 25));
    await work();
    expect(creates().map((call) => call.items.length)).toEqual([40, 40, 20]);
    await expectChargedOnce(numbers);
  });

  it("never sends a number twice, however many work at once", async () => {
    const numbers = parcelNumbers(100);
    for (let start = 0; start < 100; start += 25)
      await addWaitingParcels(services, accountId, numbers.slice(start, start + 25));
    await using second = await createTestServices(database.url, { vault: services.vault, clock: services.clock });
    await Promise.all([work(), work(second), work(), work(second)]);
    expect([...provider.submissions.values()].every((times) => times === 1)).toBe(true);
    await expectChargedOnce(numbers);
  });

  it("does nothing for a shop that has left", async () => {
    const shop = await addShop(services);
    connection = await addConnection(services, shop.id, { baseUrl: provider.baseUrl });
    await receiveFulfillment(services, shop, fulfillmentSample({ tracking_numbers: parcelNumbers(1) }));
    await services.db.query("UPDATE account SET uninstalled_at = now() WHERE id = $1", [shop.id]);
    await work();
    expect(provider.calls).toEqual([]);
  });
});

describe("an outcome nobody knows", () => {
  const modes: FaultMode[] = [
    "http500",
    "reset",
    "timeout",
    "rate429",
    "html",
    "half",
    "quota",
    "badkey",
    "fewer",
    "stranger",
  ];
  const whens = ["before", "after"] as const;
  const cases = modes.flatMap((mode) => whens.flatMap((when) => [false, true].map((every) => ({ mode, when, every }))));

  it.each(cases)(
    "$mode $when the work, every create charged: $every → looked up, charged once",
    async ({ mode, when, every }) => {
      provider.chargeEveryCreate = every;
      const numbers = parcelNumbers(3);
      await addWaitingParcels(services, accountId, numbers);
      provider.fail({ mode, when, path: "/batch" });
      await work();
      // Between the first create and any other one there is always a look-up.
      await workUntilSettled();
      const order = provider.calls.map((call) =>
        call.method === "POST" ? "create" : call.numbers.length > 0 ? "look-up" : "read",
      );
      expect(order.slice(0, 2)).toEqual(["create", "look-up"]);
      expect(order.join(" ")).not.toMatch(/create (read )*create/);
      await expectChargedOnce(numbers);
    },
  );

  it("is looked up only when a provider that works on after we hung up has had time to finish", async () => {
    provider.chargeEveryCreate = true;
    const numbers = parcelNumbers(3);
    await addWaitingParcels(services, accountId, numbers);
    provider.fail({ mode: "late", when: "after", path: "/batch" });
    await work();
    services.clock.advance({ ms: 4_999 });
    await work();
    expect(lookUps()).toHaveLength(0);
    await provider.finishLate();
    services.clock.advance({ ms: 1 });
    await work();
    expect(lookUps()).toHaveLength(1);
    expect(creates()).toHaveLength(1);
    await expectChargedOnce(numbers);
  });

  it("is settled although the look-up fails as well", async () => {
    provider.chargeEveryCreate = true;
    const numbers = parcelNumbers(2);
    await addWaitingParcels(services, accountId, numbers);
    provider.fail({ mode: "reset", when: "after", path: "/batch" });
    provider.fail({ mode: "half", when: "after", path: "/get" }, { mode: "http500", when: "before", path: "/get" });
    await workUntilSettled();
    await expectChargedOnce(numbers);
    expect((await ledgerOf(services, accountId)).map((row) => row.history)).toEqual(
      numbers.map(() => ["submit unreachable", "lookup unreadable", "lookup unreachable", "lookup found"]),
    );
  });

  it("of some items only is looked up for those alone", async () => {
    const numbers = parcelNumbers(3);
    await addWaitingParcels(services, accountId, numbers);
    provider.fail({ mode: "fewer", when: "after", path: "/batch" });
    await workUntilSettled();
    expect(lookUps().map((call) => call.numbers.length)).toEqual([1]);
    await expectChargedOnce(numbers);
  });

  it("is no outcome twice: an item told two times is registered once", async () => {
    const numbers = parcelNumbers(2);
    await addWaitingParcels(services, accountId, numbers);
    provider.fail({ mode: "twice", when: "after", path: "/batch" });
    await workUntilSettled();
    expect((await ledgerOf(services, accountId)).map((row) => row.spent)).toEqual([1, 1]);
    await expectChargedOnce(numbers);
  });

  it("sends what was refused as a whole one by one: a bad number holds back nobody", async () => {
    const numbers = parcelNumbers(3);
    await addWaitingParcels(services, accountId, numbers);
    provider.fail({ mode: "refused", when: "before", path: "/batch", calls: 2 });
    await workUntilSettled();
    expect(creates().map((call) => call.items.length)).toEqual([3, 1, 1, 1, 1]);
    await expectChargedOnce(numbers);
  });

  it("does not go on for ever: a call that is always refused is given up, and the merchant is told", async () => {
    await addWaitingParcels(services, accountId, parcelNumbers(2));
    provider.fail({ mode: "refused", when: "before", path: "/batch", calls: 100 });
    await workUntilSettled();
    expect(await ledgerOf(services, accountId)).toMatchObject([
      { state: "rejected", reason: "refused", submissions: 5 },
      { state: "rejected", reason: "refused", submissions: 5 },
    ]);
    expect(creates()).toHaveLength(9);
  });
});

describe("a process that dies", () => {
  class Killed extends Error {}
  /** The bundle of a process that dies in `register`, before or after the call. */
  const dying = (at: "before" | "after"): TestServices => ({
    ...services,
    providerFor: (address) => {
      const real = services.providerFor(address);
      const dyingProvider: TrackingProvider = {
        ...real,
        register: async (items) => {
          if (at === "after") await real.register(items);
          throw new Killed();
        },
      };
      return dyingProvider;
    },
  });

  it.each(["before", "after"] as const)(
    "%s the provider has the batch: looked up, then registered once",
    async (at) => {
      provider.chargeEveryCreate = true;
      const numbers = parcelNumbers(3);
      await addWaitingParcels(services, accountId, numbers);
      await expect(work(dying(at))).rejects.toThrow(Killed);
      expect((await ledgerOf(services, accountId)).map((row) => row.state)).toEqual(["sending", "sending", "sending"]);
      await work();
      expect(lookUps(), "its call may still be under way").toHaveLength(0);
      services.clock.advance({ seconds: 13 });
      await work();
      expect(lookUps()).toHaveLength(1);
      await expectChargedOnce(numbers);
      const history = [
        "submit interrupted",
        ...(at === "after" ? ["lookup found"] : ["lookup missing", "submit registered"]),
      ];
      expect((await ledgerOf(services, accountId)).map((row) => row.history)).toEqual(numbers.map(() => history));
    },
  );

  it("before the result is stored: looked up, charged once", async () => {
    provider.chargeEveryCreate = true;
    const numbers = parcelNumbers(3);
    await addWaitingParcels(services, accountId, numbers);
    let transactions = 0;
    const db = {
      ...services.db,
      // The first transaction takes the batch, the second one stores its outcome.
      transaction: <Result>(task: Parameters<typeof services.db.transaction<Result>>[0]) =>
        ++transactions === 2 ? Promise.reject(new Killed()) : services.db.transaction(task),
    };
    await expect(work({ ...services, db })).rejects.toThrow(Killed);
    expect(creates()).toHaveLength(1);
    await work();
    services.clock.advance({ seconds: 13 });
    await work();
    expect(creates()).toHaveLength(1);
    await expectChargedOnce(numbers);
  });

  it("while it looks things up changes nothing", async () => {
    const numbers = parcelNumbers(2);
    await addWaitingParcels(services, accountId, numbers);
    await expect(work(dying("after"))).rejects.toThrow(Killed);
    const lookUp = () => Promise.reject(new Killed());
    const failing = {
      ...services,
      providerFor: (address: Parameters<typeof services.providerFor>[0]) => ({
        ...services.providerFor(address),
        lookUp,
      }),
    };
    await work();
    services.clock.advance({ seconds: 13 });
    await expect(work(failing)).rejects.toThrow(Killed);
    await work();
    await expectChargedOnce(numbers);
  });
});

describe("a pause", () => {
  it("after 429 lasts 120 seconds of the story, for every kind of call", async () => {
    await addWaitingParcels(services, accountId, parcelNumbers(2));
    provider.fail({ mode: "rate429", when: "before" });
    await work();
    expect(provider.calls).toHaveLength(1);
    services.clock.advance({ seconds: 119 });
    await work();
    expect(provider.calls).toHaveLength(1);
    services.clock.advance({ seconds: 1 });
    await work();
    expect(creates()).toHaveLength(2);
    expect(await state()).toMatchObject({ state: "ok", failures: 0 });
  });

  it("for quota keeps everything, is visible, and ends by itself", async () => {
    const numbers = parcelNumbers(100);
    provider.memory.quota = 10;
    for (let start = 0; start < 100; start += 50)
      await addWaitingParcels(services, accountId, numbers.slice(start, start + 50));
    await work();
    expect(await state()).toMatchObject({ state: "quota" });
    const rows = await ledgerOf(services, accountId);
    expect(rows.filter((row) => row.state === "registered")).toHaveLength(10);
    expect(rows.filter((row) => row.state === "waiting")).toHaveLength(90);
    // Nobody keeps asking a provider that has said there is nothing left.
    expect(creates()).toHaveLength(1);
    provider.memory.quota = 1000;
    services.clock.advance({ minutes: 59 });
    await work();
    expect(creates()).toHaveLength(1);
    services.clock.advance({ minutes: 1 });
    await work();
    await expectChargedOnce(numbers);
    expect(await state()).toMatchObject({ state: "ok", retryAt: null });
  });

  it("for a bad key ends when the key is another one", async () => {
    const numbers = parcelNumbers(2);
    await services.db.query("UPDATE connection SET api_key_enc = $2 WHERE id = $1", [
      connection.id,
      services.vault.encrypt("bad"),
    ]);
    await addWaitingParcels(services, accountId, numbers);
    await work();
    await work();
    expect(await state()).toMatchObject({ state: "bad_key", failures: 1 });
    expect(provider.calls).toHaveLength(1);
    await services.db.query("UPDATE connection SET api_key_enc = $2, retry_at = NULL WHERE id = $1", [
      connection.id,
      services.vault.encrypt("good"),
    ]);
    await work();
    await expectChargedOnce(numbers);
    expect(await state()).toMatchObject({ state: "ok", failures: 0 });
  });

  it("for a provider that is down grows, and never beyond five minutes", async () => {
    await addWaitingParcels(services, accountId, parcelNumbers(1));
    provider.fail({ mode: "http500", when: "before", calls: 12 });
    const pauses: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      await work();
      const { retryAt } = await state();
      pauses.push(((retryAt?.getTime() ?? 0) - services.clock.now().getTime()) / 1000);
      services.clock.moveTo(retryAt ?? "");
      // What was sent is not looked up for five seconds; the other pauses are for failed look-ups.
      if (round === 0) services.clock.advance({ seconds: 4 });
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    await work();
    expect(await ledgerOf(services, accountId)).toMatchObject([{ state: "registered" }]);
  });
});
