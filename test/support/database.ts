import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { inject } from "vitest";
import { startEmbedded } from "~/db/embedded/launcher.server";

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

const MIGRATIONS = path.resolve("prisma/migrations");
/** Held while one process of the run makes the template. */
const TEMPLATE_LOCK = 8_315_001;

/**
 * A migrated database for one test file: `beforeAll(async () => { database = await createTestDatabase(); })`,
 * `afterAll(() => database.drop())`. It is a copy of a template that is migrated once a run.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    const template = await ensureTemplate(client, server);
    await client.query("SELECT pg_advisory_unlock($1)", [TEMPLATE_LOCK]);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: withDatabase(server, name),
    drop: () => onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

/** An empty database on the same server, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `empty_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name}`));
  return {
    url: withDatabase(server, name),
    drop: () => onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

async function serverUrl(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return given;
  const { url } = await startEmbedded({
    dataDir: inject("postgresDir"),
    database: "postgres",
    durable: false,
    log: () => undefined,
  });
  return url;
}

async function ensureTemplate(client: pg.Client, server: string): Promise<string> {
  const name = `template_${fingerprintOfMigrations()}`;
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  if (rowCount) return name;
  const unfinished = `${name}_unfinished`;
  await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${unfinished}`);
  await promisify(execFile)(process.execPath, ["prisma/migrate.mjs"], {
    env: { ...process.env, DATABASE_URL: withDatabase(server, unfinished) },
  });
  await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  return name;
}

function fingerprintOfMigrations(): string {
  const hash = createHash("sha256");
  for (const entry of readdirSync(MIGRATIONS, { withFileTypes: true }).filter((found) => found.isDirectory()))
    hash.update(entry.name).update(readFileSync(path.join(MIGRATIONS, entry.name, "migration.sql")));
  return hash.digest("hex").slice(0, 12);
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
