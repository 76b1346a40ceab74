// Reads the migrations folder into the shape that the schema engine takes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The engine's way to say: every schema, every table. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * @param {string} baseDir
 * @returns {import("@prisma/schema-engine-wasm").MigrationList}
 */
export function readMigrations(baseDir) {
  const lockfile = join(baseDir, "migration_lock.toml");
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: existsSync(lockfile) ? readFileSync(lockfile, "utf8") : null },
    shadowDbInitScript: "",
    migrationDirectories: names.map((path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(baseDir, path, "migration.sql"), "utf8") },
      },
    })),
  };
}
