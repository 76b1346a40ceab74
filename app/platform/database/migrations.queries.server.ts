import type { Sql } from "./client.server";

/** The names of the migrations this database has. */
export async function appliedMigrations(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  return rows.map((row) => row.name);
}
