import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { addShop, type TestAccount } from "#test/factories/accounts";
import { fulfillmentSample, receiveWebhooks } from "#test/factories/webhooks";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { pruneInbox } from "~/features/ingest/prune-inbox.server";
import { watchDueWork } from "~/jobs/due-work.server";

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

const DAY_MS = 24 * 3_600_000;
const understood = () => ({ topic: "fulfillments/create", payload: fulfillmentSample() });
const refused = () => ({ topic: "fulfillments/create", payload: { ...fulfillmentSample(), created_at: "never" } });

async function statesLeft(of: TestAccount): Promise<string[]> {
  const rows = await services.db.prisma.inboxMessage.findMany({ where: { accountId: of.id }, orderBy: { id: "asc" } });
  return rows.map(({ state }) => state);
}

it("keeps thirty days of messages, what waits, and when one last came", async () => {
  const other = await addShop(services);
  await receiveWebhooks(services, other, [refused()]);
  await receiveWebhooks(services, account, [understood(), refused()]);
  services.wallClock.advance({ ms: 1000 });
  await receiveWebhooks(services, account, [understood()]);
  services.wallClock.advance({ ms: 29 * DAY_MS });
  await pruneInbox(services, account.id);
  expect(await statesLeft(account)).toEqual(["done", "refused", "done"]);

  await services.db.query(
    `INSERT INTO inbox_message (source, external_id, topic, account_id, received_at) VALUES ('shopify', 'w', 'x', $1, $2)`,
    [account.id, new Date(services.wallClock.now().getTime() - 40 * DAY_MS)],
  );
  services.wallClock.advance({ ms: 2 * DAY_MS });
  await pruneInbox(services, account.id);
  expect(await statesLeft(account)).toEqual(["done", "waiting"]);
  expect(await statesLeft(other)).toEqual(["refused"]);
});

it("is done by a job that is asked for when there is something old", async () => {
  const asked = async () => {
    services.recorded.sent.length = 0;
    await watchDueWork(services).stop();
    return services.recorded.sent.some(
      ({ name, payload }) => name === "prune-inbox" && "accountId" in payload && payload.accountId === account.id,
    );
  };
  await receiveWebhooks(services, account, [refused()]);
  expect(await asked()).toBe(false);
  services.wallClock.advance({ ms: 31 * DAY_MS });
  expect(await asked()).toBe(true);
});
