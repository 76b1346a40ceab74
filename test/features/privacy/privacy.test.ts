import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addConnection, addShop, everythingAllowed, type TestAccount } from "#test/factories/accounts";
import { parcelNumbers } from "#test/factories/parcels";
import { fulfillmentSample, receiveWebhooks, type FulfillmentSample } from "#test/factories/webhooks";
import { reportSample, updateSample } from "#test/factories/updates";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { startScriptedProvider, type ScriptedProvider } from "#test/support/scripted-provider";
import { createTestServices, type TestServices } from "#test/support/services";
import { createSample } from "#test/tracking-api/samples";
import { upsertOrders } from "~/features/intake/orders/orders.queries.server";
import { createTrackings } from "~/features/public-api/tracking-service/create-trackings.server";
import { createApiKey } from "~/features/public-api/keys/create-key.server";
import { emptyShop } from "~/features/privacy/redact-shop.server";
import { workConnection } from "~/features/provider-sync/work-connection.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";

let database: TestDatabase;
let services: TestServices;
let provider: ScriptedProvider;
let account: TestAccount;

beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url, { realJobs: true });
  provider = await startScriptedProvider({ now: () => services.clock.now() });
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
  await database.drop();
});

const ADA = { name: "Ada Quillfeather", email: "ada.quillfeather@example.com", phone: "+15550100777", zip: "QF7 7QF" };
const BOB = {
  name: "Bob Marblethwaite",
  email: "bob.marblethwaite@example.com",
  phone: "+15550100888",
  zip: "MT8 8MT",
};
type Person = typeof ADA;
const traces = (person: Person) => Object.values(person).map((text) => text.toLowerCase());

function orderOf(person: Person, changes: Record<string, unknown> = {}): FulfillmentSample {
  const { email, ...destination } = person;
  return fulfillmentSample({
    email,
    destination: { ...destination, country_code: "US" },
    tracking_numbers: parcelNumbers(1),
    ...changes,
  });
}
const fulfilled = (payload: FulfillmentSample) => ({ topic: "fulfillments/create", payload });
const send = (topic: string, payload: unknown) => receiveWebhooks(services, account, [{ topic, payload }]);

