import { PgBoss } from "pg-boss";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addConnection, addShop, type TestAccount } from "#test/factories/accounts";
import { addWaitingParcels, ledgerOf, parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveFulfillment } from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { notDeliveredPage, rowsPerPage } from "~/features/merchant/sync-problems/sync-problems.server";
import { retryDeadJobs, retryRegistration, retryWebhook } from "~/features/merchant/sync-problems/retry.server";
import { saveCap } from "~/features/provider-sync/quota/cap.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";

let database: TestDatabase;
let services: TestServices;
let provider: ScriptedProvider;
let shop: TestAccount;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  services = await createTestServices(database.url);
  provider = await startScriptedProvider({ now: () => services.clock.now() });
  provider.chargeEveryCreate = true;
  shop = await addShop(services);
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const page = (search = "", accountId = shop.id) => notDeliveredPage(services, accountId, new URLSearchParams(search));
const connect = () => addConnection(services, shop.id, { baseUrl: provider.baseUrl });
const shipmentOf = async (number: string) =>
  (await services.db.prisma.shipment.findFirstOrThrow({ where: { accountId: shop.id, number } })).id;

async function addMessage(
  changes: { state?: "refused" | "failed" | "done"; emptied?: boolean; minutesAgo?: number } = {},
) {
  const { state = "refused", emptied = false, minutesAgo = 0 } = changes;
  const { id } = await services.db.prisma.inboxMessage.create({
    data: {
      accountId: shop.id,
      source: "shopify",
      externalId: crypto.randomUUID(),
      topic: "fulfillments/create",
      receivedAt: new Date(services.clock.now().getTime() - minutesAgo * 60_000),
      state,
      reason: "not understood",
      payloadEnc: emptied ? null : new Uint8Array(services.vault.encryptJson({})),
    },
  });
  return String(id);
}

it("has nothing to show where everything arrived", async () => {
  const { id } = await connect();
  await addWaitingParcels(services, shop.id, parcelNumbers(2));
  await workConnection(services, id);
  const nothing = { rows: [], page: 1, hasNext: false };
  expect(await page()).toMatchObject({ parcels: nothing, webhooks: nothing, jobs: [], held: null });
});

describe("webhooks", () => {
  it("are listed when they were not understood, and one of them is read again", async () => {
    const refused = await addMessage();
    await addMessage({ state: "done" });
    expect((await page()).webhooks.rows).toMatchObject([{ id: refused, topic: "fulfillments/create", canRetry: true }]);
    expect(await retryWebhook(services, shop.id, refused)).toEqual({ kind: "requeued" });
    expect(services.recorded.sent).toEqual([{ name: "process-inbox", payload: { accountId: shop.id } }]);
    expect((await page()).webhooks.rows).toEqual([]);
  });

  it("are not read again when they are done, have nothing left to read, or are another shop's", async () => {
    const done = await addMessage({ state: "done" });
    const emptied = await addMessage({ emptied: true });
    const refused = await addMessage({ state: "failed" });
    const other = await addShop(services);
    expect(await retryWebhook(services, shop.id, done)).toEqual({ kind: "not-found" });
    expect(await retryWebhook(services, shop.id, emptied)).toEqual({ kind: "not-found" });
    expect(await retryWebhook(services, other.id, refused)).toEqual({ kind: "not-found" });
    expect(services.recorded.sent).toEqual([]);
    expect((await page("", other.id)).webhooks.rows).toEqual([]);
  });

  it("come in pages, newest first, each once; a page that is none is the first", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 2 * rowsPerPage + 1; count += 1) ids.push(await addMessage({ minutesAgo: count }));
    const shown = await Promise.all(["webhooks=1", "webhooks=2", "webhooks=3"].map((search) => page(search)));
    expect(shown.flatMap(({ webhooks }) => webhooks.rows.map((row) => row.id))).toEqual(ids);
    expect(shown.map(({ webhooks }) => webhooks.hasNext)).toEqual([true, true, false]);
    for (const search of ["webhooks=0", "webhooks=x", "webhooks=1e9", "webhooks=-1"]) {
      expect((await page(search)).webhooks).toMatchObject({ page: 1, hasNext: true });
    }
  });
});

