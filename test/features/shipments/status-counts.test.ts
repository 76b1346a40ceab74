import { expect } from "vitest";
import { addApiAccount } from "#test/factories/accounts";
import { it as base } from "#test/support/it";
import { countStatuses } from "~/features/shipments/status-counts.queries.server";
import type { Sql } from "~/platform/database/client.server";

const anyTime = { min: null, max: null };

const it = base.extend("accountId", { scope: "file" }, async ({ services }) => (await addApiAccount(services)).id);

// Enough rows, nine in ten of them of another account, that reading the whole table is plainly the
// worse plan.
it.beforeAll(async ({ services, accountId }) => {
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

it("counts what the API knows of an account, by status", async ({ services, accountId }) => {
  const counts = await countStatuses(services.db, accountId, { createdAt: anyTime, orderCreatedAt: anyTime });
  expect(counts).toMatchObject({ transit: 960, delivered: 3_000, pending: 0 });
});

it("counts in one query, by its indexes", async ({ services, accountId }) => {
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
