import { afterAll, beforeAll, expect, it } from "vitest";
import { addApiAccount } from "#test/factories/accounts";
import { createTestDatabase, type TestDatabase } from "#test/support/database";
import { createTestServices, type TestServices } from "#test/support/services";
import { countStatuses } from "~/features/shipments/status-counts.queries.server";
import type { Sql } from "~/platform/database/client.server";

let database: TestDatabase;
let services: TestServices;
let accountId: string;
const anyTime = { min: null, max: null };

// Enough rows, nine in ten of them of another account, that reading the whole table is plainly the worse plan.
beforeAll(async () => {
  database = await createTestDatabase();
  services = await createTestServices(database.url);
  accountId = (await addApiAccount(services)).id;
  const other = await addApiAccount(services);
  for (const [id, rows] of [
    [accountId, 4_000],
    [other.id, 36_000],
  ] as const) {
    await services.db.query(
      `INSERT INTO shipment (account_id, number, number_key, courier_code, status, created_at, updated_at)
       SELECT $1, 'N' || n, 'N' || n, CASE n % 100 WHEN 0 THEN '' ELSE 'usps' END,
              (CASE n % 4 WHEN 0 THEN 'transit' ELSE 'delivered' END)::tracking_status, $2, $2
         FROM generate_series(1, $3) AS n`,
      [id, services.clock.now(), rows],
    );
  }
  await services.db.query("VACUUM ANALYZE shipment");
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await database.drop();
});

it("counts what the API knows of an account, by status", async () => {
  const counts = await countStatuses(services.db, accountId, { createdAt: anyTime, orderCreatedAt: anyTime });
  expect(counts).toMatchObject({ transit: 960, delivered: 3_000, pending: 0 });
});

it("counts in one query, by its indexes", async () => {
  const asked: { text: string; values: readonly unknown[] | undefined }[] = [];
  const recording: Sql = {
    query: (text, values) => {
      asked.push({ text, values });
      return services.db.query(text, values);
    },
  };
  await countStatuses(recording, accountId, { createdAt: anyTime, orderCreatedAt: anyTime });
  expect(asked).toHaveLength(1);
  const [{ text, values } = { text: "", values: [] }] = asked;
  const lines = await services.db.query<Record<string, string>>(`EXPLAIN ${text}`, values);
  const plan = lines.map((line) => line["QUERY PLAN"]).join("\n");
  expect(plan.match(/Index (Only )?Scan (using|on) shipment_account_id_/g)).toHaveLength(2);
  expect(plan).not.toMatch(/Seq Scan on shipment/);
});
