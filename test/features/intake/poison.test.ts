import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addConnection, addShop, type TestAccount } from "#test/factories/accounts";
import { fulfillmentSample, receiveWebhooks } from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { processInbox } from "~/features/intake/inbox/process-inbox.server";
import { createWebhookReceiver } from "~/features/intake/inbox/receive-webhook.server";
import type { Services } from "~/features/services.server";

let database: TestDatabase;
let services: TestServices;
let account: TestAccount;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});
beforeEach(async () => {
  account = await addShop(services);
});

const FIRST = "9400110200881234567901";
const LAST = "9400110200881234567902";
const parcel = (number: string) => ({
  topic: "fulfillments/create",
  payload: fulfillmentSample({ tracking_numbers: [number] }),
});
const between = (topic: string, payload: unknown) => [parcel(FIRST), { topic, payload }, parcel(LAST)];

/** As the door does, and nobody has read them yet. */
async function store(webhooks: { topic: string; payload: unknown }[]): Promise<void> {
  const receive = createWebhookReceiver(services);
  for (const { topic, payload } of webhooks) {
    const message = { webhookId: randomUUID(), topic, shop: account.shop, triggeredAt: services.systemClock.now() };
    await receive({ ...message, rawBody: JSON.stringify(payload) });
  }
}

const numbers = async () => {
  const where = { accountId: account.id };
  const rows = await services.db.prisma.shipment.findMany({ where, orderBy: { numberKey: "asc" } });
  return rows.map((row) => row.numberKey);
};
const messages = () =>
  services.db.prisma.inboxMessage.findMany({
    where: { accountId: account.id },
    orderBy: { id: "asc" },
    select: { state: true, reason: true },
  });

const DONE = { state: "done", reason: null };

describe("a message that cannot be worked with holds back nobody:", () => {
  it.each(["fulfillments/create", "orders/cancelled", "customers/redact"])(
    "one of %s nested too deep to be read is refused",
    async (topic) => {
      const depth = 300_000;
      const body = `{"id":1,"order_id":2,"x":${"[".repeat(depth)}${"]".repeat(depth)}}`;
      await receiveWebhooks(services, account, between(topic, body));
      const refused = { state: "refused", reason: "Homeward could not read this message" };
      expect(await messages()).toEqual([DONE, refused, DONE]);
      expect(await numbers()).toEqual([FIRST, LAST]);
    },
  );

  it("one that was sealed with a key we no longer have is set aside", async () => {
    await store(between("orders/cancelled", { id: 1 }));
    await services.db.query(
      "UPDATE inbox_message SET payload_enc = '\\x0102' WHERE account_id = $1 AND topic = 'orders/cancelled'",
      [account.id],
    );
    await processInbox(services, account.id);
    expect(await messages()).toEqual([DONE, { state: "failed", reason: "Homeward could not open this message" }, DONE]);
    expect(await numbers()).toEqual([FIRST, LAST]);
  });

  it("one that needs a contact which cannot be opened is set aside", async () => {
    const order = fulfillmentSample();
    await receiveWebhooks(services, account, [{ topic: "fulfillments/create", payload: order }]);
    await services.db.query(`UPDATE "order" SET contact_enc = '\\x0102' WHERE account_id = $1`, [account.id]);
    const request = { customer: { id: 7 }, orders_requested: [order.order_id], data_request: { id: 8 } };
    await receiveWebhooks(services, account, between("customers/data_request", request));
    const failed = { state: "failed", reason: "Homeward could not store this message" };
    expect(await messages()).toEqual([DONE, DONE, failed, DONE]);
    expect(await numbers()).toEqual([FIRST, LAST]);
  });
});

describe("trouble that no message has made leaves all of them waiting, and is over when it is over:", () => {
  const failing = (enqueue: Services["jobs"]["enqueue"]): Services => {
    const { enqueueMissing, work, isRunning, stop } = services.jobs;
    return { ...services, jobs: { enqueue, enqueueMissing, work, isRunning, stop } };
  };
  const cases: [string, Services["jobs"]["enqueue"]][] = [
    [
      "the database ends our connection",
      async (_name, _payload, tx) => {
        await tx?.query("SELECT pg_terminate_backend(pg_backend_pid())");
      },
    ],
    ["the queue is not there", () => Promise.reject(new Error("The queue has been stopped"))],
  ];

  it.each(cases)("%s", async (_, enqueue) => {
    await addConnection(services, account.id, { baseUrl: "http://127.0.0.1:9/v2" });
    await store([parcel(FIRST), parcel(LAST)]);
    await expect(processInbox(failing(enqueue), account.id)).rejects.toThrow();
    const waiting = { state: "waiting", reason: null };
    expect(await messages()).toEqual([waiting, waiting]);
    await processInbox(services, account.id);
    expect(await messages()).toEqual([DONE, DONE]);
    expect(await numbers()).toEqual([FIRST, LAST]);
  });

  it("also for the last message of all", async () => {
    await addConnection(services, account.id, { baseUrl: "http://127.0.0.1:9/v2" });
    await store([parcel(FIRST)]);
    const stopped = failing(() => Promise.reject(new Error("The queue has been stopped")));
    await expect(processInbox(stopped, account.id)).rejects.toThrow();
    expect(await messages()).toEqual([{ state: "waiting", reason: null }]);
  });
});
