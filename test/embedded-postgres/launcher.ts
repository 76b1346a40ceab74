import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { ensureCluster, SUPERUSER } from "./cluster";
import { preparePlaces, type Places } from "./places";
import { freePort, launchPostmaster, runningPostmaster, stopPostmaster, type Postmaster } from "./postmaster";

export interface EmbeddedOptions {
  dataDir: string;
  /** Wanted port; without one, the port of the last time, else any free one. */
  port?: number;
  database?: string;
  /** False gives up safety against power cuts for speed: for tests. */
  durable?: boolean;
  log: (message: string) => void;
}

export interface EmbeddedPostgres {
  url: string;
  pid: number;
  port: number;
  /** Whether a server that was already running was taken over. */
  adopted: boolean;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 30_000;
const POLL_MS = 25;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "128MB",
  max_connections: 200,
  timezone: "UTC",
  log_timezone: "UTC",
};
const DURABLE = { fsync: "on" };
const FAST = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * A PostgreSQL of our own in DATA_DIR. Starts one, or takes over the one that survived the death of
 * its parent. Several parents may call this at once: PostgreSQL's own lock on the data directory
 * decides whose server it becomes.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { durable = true, database = "homeward", log } = options;
  const places = preparePlaces(options.dataDir);
  if (places.outside) log(`PostgreSQL lives in ${places.outside}: the user it runs as cannot enter ${options.dataDir}`);
  await removeForgottenClusters(places);
  ensureCluster(places, { durable });

  const wantedPort = options.port ?? rememberedPort(places);
  const settings = { ...SETTINGS, ...(durable ? DURABLE : FAST) };
  const { postmaster, adopted } = await runUntilReady(places, settings, wantedPort);
  log(`PostgreSQL ${adopted ? "was already running" : "started"}: process ${String(postmaster.pid)}`);
  writeFileSync(places.portFile, String(postmaster.port));
  await ensureDatabase(places, postmaster.port, database);
  return {
    ...postmaster,
    adopted,
    url: urlOf(places, postmaster.port, database),
    stop: () => stopPostmaster(places, { graceMs: STOP_GRACE_MS }),
  };
}

/** Stops the server of this DATA_DIR, if one runs, and forgets everything it held. */
export async function removeEmbedded(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  const places = preparePlaces(dataDir);
  await stopPostmaster(places, { graceMs: STOP_GRACE_MS });
  for (const kept of [places.home, places.portFile, places.logFile, places.passwordFile, places.pointerFile])
    rmSync(kept, { recursive: true, force: true });
}

async function removeForgottenClusters(places: Places): Promise<void> {
  const current = path.basename(places.cluster);
  const forgotten = readdirSync(places.home).filter((name) => name.startsWith("cluster-") && name !== current);
  for (const name of forgotten) {
    const cluster = path.join(places.home, name);
    await stopPostmaster({ cluster }, { graceMs: STOP_GRACE_MS });
    rmSync(cluster, { recursive: true, force: true });
  }
}

interface Ready {
  postmaster: Postmaster;
  adopted: boolean;
}

async function runUntilReady(
  places: Places,
  settings: Record<string, string | number>,
  wantedPort: number,
): Promise<Ready> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let launched: ReturnType<typeof launchPostmaster> | null = null;
  while (performance.now() < deadline) {
    const running = runningPostmaster(places.cluster);
    if (running && (await answers(places, running)))
      return { postmaster: running, adopted: running.pid !== launched?.pid };
    // One that ended has lost the race against another parent, or the memory of a killed server was
    // not yet free: again.
    if (!running && (launched === null || launched.exited()))
      launched = launchPostmaster(places, { ...settings, port: await freePort(wantedPort) });
    await pause(POLL_MS);
  }
  const log = existsSync(places.logFile) ? readFileSync(places.logFile, "utf8").slice(-2000) : "";
  throw new Error(`The embedded PostgreSQL did not start within ${String(START_TIMEOUT_MS)} ms. It says:\n${log}`);
}

async function answers(places: Places, { port }: Postmaster): Promise<boolean> {
  if (!Number.isInteger(port) || port <= 0) return false;
  try {
    await withClient(urlOf(places, port, "postgres"), (client) => client.query("SELECT 1"));
    return true;
  } catch {
    return false;
  }
}

async function ensureDatabase(places: Places, port: number, name: string): Promise<void> {
  await withClient(urlOf(places, port, "postgres"), async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount) return;
    try {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    } catch (error) {
      if (!isDuplicateDatabase(error)) throw error;
    }
  });
}

/**
 * The other parent was quicker: by its name when it had finished, by the catalogue's key when it
 * had not.
 */
function isDuplicateDatabase(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === "42P04" || error.code === "23505");
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function rememberedPort({ portFile }: Places): number {
  return existsSync(portFile) ? Number(readFileSync(portFile, "utf8")) : 0;
}

function urlOf({ password }: Places, port: number, database: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${String(port)}/${database}`;
}
