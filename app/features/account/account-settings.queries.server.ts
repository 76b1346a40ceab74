import { parseSettings, type MerchantSettings } from "~/domain/settings/settings";
import type { Sql } from "~/platform/database/client.server";

/** An account's settings as they stand now. */
export async function accountSettings(sql: Sql, accountId: string): Promise<MerchantSettings> {
  const [row] = await sql.query<{ settings: unknown }>("SELECT settings FROM account WHERE id = $1", [accountId]);
  if (!row) throw new Error("The account was removed while its settings were asked for");
  return parseSettings(row.settings);
}

/**
 * Changes some of a merchant's settings and leaves the others as they are, also those written at
 * the same time.
 */
export async function mergeSettings(sql: Sql, accountId: string, changed: Partial<MerchantSettings>): Promise<void> {
  await sql.query("UPDATE account SET settings = settings || $2::jsonb WHERE id = $1", [
    accountId,
    JSON.stringify(changed),
  ]);
}

/** A merchant's settings as they are stored, not parsed, and locked until the transaction ends. */
export async function lockSettings(tx: Sql, accountId: string): Promise<unknown> {
  const [row] = await tx.query<{ settings: unknown }>("SELECT settings FROM account WHERE id = $1 FOR UPDATE", [
    accountId,
  ]);
  return row?.settings;
}
