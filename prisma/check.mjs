// `npm run db:check`: do the migrations amount to what schema.prisma says? Needs no server.
// Exit code 0 when they do, 1 with the missing SQL when they do not.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { NO_FILTERS, readMigrations } from "./engine/migration-list.mjs";
import { openSchemaEngine } from "./engine/wasm-engine.mjs";

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    schema: { type: "string", default: beside("schema.prisma") },
    migrations: { type: "string", default: beside("migrations") },
  },
});

const engine = await openSchemaEngine({});
const { stdout: missing } = await engine.diff({
  from: { tag: "migrations", ...readMigrations(values.migrations) },
  to: { tag: "schemaDatamodel", files: [{ path: values.schema, content: readFileSync(values.schema, "utf8") }] },
  script: true,
  exitCode: true,
  filters: NO_FILTERS,
});
const agrees = missing === null || missing.trim() === "" || missing.includes("This is an empty migration");
if (agrees) process.stdout.write("Schema and migrations agree.\n");
else process.stderr.write(`Schema and migrations disagree. A migration would have to do this:\n\n${missing}\n`);
process.exit(agrees ? 0 : 1);
