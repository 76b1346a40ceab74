import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { addConnection, addShop } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import type { Database } from "~/platform/database/client.server";
import { connectionsWithDueWork, dueWork } from "~/features/provider-sync/connection/connections.queries.server";
import { dueShipments } from "~/features/shipments/due-shipments.queries.server";
import {
  countOpenRegistrations,
  oldestDueRefresh,
  oldestUnregistered,
} from "~/features/operations/figures.queries.server";
import {
  countAttention,
  deliveredByDay,
  measureDeliveries,
  readArrivals,
  selectWithoutNumber,
} from "~/features/merchant/home/overview.queries.server";
import { selectRejected } from "~/features/provider-sync/registration/rejected-registrations.queries.server";
import { selectShipments, type ShipmentListInput } from "~/features/merchant/shipments/shipment-list.queries.server";
import { countByStatus, countStatuses } from "~/features/shipments/status-counts.queries.server";
import { listTrackings } from "~/features/shipments/tracking-list.queries.server";

const PARCELS = 20_000;
let database: TestDatabase;
let services: TestServices;
let large: string;
let small: string;

// A year of a large shop, nearly all of it delivered, beside a small one. What has not come is
// overdue: the large one's key is not accepted.
beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
  [large, small] = [(await addShop(services)).id, (await addShop(services)).id];
  for (const id of [large, small]) await addConnection(services, id, { baseUrl: "http://127.0.0.1:9" });
  const { db, clock } = services;
  await db.query(
    "UPDATE connection SET state = 'bad_key', retry_at = $2::timestamptz + interval '1 hour' WHERE account_id = $1",
    [large, clock.now()],
  );
  for (const [id, count] of [
    [large, PARCELS],
    [small, 20],
  ] as const) {
    await db.query(
      `INSERT INTO shipment (account_id, number, number_key, courier_code, order_name, order_name_key, status, created_at, updated_at,
              shipped_at, first_event_at, last_event_at, delivered_at, next_refresh_at, registration_state)
       SELECT $1::uuid, 'N' || n, 'N' || n, 'usps', '#' || n, n::text, status::tracking_status, at, at, at, at, at,
              CASE WHEN status = 'delivered' THEN at END, CASE WHEN status <> 'delivered' AND $1::uuid <> $5::uuid THEN at END, 'registered'
         FROM generate_series(1, $3::int) AS n,
              LATERAL (SELECT $2::timestamptz - n * interval '1 year' / $3::int AS at,
                              CASE WHEN n % 100 = 0 THEN 'exception' WHEN n < $4::int THEN 'transit' ELSE 'delivered' END AS status) AS told`,
      [id, clock.now(), count, Math.round(count / 40), small],
    );
    await db.query(
      `INSERT INTO registration (account_id, shipment_id, courier_code, number_key, state, intent_at, not_before)
       SELECT account_id, id, courier_code, number_key, 'registered', created_at, created_at FROM shipment WHERE account_id = $1`,
      [id],
    );
    await db.query(
      `WITH placed AS (
         INSERT INTO "order" (account_id, shopify_order_id, name, name_key, placed_at)
         SELECT account_id, order_name_key, order_name, order_name_key, created_at FROM shipment WHERE account_id = $1 RETURNING *
       ), sent AS (
         INSERT INTO fulfillment (account_id, order_id, shopify_fulfillment_id, name, status, contents, fulfilled_at, shopify_updated_at)
         SELECT account_id, id, shopify_order_id, name, 'success', '[{}]', placed_at, placed_at FROM placed RETURNING *
       )
       INSERT INTO fulfillment_parcel (fulfillment_id, shipment_id)
       SELECT sent.id, shipment.id FROM sent JOIN shipment ON shipment.account_id = $1 AND number_key = 'N' || shopify_fulfillment_id`,
      [id],
    );
    await db.query(
      `INSERT INTO inbox_message (source, external_id, topic, account_id, received_at, state)
       SELECT 'provider', n::text, 'tracking/update', $1, $2, 'done' FROM generate_series(1, $3::int) AS n`,
      [id, clock.now(), count],
    );
  }
  await db.query("VACUUM (ANALYZE)");
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});

