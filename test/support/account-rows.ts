import type { Sql } from "~/platform/database/client.server";

/** Tables that belong to an account through another one. */
const belowOthers: Record<string, string> = {
  fulfillment_parcel: "shipment_id IN (SELECT id FROM shipment WHERE account_id = $1)",
  registration_attempt: "registration_id IN (SELECT id FROM registration WHERE account_id = $1)",
  account: "id = $1",
};

/**
 * Every row an account has, in every table, as one text per table: two of them differ when anything
 * of the account's changed.
 */
export async function accountRows(db: Sql, accountId: string): Promise<Record<string, string>> {
  const found = await db.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'account_id'",
  );
  const tables = { ...Object.fromEntries(found.map(({ name }) => [name, "account_id = $1"])), ...belowOthers };
  const parts = Object.entries(tables).map(
    ([table, condition]) =>
      `SELECT '${table}' AS name, count(*) || ' rows, ' || md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS rows
       FROM "${table}" t WHERE ${condition}`,
  );
  const rows = await db.query<{ name: string; rows: string }>(parts.join(" UNION ALL "), [accountId]);
  return Object.fromEntries(rows.map(({ name, rows: text }) => [name, text]));
}
