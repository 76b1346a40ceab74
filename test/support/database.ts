import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { inject } from "vitest";
import { z } from "zod";
import { startEmbedded } from "../embedded-postgres/launcher";

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

const MIGRATIONS = path.resolve("prisma/migrations");
/** Held while one process of the run makes the template. */
const TEMPLATE_LOCK = 8_315_001;

/**
 * A migrated database for one test file:
 * `beforeAll(async () => { database = await createTestDatabase(); })`,
 * `afterAll(() => database.drop())`. It is a copy of a template that is migrated once a run.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { server, template } = await preparedServer();
  return createDatabase(server, `test_${randomName()}`, `TEMPLATE ${template}`);
}

/** An empty database on the same server, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const { server } = await preparedServer();
  return createDatabase(server, `empty_${randomName()}`, "");
}

async function createDatabase(server: string, name: string, from: string): Promise<TestDatabase> {
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} ${from}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    drop: () => onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

const preparation = z.object({ server: z.string(), template: z.string() });
type Preparation = z.infer<typeof preparation>;

/** Every test file runs in a process of its own, so the first one leaves a note for the others. */
async function preparedServer(): Promise<Preparation> {
  const note = path.join(inject("postgresDir"), "prepared.json");
  if (existsSync(note)) return preparation.parse(JSON.parse(readFileSync(note, "utf8")));
  const server = process.env.TEST_DATABASE_URL ?? (await startServer());
  const template = await preparedTemplate(server);
  writeFileSync(`${note}.${process.pid}`, JSON.stringify({ server, template }), { mode: 0o600 });
  renameSync(`${note}.${process.pid}`, note);
  return { server, template };
}

async function startServer(): Promise<string> {
  const dataDir = inject("postgresDir");
  const { url } = await startEmbedded({ dataDir, database: "postgres", durable: false, log: () => undefined });
  return url;
}

async function preparedTemplate(server: string): Promise<string> {
  let template = "";
  await onServer(server, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    template = await ensureTemplate(client, server);
  });
  return template;
}

async function ensureTemplate(client: pg.Client, server: string): Promise<string> {
  const name = `template_${fingerprintOfMigrations()}`;
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
  if (rowCount) return name;
  const unfinished = `${name}_unfinished`;
  await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${unfinished}`);
  const url = new URL(server);
  url.pathname = `/${unfinished}`;
  await promisify(execFile)(process.execPath, ["prisma/migrate.mjs"], {
    env: { ...process.env, DATABASE_URL: url.toString() },
  });
  await installJobQueue(url.toString());
  await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
  return name;
}

/**
 * The queue makes its tables when it first starts; in the template, so that no test waits for that.
 */
async function installJobQueue(url: string): Promise<void> {
  const queue = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  await queue.start();
  await queue.stop({ graceful: false });
}

function fingerprintOfMigrations(): string {
  const hash = createHash("sha256");
  for (const entry of readdirSync(MIGRATIONS, { withFileTypes: true }).filter((found) => found.isDirectory()))
    hash.update(entry.name).update(readFileSync(path.join(MIGRATIONS, entry.name, "migration.sql")));
  return hash.digest("hex").slice(0, 12);
}

function randomName(): string {
  return randomUUID().replaceAll("-", "");
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