const explained = z.tuple([
  z.object({
    "QUERY PLAN": z.tuple([
      z.object({ Plan: z.object({ "Shared Hit Blocks": z.number(), "Shared Read Blocks": z.number() }) }),
    ]),
  }),
]);

/** How many blocks of 8 KiB the statements of some work looked at. */
async function blocksOf(work: (db: Database) => Promise<unknown>): Promise<number> {
  const { db } = services;
  let blocks = 0;
  const counting: Database = {
    ...db,
    async query(text, values) {
      const [row] = explained.parse(await db.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values));
      const [{ Plan: plan }] = row["QUERY PLAN"];
      blocks += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
      return db.query(text, values);
    },
  };
  await work(counting);
  return blocks;
}

const now = () => services.clock.now();
const anyTime = { min: null, max: null };
const firstPage = (changes: Partial<ShipmentListInput> = {}): ShipmentListInput => ({
  accountId: large,
  now: now(),
  statuses: [],
  couriers: [],
  attention: [],
  search: null,
  customerEmailHash: null,
  archived: false,
  sort: "shipped",
  descending: true,
  after: null,
  before: null,
  limit: 50,
  ...changes,
});

describe("beside a large shop whose parcels are all overdue", () => {
  // The table has more than a thousand blocks.
  it.each<[string, (db: Database) => Promise<unknown>]>([
    ["the look for due work", (db) => connectionsWithDueWork(db, now())],
    ["the work of a small shop", (db) => dueWork(db, small, now())],
    ["the due parcels of a small shop", (db) => dueShipments(db, small, now(), 2_000)],
    ["the oldest due parcel", (db) => oldestDueRefresh(db, now())],
    ["the oldest that is not registered", (db) => oldestUnregistered(db)],
    ["what is not registered", (db) => countOpenRegistrations(db)],
  ])("%s is found at once", async (_name, work) => {
    expect(await blocksOf(work)).toBeLessThan(60);
  });
});

describe("a large shop", () => {
  it.each<[string, number, (db: Database) => Promise<unknown>]>([
    ["counts by status", 100, (db) => countByStatus(db, large)],
    ["counts for its software", 100, (db) => countStatuses(db, large, { createdAt: anyTime, orderCreatedAt: anyTime })],
    ["the deliveries of a month", 150, (db) => deliveredByDay(db, large, { now: now(), timeZone: "Europe/Berlin" })],
    ["how long its parcels took", 200, (db) => measureDeliveries(db, large, now())],
    ["what has come in", 60, (db) => readArrivals(db, large)],
    ["fulfillments without a number", 60, (db) => selectWithoutNumber(db, large, now(), 20)],
    ["what was rejected", 60, (db) => selectRejected(db, large, { limit: 21, offset: 0 })],
    ["what needs attention", 900, (db) => countAttention(db, large, now())],
    [
      "a page of what has come, for its software",
      500,
      (db) =>
        listTrackings(
          db,
          large,
          {
            status: "delivered",
            createdAt: anyTime,
            updatedAt: anyTime,
            orderCreatedAt: anyTime,
            numberKeys: null,
            orderNameKeys: null,
            archived: null,
          },
          { offset: 0, limit: 50 },
        ),
    ],
  ])("is told %s from indexes that hold little else", async (_name, most, work) => {
    expect(await blocksOf(work)).toBeLessThan(most);
  });

  // The rows without an event were looked for in the whole account, although the page was full of
  // others.
  it.each<Partial<ShipmentListInput>>([
    { statuses: ["delivered"], sort: "event" },
    { statuses: ["delivered"], sort: "event", descending: false },
    { statuses: ["exception"], sort: "event" },
    { archived: true },
    // Behind the last parcel on its way all that came before was gone through.
    { statuses: ["transit", "pickup"], after: { segment: "keyed", key: "2026-06-01T00:00:00.000Z", id: randomUUID() } },
    { attention: ["exception", "silent"] },
  ])("is listed with %o without what does not come on the page", async (changes) => {
    expect(await blocksOf((db) => selectShipments(db, firstPage(changes)))).toBeLessThan(700);
  });
});
