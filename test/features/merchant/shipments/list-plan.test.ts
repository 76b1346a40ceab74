import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { addShop } from "#test/factories/accounts";
import { it } from "#test/support/it";
import {
  shipmentListStatement,
  type ShipmentListInput,
} from "~/features/merchant/shipments/shipment-list.queries.server";

let accountId: string;

// Enough rows, most of them of other accounts, that reading the whole table is plainly the worse
// plan.
it.beforeAll(async ({ services }) => {
  const shops = [await addShop(services), await addShop(services)];

  accountId = shops[0]?.id ?? "";

  for (const { id } of shops) {
    await services.db.query(
      `INSERT INTO shipment (account_id, number, number_key, courier_code, order_name, order_name_key, status, created_at,
              updated_at, shipped_at, last_event_at)
       SELECT $1, 'N' || n, 'N' || n, 'usps', '#' || n, n::text,
              (CASE n % 20 WHEN 0 THEN 'transit' WHEN 1 THEN 'exception' ELSE 'delivered' END)::tracking_status, at, at, at, at
         FROM generate_series(1, 6000) AS n, LATERAL (SELECT $2::timestamptz - n * interval '1 minute' AS at) AS moment`,
      [id, services.clock.now()],
    );
  }

  await services.db.query("ANALYZE shipment");
});

const cursor = { segment: "keyed" as const, key: "2026-11-20T00:00:00.000Z", id: randomUUID() };
const questions: [string, Partial<ShipmentListInput>][] = [
  ["the first page", {}],
  ["a page in the middle", { after: cursor }],
  ["a page back", { before: cursor }],
  ["by last event", { sort: "event" }],
  ["by order", { sort: "order", after: { ...cursor, key: "1500" } }],
  ["one status", { statuses: ["exception"], sort: "event" }],
  ["what needs attention", { attention: ["exception", "silent"] }],
  ["the beginning of a number or an order", { search: { orderNameKey: "431", numberKey: "N431" }, archived: null }],
  ["one customer", { customerEmailHash: Buffer.alloc(32, 7), archived: null }],
];

it.for(questions)("reads %s by an index", async ([_name, asked], { services }) => {
  const { text, values } = shipmentListStatement({
    accountId,
    now: services.clock.now(),
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
    ...asked,
  });
  const plan = await services.db.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
  const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(lines).toMatch(/Index (Only )?Scan/);
  expect(lines).not.toMatch(/Seq Scan on shipment/);
});
