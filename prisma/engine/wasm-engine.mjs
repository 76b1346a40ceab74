// Prisma's official schema engine in its WebAssembly build, bound to a PostgreSQL server through
// node-postgres. The native engine is a download at install time, which may be impossible; this one
// comes with npm.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import { disguiseCharColumns, undisguise } from "./single-byte-char.mjs";

/**
 * Without an address the engine works on an empty database in memory: enough for comparing schema
 * and migrations.
 * @param {{ url?: string | undefined, schemaFiles?: [path: string, content: string][] }} options
 * @returns {Promise<import("@prisma/schema-engine-wasm").SchemaEngine>}
 */
export async function openSchemaEngine({ url, schemaFiles }) {
  startWasm();
  disguiseCharColumns();
  const datamodels = schemaFiles && schemaFiles.length > 0 ? schemaFiles : undefined;
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(url));
  return glue.SchemaEngine.new({ datamodels }, () => {}, adapter);
}

let isStarted = false;

/**
 * Once a process: the glue remembers the memory of the first instance and reads a second one's
 * answers from there.
 */
function startWasm() {
  if (isStarted) return;
  isStarted = true;
  const file = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
    .replace(/\.js$/, ".wasm");
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {
    "./schema_engine_bg.js": glue,
  });
  // The engine reports a panic here before it aborts; without the object it would die of the
  // missing name instead.
  globalThis.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: (message) => process.stderr.write(`${message}\n`) };
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** @param {string | undefined} url */
function adapterFactory(url) {
  const { connectionString, schema } = splitSchema(url ?? "postgresql://127.0.0.1/none");
  const factory = new PrismaPg({ connectionString }, schema ? { schema } : undefined);
  factory.connectToShadowDb = connectToThrowAwayDatabase;
  factory.connect = url === undefined ? connectToThrowAwayDatabase : connectTo(factory);
  return factory;
}

/** @param {PrismaPg} factory */
function connectTo(factory) {
  const connect = factory.connect.bind(factory);
  return async () => {
    const connection = undisguise(await connect());
    connection.executeScript = executeWhole;
    const startTransaction = connection.startTransaction.bind(connection);
    connection.startTransaction = async (isolationLevel) => undisguise(await startTransaction(isolationLevel));
    return connection;
  };
}

/**
 * The adapter cuts a script at every semicolon, those inside a function's body too. Whole, as
 * Prisma's native engine sends it, a migration also happens entirely or not at all.
 * @this {{ client: { query(script: string): Promise<unknown> }, onError(error: unknown): never }}
 *   the adapter's connection
 * @param {string} script
 */
async function executeWhole(script) {
  await this.client.query(script).catch((error) => this.onError(error));
}

/**
 * `?schema=` is Prisma's own word; PostgreSQL's client does not know it.
 * @param {string} url
 */
export function splitSchema(url) {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get("schema") ?? undefined;
  parsed.searchParams.delete("schema");
  return { connectionString: parsed.toString(), schema };
}

/**
 * One database in memory serves the engine's connection and its shadow: starting one takes seconds.
 */
let throwAway;

/**
 * The shadow database replays migrations to see what they amount to. In memory it needs no right to
 * create databases and no server at all; the adapter's own drops its database before its pool is
 * closed, which PostgreSQL refuses.
 */
async function connectToThrowAwayDatabase() {
  const [{ PGlite }, { PrismaPGlite }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("pglite-prisma-adapter"),
  ]);
  throwAway ??= PGlite.create();
  const connection = await new PrismaPGlite(await throwAway).connect();
  connection.dispose = async () => {};
  return connection;
}
