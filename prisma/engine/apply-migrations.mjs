import pg from "pg";
import { ensureDatabase } from "./database.mjs";
import { NO_FILTERS, readMigrations } from "./migration-list.mjs";
import { openSchemaEngine, splitSchema } from "./wasm-engine.mjs";

/** Any number, the same for everybody who migrates a Homeward database. */
const LOCK = 4_663_927;

/**
 * Brings a database up to date, making it when it does not exist.
 * @param {string} url
 * @param {string} migrationsDir
 * @returns {Promise<string[]>} the migrations that were missing
 */
export async function applyMigrations(url, migrationsDir) {
  await ensureDatabase(url);
  const client = new pg.Client({ connectionString: splitSchema(url).connectionString });
  await client.connect();
  try {
    // Several processes may start at once on an empty database.
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const engine = await openSchemaEngine({ url });
    const migrationsList = readMigrations(migrationsDir);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}
