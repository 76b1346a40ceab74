import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { ensureDatabase } from "./database.mjs";
import { NO_FILTERS, readMigrations } from "./migration-list.mjs";
import { openSchemaEngine, splitSchema } from "./wasm-engine.mjs";

/** Any number, the same for everybody who migrates a Homeward database. */
const LOCK = 4_663_927;
const LOOK_AGAIN_MS = 100;

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
    // Several processes may start at once on an empty database. A process that waits asks again and
    // again: a statement that waits for the lock is one that CREATE INDEX CONCURRENTLY, under the
    // lock, waits for.
    const isFree = async () => (await client.query("SELECT pg_try_advisory_lock($1) AS taken", [LOCK])).rows[0].taken;
    while (!(await isFree())) await pause(LOOK_AGAIN_MS);
    const engine = await openSchemaEngine({ url });
    const migrationsList = readMigrations(migrationsDir);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}