describe("parcels", () => {
  it("that the provider does not take are listed with the reason and its fix, and tried again without a charge for nothing", async () => {
    const { id } = await connect();
    const [good = "", bad = ""] = parcelNumbers(2);
    await addWaitingParcels(services, shop.id, [good]);
    await addWaitingParcels(services, shop.id, [bad]);
    await services.db.query(
      "UPDATE registration SET courier_code = 'no-such-carrier' WHERE account_id = $1 AND number_key = $2",
      [shop.id, bad],
    );
    await workConnection(services, id);
    const shipmentId = await shipmentOf(bad);
    expect((await page()).parcels.rows).toMatchObject([
      { shipmentId, number: bad, reason: "invalid-carrier", fix: "choose-carrier", canRetry: true, reasonCode: 4015 },
    ]);

    await services.db.query("UPDATE registration SET courier_code = 'usps' WHERE account_id = $1 AND number_key = $2", [
      shop.id,
      bad,
    ]);
    expect(await retryRegistration(services, shop.id, shipmentId)).toEqual({ kind: "requeued" });
    expect(services.recorded.sent.at(-1)).toEqual({ name: "work-connection", payload: { connectionId: id } });
    expect((await page()).parcels.rows).toEqual([]);
    await workConnection(services, id);
    expect((await ledgerOf(services, shop.id)).map((row) => [row.state, row.shown])).toEqual([
      ["registered", "registered"],
      ["registered", "registered"],
    ]);
    expect([...provider.charges.values()]).toEqual([1, 1]);
  });

  it("of a call that was refused as a whole are looked up before they are sent again", async () => {
    const { id } = await connect();
    const [number = ""] = parcelNumbers(1);
    await addWaitingParcels(services, shop.id, [number]);
    provider.fail({ mode: "refused", when: "after" });
    await workConnection(services, id);
    // The provider had done the work; the merchant's ledger only knows that it refused.
    await services.db.query(
      "UPDATE registration SET state = 'rejected', reason = 'refused', reason_code = NULL WHERE account_id = $1",
      [shop.id],
    );
    await services.db.query("UPDATE connection SET retry_at = NULL WHERE id = $1", [id]);
    const creates = () => provider.calls.filter((call) => call.path.endsWith("/batch")).length;
    const before = creates();
    expect(await retryRegistration(services, shop.id, await shipmentOf(number))).toEqual({ kind: "requeued" });
    await workConnection(services, id);
    expect(await ledgerOf(services, shop.id)).toMatchObject([{ number, state: "registered" }]);
    expect([creates(), ...provider.charges.values()]).toEqual([before, 1]);
  });

  it("with what is no number lead to the order and are never sent as they are", async () => {
    await connect();
    await receiveFulfillment(services, shop, fulfillmentSample({ tracking_numbers: ["(see e-mail)"] }));
    const { rows } = (await page()).parcels;
    expect(rows).toMatchObject([{ reason: "not-a-number", fix: "correct-number", canRetry: false, carrierName: null }]);
    expect(rows[0]?.shopifyOrderId).toMatch(/^\d+$/);
    expect(await retryRegistration(services, shop.id, rows[0]?.shipmentId ?? "")).toEqual({ kind: "not-found" });
    expect(await ledgerOf(services, shop.id)).toMatchObject([{ state: "rejected", submissions: 0 }]);
  });

  it("taken back, put away, or another shop's are not shown and not tried", async () => {
    const numbers = parcelNumbers(3);
    await addWaitingParcels(services, shop.id, numbers);
    await services.db.query(
      "UPDATE registration SET state = 'rejected', reason = 'invalid-number' WHERE account_id = $1",
      [shop.id],
    );
    const ids = await Promise.all(numbers.map(shipmentOf));
    await services.db.query("UPDATE registration SET reason = 'cancelled' WHERE shipment_id = $1", [ids[0]]);
    await services.db.query("UPDATE shipment SET archived_at = $2 WHERE id = $1", [ids[1], services.clock.now()]);
    const other = await addShop(services);
    expect((await page()).parcels.rows.map((row) => row.shipmentId)).toEqual([ids[2]]);
    expect((await page("", other.id)).parcels.rows).toEqual([]);
    for (const [accountId, shipmentId = ""] of [
      [shop.id, ids[0]],
      [shop.id, ids[1]],
      [other.id, ids[2]],
    ] as const) {
      expect(await retryRegistration(services, accountId, shipmentId)).toEqual({ kind: "not-found" });
    }
  });
});