/** Every table of every schema, row by row, as text, with whatever can be opened opened. */
async function everythingStored(): Promise<{ table: string; clear: string; opened: string }[]> {
  const tables = await services.db.query<{ schema: string; name: string }>(
    `SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found = await Promise.all(
    tables.map(async ({ schema, name }) => {
      const rows = await services.db.query<Record<string, unknown>>(`SELECT * FROM "${schema}"."${name}"`);
      return rows.map((row) => ({
        table: `${schema}.${name}`,
        clear: Object.values(row).map(asText).join("\n").toLowerCase(),
        opened: Object.values(row).map(openedText).join("\n").toLowerCase(),
      }));
    }),
  );
  return found.flat();
}

function asText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString("latin1");
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

function openedText(value: unknown): string {
  if (!Buffer.isBuffer(value)) return "";
  try {
    return services.vault.decrypt(value);
  } catch {
    return "";
  }
}

async function placesOf(person: Person): Promise<{ clear: string[]; sealed: string[] }> {
  const rows = await everythingStored();
  const holds = (text: string) => traces(person).some((trace) => text.includes(trace));
  const tables = (part: "clear" | "opened") =>
    [...new Set(rows.filter((row) => holds(row[part])).map((row) => row.table))].sort();
  return { clear: tables("clear"), sealed: tables("opened") };
}

beforeEach(async () => {
  await services.db.query("DELETE FROM account");
  account = await addShop(services, { settings: everythingAllowed });
});

describe("what a customer leaves behind", () => {
  it("is readable in no table, and sealed only in the order", async () => {
    const connection = await addConnection(services, account.id, { baseUrl: provider.baseUrl });
    await receiveWebhooks(services, account, [fulfilled(orderOf(ADA)), fulfilled(orderOf(BOB))]);
    await workConnection(services, connection.id);
    expect(provider.calls.flatMap((call) => call.items)).toContainEqual(
      expect.objectContaining({ customer_email: ADA.email }),
    );
    expect(await placesOf(ADA)).toEqual({ clear: [], sealed: ["public.order"] });
  });

  it("is sealed in the inbox while its message waits or was refused", async () => {
    await send("fulfillments/create", { ...orderOf(ADA), created_at: "never" });
    expect(await placesOf(ADA)).toEqual({ clear: [], sealed: ["public.inbox_message"] });
  });
});

describe("customers/redact", () => {
  it.each([
    [
      "the orders it names",
      (order: FulfillmentSample) => ({ customer: { id: 1 }, orders_to_redact: [Number(order.order_id)] }),
    ],
    ["the e-mail it names", () => ({ customer: { id: 1, email: ADA.email.toUpperCase() }, orders_to_redact: [] })],
    [
      "orders as text",
      (order: FulfillmentSample) => ({ customer: { id: "1", email: null }, orders_to_redact: [order.order_id] }),
    ],
  ])("leaves nothing that opens to the customer, by %s, and everything of others", async (_, request) => {
    const order = orderOf(ADA);
    await receiveWebhooks(services, account, [
      fulfilled(order),
      fulfilled(orderOf(BOB)),
      { topic: "fulfillments/create", payload: { ...orderOf(ADA), created_at: "never" } },
    ]);
    await send("customers/redact", { shop_domain: account.shop, ...request(order) });
    expect(await placesOf(ADA)).toEqual({ clear: [], sealed: [] });
    expect(await placesOf(BOB)).toEqual({ clear: [], sealed: ["public.order"] });
    const hashed = await services.db.query(
      `SELECT FROM "order" WHERE shopify_order_id = $1
          AND (COALESCE(email_hash, phone_hash, postcode_hash) IS NOT NULL OR erased_at IS NULL)`,
      [order.order_id],
    );
    expect(hashed).toEqual([]);
    const { phoneHash, postcodeHash } = await services.db.prisma.order.findFirstOrThrow({
      where: { accountId: account.id, erasedAt: null },
    });
    expect([phoneHash, postcodeHash].map((hash) => hash?.length)).toEqual([32, 32]);
    expect(await services.db.prisma.shipment.count({ where: { accountId: account.id } })).toBe(2);
  });

  it("also takes the answer to the customer's own request, fetched or not, and nobody else's", async () => {
    const [adas, bobs] = [orderOf(ADA), orderOf(BOB)];
    await receiveWebhooks(services, account, [fulfilled(adas), fulfilled(bobs)]);
    for (const [order, person, id] of [
      [adas, ADA, 1],
      [bobs, BOB, 2],
    ] as const) {
      const customer = { id, email: person.email };
      await send("customers/data_request", { customer, orders_requested: [order.order_id], data_request: { id } });
    }
    await send("customers/redact", { customer: { id: 1, email: ADA.email }, orders_to_redact: [adas.order_id] });
    expect(await placesOf(ADA)).toEqual({ clear: [], sealed: [] });
    expect(await placesOf(BOB)).toEqual({ clear: [], sealed: ["public.data_request", "public.order"] });
  });

  describe("and what carriers wrote", () => {
    const texts = async () => {
      const rows = await services.db.prisma.shipment.findMany({
        where: { accountId: account.id },
        orderBy: { numberKey: "asc" },
        include: { checkpoints: { orderBy: { eventLocal: "asc" } } },
      });
      return rows.map((row) => [row.lastEventText, ...row.checkpoints.map((checkpoint) => checkpoint.text)]);
    };
    const redact = (order: FulfillmentSample) =>
      send("customers/redact", { customer: { id: 1, email: ADA.email }, orders_to_redact: [order.order_id] });

    async function report(number: string, person: Person): Promise<void> {
      const checkpoints = [
        reportSample({ local: "2026-11-20T09:00:00", text: "Accepted at the counter" }),
        reportSample({ local: "2026-11-20T10:00:00", text: `Called ${person.name}, ${person.phone}` }),
        reportSample({ local: "2026-11-20T11:00:00", text: `Signed by: ${person.name.toUpperCase()}` }),
      ];
      const update = updateSample(number, { checkpoints });
      await applyUpdates(services, account.id, [update], services.clock.now());
    }

    it("loses the name and keeps the sentence, of this customer alone", async () => {
      const [first = "", second = ""] = parcelNumbers(2);
      const adas = orderOf(ADA, { tracking_numbers: [first] });
      await receiveWebhooks(services, account, [fulfilled(adas)]);
      await receiveWebhooks(services, account, [fulfilled(orderOf(BOB, { tracking_numbers: [second] }))]);
      await report(first, ADA);
      await report(second, BOB);
      expect((await placesOf(ADA)).clear).toEqual(["public.checkpoint", "public.shipment"]);
      const [, before] = await texts();
      await redact(adas);
      expect(await placesOf(ADA)).toEqual({ clear: [], sealed: [] });
      const [ours, others] = await texts();
      expect(ours).toEqual(["Signed", "Accepted at the counter", "Called , +", "Signed"]);
      expect(others).toEqual(before);
    });

    it("loses it also where the parcel first came with somebody else's order", async () => {
      const [number = ""] = parcelNumbers(1);
      const adas = orderOf(ADA, { tracking_numbers: [number] });
      await receiveWebhooks(services, account, [fulfilled(orderOf(BOB, { tracking_numbers: [number] }))]);
      await receiveWebhooks(services, account, [fulfilled(adas)]);
      await report(number, ADA);
      await redact(adas);
      expect(await placesOf(ADA)).toEqual({ clear: [], sealed: [] });
    });
  });

  it("is not undone by a webhook of the order that comes late, nor by what Shopify answers about it", async () => {
    const order = orderOf(ADA);
    await receiveWebhooks(services, account, [fulfilled(order)]);
    await send("customers/redact", { customer: { id: 1, email: ADA.email }, orders_to_redact: [order.order_id] });
    const later = { ...order, updated_at: "2026-11-20T07:00:00-05:00" };
    await send("fulfillments/update", { ...later, tracking_numbers: parcelNumbers(2) });
    await services.db.transaction((tx) =>
      upsertOrders(tx, account.id, [
        {
          shopifyOrderId: order.order_id,
          ...{ name: "#1", nameKey: "1", placedAt: null, locale: null, countryCode: null, cancelledAt: null },
          ...{ contactEnc: services.vault.encryptJson(ADA), customerGid: "gid://shopify/Customer/1" },
          ...{ emailHash: Buffer.alloc(32), phoneHash: Buffer.alloc(32), postcodeHash: Buffer.alloc(32) },
          ...{ contactHashes: 1, detailsAt: services.clock.now() },
        },
      ]),
    );
    expect(await placesOf(ADA)).toEqual({ clear: [], sealed: [] });
    const { emailHash, phoneHash, postcodeHash, customerGid } = await services.db.prisma.order.findFirstOrThrow({
      where: { accountId: account.id },
    });
    expect([emailHash, phoneHash, postcodeHash, customerGid]).toEqual([null, null, null, null]);
    expect(await services.db.prisma.shipment.count({ where: { customerEmailHash: { not: null } } })).toBe(0);
  });

  describe("and the parcels the merchant's own software added", () => {
    const added = (number: string, { name, email, phone, zip }: Person) =>
      createTrackings(services, account.id, [
        createSample({
          number,
          carrierCode: "usps",
          customerName: name,
          customerEmail: email,
          customerPhone: phone,
          postalCode: zip,
        }),
      ]);

    it("lose this customer's name, and no other's", async () => {
      const [first = "", second = ""] = parcelNumbers(2);
      await added(first, ADA);
      await added(second, BOB);
      const checkpoints = [reportSample({ text: `Left with ${ADA.name}` })];
      await applyUpdates(services, account.id, [updateSample(first, { checkpoints })], services.clock.now());
      await send("customers/data_request", { customer: { id: 1, email: ADA.email }, data_request: { id: 3 } });
      const { answerEnc } = await services.db.prisma.dataRequest.findFirstOrThrow({ where: { accountId: account.id } });
      expect(services.vault.decryptJson(answerEnc ?? new Uint8Array())).toMatchObject([
        { trackingNumbers: [first], name: ADA.name, email: ADA.email },
      ]);
      await send("customers/redact", { customer: { id: 1, email: ADA.email }, orders_to_redact: [] });
      expect(await placesOf(ADA)).toEqual({ clear: [], sealed: [] });
      expect(await placesOf(BOB)).toEqual({ clear: [], sealed: ["public.shipment"] });
    });

    it("lose it by their order, where a fulfillment has the same number", async () => {
      const [number = ""] = parcelNumbers(1);
      const order = orderOf(ADA, { tracking_numbers: [number] });
      await added(number, { ...ADA, email: "another@example.com" });
      await receiveWebhooks(services, account, [fulfilled(order)]);
      await send("customers/redact", { customer: { id: 1, email: null }, orders_to_redact: [order.order_id] });
      expect(await placesOf(ADA)).toEqual({ clear: [], sealed: [] });
    });
  });

  it("touches no other shop", async () => {
    const order = orderOf(ADA);
    await receiveWebhooks(services, account, [fulfilled(order)]);
    const first = account;
    account = await addShop(services);
    await send("customers/redact", { customer: { id: 1, email: ADA.email }, orders_to_redact: [order.order_id] });
    account = first;
    expect(await placesOf(ADA)).toEqual({ clear: [], sealed: ["public.order"] });
  });
});

describe("customers/data_request", () => {
  it("keeps what we hold, sealed, once, for the merchant to fetch", async () => {
    const order = orderOf(ADA, { name: "#1042.1" });
    await receiveWebhooks(services, account, [fulfilled(order), fulfilled(orderOf(BOB))]);
    const request = { customer: { id: 7, email: ADA.email }, orders_requested: [], data_request: { id: 9999 } };
    await send("customers/data_request", request);
    await send("customers/data_request", request);
    const rows = await services.db.prisma.dataRequest.findMany({ where: { accountId: account.id } });
    expect(rows.map((row) => row.externalId)).toEqual(["9999"]);
    expect(services.vault.decryptJson(rows[0]?.answerEnc ?? new Uint8Array())).toEqual([
      {
        order: "#1042",
        placedAt: null,
        trackingNumbers: order.tracking_numbers,
        name: ADA.name,
        email: ADA.email,
        phone: ADA.phone,
        postalCode: ADA.zip,
        note: null,
      },
    ]);
  });
});

describe("shop/redact", () => {
  /** An account with a row in every table that can have one. */
  async function fill(): Promise<void> {
    const { prisma } = services.db;
    const accountId = account.id;
    const connection = await addConnection(services, accountId, { baseUrl: provider.baseUrl });
    await receiveWebhooks(services, account, [
      fulfilled(orderOf(ADA)),
      { topic: "fulfillments/create", payload: "[]" },
    ]);
    await workConnection(services, connection.id);
    await send("customers/data_request", { customer: { id: 7, email: ADA.email }, data_request: { id: 1 } });
    await createApiKey(services, { accountId, name: "key", ratePerSecond: null });
    const now = services.clock.now();
    const { id: shipmentId } = await prisma.shipment.findFirstOrThrow({ where: { accountId } });
    await prisma.checkpoint.create({
      data: {
        accountId,
        shipmentId,
        leg: "origin",
        identity: "x",
        eventLocal: "2026-11-20T10:00:00",
        text: "Accepted",
        firstSeenAt: now,
      },
    });
    await prisma.quotaHold.create({ data: { accountId, fifths: 5, heldUntil: now } });
    await prisma.stopRequest.create({ data: { accountId, shipmentId, dueAt: now } });
    await prisma.pushAddress.create({ data: { accountId, url: "https://shop.example/push", createdAt: now } });
    await prisma.outboxMessage.create({
      data: { accountId, kind: "push", shipmentId, dedupeKey: "x", target: "x", nextAttemptAt: now, createdAt: now },
    });
    await prisma.courierRule.create({ data: { accountId, position: 1, courierCode: "usps" } });
    await prisma.ownCarrier.create({ data: { accountId, code: "van", name: "Our van" } });
    await prisma.syncRun.create({
      data: { accountId, kind: "backfill", state: "done", windowFrom: now, startedAt: now },
    });
    await prisma.removedTracking.create({
      data: { accountId, courierCode: "usps", numberKey: "GONE1", removedAt: now },
    });
    await prisma.laneTransit.create({
      data: { accountId, courierCode: "usps", originCountry: "US", destinationCountry: "US", transitDays: [0, 20] },
    });
    await services.db.query(
      "INSERT INTO session (id, shop, state, is_online, updated_at) VALUES ($1, $2, '', false, now())",
      [`offline_${account.shop}`, account.shop],
    );
  }

  /**
   * Rows that belong to the account, by table, over every table with an account, and what hangs on
   * those.
   */
  async function rowsOf({ id, shop }: TestAccount): Promise<Record<string, number>> {
    const tables = await services.db.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'account_id'",
    );
    const counts: Record<string, number> = {};
    const count = async (table: string, condition: string, value: string) => {
      const [row] = await services.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM "${table}" WHERE ${condition}`,
        [value],
      );
      counts[table] = row?.n ?? 0;
    };
    for (const { name } of tables) await count(name, "account_id = $1", id);
    await count("account", "id = $1", id);
    await count("session", "shop = $1", shop);
    await count(
      "registration_attempt",
      "registration_id IN (SELECT id FROM registration WHERE account_id::text = $1)",
      id,
    );
    await count("fulfillment_parcel", "shipment_id IN (SELECT id FROM shipment WHERE account_id::text = $1)", id);
    return counts;
  }

  it("leaves no row of a shop that has left, and nothing of its customers", async () => {
    await fill();
    const before = await rowsOf(account);
    expect(Object.entries(before).filter(([, rows]) => rows === 0)).toEqual([]);
    await send("app/uninstalled", {});
    await send("shop/redact", { shop_id: 1, shop_domain: account.shop });
    expect(Object.entries(await rowsOf(account)).filter(([, rows]) => rows > 0)).toEqual([]);
    expect(await placesOf(ADA)).toEqual({ clear: [], sealed: [] });
  });

  it("may come in one batch with anything else", async () => {
    await fill();
    await receiveWebhooks(services, account, [
      { topic: "app/uninstalled", payload: {} },
      { topic: "shop/redact", payload: {} },
      { topic: "customers/data_request", payload: { customer: { id: 7 }, data_request: { id: 2 } } },
      { topic: "customers/redact", payload: { customer: { id: 7 } } },
    ]);
    expect(Object.entries(await rowsOf(account)).filter(([, rows]) => rows > 0)).toEqual([]);
  });

  it("removes a large shop in rounds, so that one that is stopped has not removed in vain", async () => {
    await services.db.query(
      `INSERT INTO shipment (account_id, number, number_key, courier_code, created_at, updated_at)
       SELECT $1, 'N' || n, 'N' || n, 'usps', $2, $2 FROM generate_series(1, 2500) AS n`,
      [account.id, services.clock.now()],
    );
    await services.db.query(`CREATE TABLE removed_at_once (parcels int)`);
    await services.db.query(
      `CREATE FUNCTION note_removed() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN INSERT INTO removed_at_once SELECT count(*) FROM removed; RETURN NULL; END'`,
    );
    await services.db.query(
      `CREATE TRIGGER note_removed AFTER DELETE ON shipment REFERENCING OLD TABLE AS removed
         FOR EACH STATEMENT EXECUTE FUNCTION note_removed()`,
    );
    try {
      await send("app/uninstalled", {});
      await send("shop/redact", {});
      const rounds = await services.db.query("SELECT parcels FROM removed_at_once WHERE parcels > 0");
      expect(rounds).toEqual([{ parcels: 1000 }, { parcels: 1000 }, { parcels: 500 }]);
    } finally {
      await services.db.query(
        "DROP TABLE removed_at_once; DROP TRIGGER note_removed ON shipment; DROP FUNCTION note_removed",
      );
    }
    expect(Object.entries(await rowsOf(account)).filter(([, rows]) => rows > 0)).toEqual([]);
  });

  it("goes on where a process stopped", async () => {
    await fill();
    await send("app/uninstalled", {});
    const stopped = await createTestServices(database.url, { vault: services.vault, realJobs: true });
    stopped.beginStop();
    expect(await emptyShop(stopped, account.id)).toBe(false);
    await stopped[Symbol.asyncDispose]();
    expect((await rowsOf(account)).shipment).toBe(1);
    expect(await emptyShop(services, account.id)).toBe(true);
    expect(await rowsOf(account)).toMatchObject({
      shipment: 0,
      order: 0,
      checkpoint: 0,
      registration: 0,
      fulfillment: 0,
    });
  });

  it("leaves no row of a shop whose uninstall was never told, and whose last token has ended", async () => {
    const now = services.systemClock.now();
    const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
    const sessionUntil = (expires: Date) =>
      services.db.query("UPDATE session SET expires = $2 WHERE shop = $1", [account.shop, expires]);
    const installedAt = (time: Date) =>
      services.db.query("UPDATE account SET installed_at = $2 WHERE id = $1", [account.id, time]);
    const isLeft = async () => (await rowsOf(account)).account === 1;
    await fill();
    await sessionUntil(at(0.5));
    await send("shop/redact", {});
    expect(await isLeft()).toBe(true);
    await sessionUntil(at(-47));
    await installedAt(at(-1));
    await send("shop/redact", {});
    expect(await isLeft()).toBe(true);
    await installedAt(at(-48));
    await send("shop/redact", {});
    expect(Object.entries(await rowsOf(account)).filter(([, rows]) => rows > 0)).toEqual([]);
  });

  it("does nothing to a shop that is installed", async () => {
    await fill();
    const before = await rowsOf(account);
    await send("shop/redact", {});
    expect(await rowsOf(account)).toEqual({ ...before, inbox_message: (before.inbox_message ?? 0) + 1 });
  });
});