describe("what waits", () => {
  it.each([
    ["badkey", "bad_key", 0],
    ["quota", "quota", 0],
    ["rate429", "too_fast", 0],
    ["http500", "unreachable", 15],
    ["html", "unreadable", 15],
  ] as const)("says that the provider holds it back (%s)", async (mode, by, seconds) => {
    const { id } = await connect();
    await addWaitingParcels(services, shop.id, parcelNumbers(3));
    const since = services.clock.now();
    provider.fail({ mode, when: "before", calls: 5 });
    await workConnection(services, id);
    services.clock.advance({ seconds });
    expect((await page()).held).toEqual({ waiting: 3, oldest: since, by });
  });

  it("says that the merchant's own limit is reached", async () => {
    const { id } = await connect();
    await saveCap(services, shop.id, "1");
    await addWaitingParcels(services, shop.id, parcelNumbers(3));
    await workConnection(services, id);
    expect((await page()).held).toMatchObject({ waiting: 2, by: "cap" });
  });

  it("says that no provider is connected", async () => {
    await addWaitingParcels(services, shop.id, parcelNumbers(1));
    expect((await page()).held).toMatchObject({ waiting: 1, by: "not-connected" });
  });
});

describe("dead jobs", () => {
  /** The real queue, which gives a job up at its first failure. */
  async function letJobsDie(jobs: [name: string, data: object][]): Promise<void> {
    const queue = new PgBoss({ connectionString: database.url, supervise: false, schedule: false });
    await queue.start();
    await queue.createQueue("dead-jobs");
    for (const [name, data] of jobs) {
      await queue.createQueue(name, { retryLimit: 0, deadLetter: "dead-jobs" });
      const id = await queue.send(name, data);
      await queue.fetch(name);
      await queue.fail(name, id ?? "", new Error("the database was full"));
    }
    await queue.stop({ graceful: false });
  }

  it("are one line for each kind of work, and one retry does it again", async () => {
    const { id: connectionId } = await connect();
    const other = await addShop(services);
    await letJobsDie([
      ["process-inbox", { accountId: shop.id }],
      ["process-inbox", { accountId: shop.id }],
      ["work-connection", { connectionId }],
      ["process-inbox", { accountId: other.id }],
    ]);
    const jobs = async (accountId = shop.id) =>
      (await page("", accountId)).jobs.map(({ name, count }) => [name, count]).sort();
    expect(await jobs()).toEqual([
      ["process-inbox", 2],
      ["work-connection", 1],
    ]);
    expect(await jobs(other.id)).toEqual([["process-inbox", 1]]);

    expect(await retryDeadJobs(services, shop.id, "process-inbox")).toEqual({ kind: "requeued" });
    expect(await retryDeadJobs(services, shop.id, "process-inbox")).toEqual({ kind: "not-found" });
    expect(await retryDeadJobs(services, shop.id, "work-connection")).toEqual({ kind: "requeued" });
    expect(services.recorded.sent).toEqual([
      { name: "process-inbox", payload: { accountId: shop.id } },
      { name: "work-connection", payload: { connectionId } },
    ]);
    expect(await jobs()).toEqual([]);
    expect(await jobs(other.id)).toEqual([["process-inbox", 1]]);
    expect(await retryDeadJobs(services, other.id, "no-such-job")).toEqual({ kind: "not-found" });
  });
});
