import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  readFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeEmbedded, startEmbedded } from "../launcher";

let dataDir: string;
let log: string[];

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "homeward-embedded-"));
  chmodSync(dataDir, 0o755);
  log = [];
});

afterEach(async () => {
  await removeEmbedded(dataDir);
  rmSync(dataDir, { recursive: true });
});

const start = ({ durable = false } = {}) => startEmbedded({ dataDir, durable, log: (message) => log.push(message) });

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed says so on the way out.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Row & pg.QueryResultRow>(sql)).rows;
  } finally {
    await client.end();
  }
}

function clusterOf(folder: string): string {
  const home = path.join(folder, "postgres");
  const [name = ""] = readdirSync(home).filter((entry) => entry.startsWith("cluster-"));
  return path.join(home, name);
}

async function killed(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  await expect.poll(() => existsSync(`/proc/${String(pid)}/cwd`)).toBe(false);
}

describe("a new embedded PostgreSQL", () => {
  it("holds UTF-8 text and orders it the same everywhere, whatever LANG says", async () => {
    const server = await start();
    const [row] = await ask(
      server.url,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone, upper('größe') AS upper, d.datlocale AS locale
       FROM pg_database d WHERE d.datname = current_database()`,
    );
    expect(row).toEqual({ encoding: "UTF8", zone: "UTC", upper: "GRÖßE", locale: "C.UTF-8" });
  });

  it("listens on the loopback address alone and opens to its password alone, which only the owner can read", async () => {
    const server = await start();
    expect(await ask(server.url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    expect(await ask(server.url, "SHOW unix_socket_directories")).toEqual([{ unix_socket_directories: "" }]);
    const guess = new URL(server.url);
    guess.password = "guess";
    await expect(ask(guess.toString(), "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    expect(statSync(path.join(dataDir, "postgres.password")).mode & 0o777).toBe(0o600);
  });

  it("is one server when two parents start at once", async () => {
    const [first, second] = await Promise.all([startFromOutside(dataDir), startFromOutside(dataDir)]);
    expect(first.pid).toBe(second.pid);
    first.parent.kill("SIGKILL");
    second.parent.kill("SIGKILL");
  });
});

describe("stop", () => {
  it("ends the server, even under a connection that is busy, and the next start finds data and port again", async () => {
    const server = await start();
    await ask(server.url, "CREATE TABLE kept AS SELECT 7 AS value");
    const busy = ask(server.url, "SELECT pg_sleep(600)").catch((error: unknown) => error);
    await expect.poll(() => sleepers(server.url)).toBe(1);
    await server.stop();
    expect(await busy).toBeInstanceOf(Error);
    await expect(ask(server.url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");

    const again = await start();
    expect(again).toMatchObject({ port: server.port, url: server.url, adopted: false });
    expect(await ask(again.url, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
  });

  it("may be called twice", async () => {
    const server = await start();
    await server.stop();
    await server.stop();
    expect(existsSync(path.join(clusterOf(dataDir), "postmaster.pid"))).toBe(false);
  });
});

describe("after a crash", () => {
  it("takes over the server whose parent was killed", async () => {
    const { parent, url, pid } = await startFromOutside(dataDir);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    const server = await start();
    expect(server).toMatchObject({ adopted: true, pid, url });
    await server.stop();
    await expect(ask(url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
  });

  it("starts again when the server itself was killed, with everything that was committed", async () => {
    const server = await start({ durable: true });
    await ask(server.url, "CREATE TABLE kept AS SELECT 7 AS value");
    await killed(server.pid);
    const again = await start({ durable: true });
    expect(again.pid).not.toBe(server.pid);
    expect(await ask(again.url, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
  });

  it("is not stopped by a lock file whose process id now belongs to another program", async () => {
    const server = await start();
    const lockFile = path.join(clusterOf(dataDir), "postmaster.pid");
    const lock = readFileSync(lockFile, "utf8");
    await server.stop();
    writeFileSync(lockFile, lock.replace(String(server.pid), String(process.pid)));
    const again = await start();
    expect(again.adopted).toBe(false);
    expect(await ask(again.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

// Only root has to lend the server another user, so only root can see it shut out.
if (process.getuid?.() === 0) {
  describe("as root, in a folder that nobody else can enter", () => {
    let closed: string;
    beforeEach(() => {
      closed = dataDir;
      chmodSync(closed, 0o700);
      dataDir = path.join(closed, "data");
    });
    afterEach(async () => {
      await removeEmbedded(dataDir);
      dataDir = closed;
    });

    it("lives elsewhere, says so, and leaves nothing behind when it is removed", async () => {
      const server = await start();
      const elsewhere = locationOf(dataDir);
      expect(log[0]).toContain(elsewhere);
      expect(statSync(elsewhere).mode & 0o777).toBe(0o700);
      expect(await ask(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
      await removeEmbedded(dataDir);
      expect(existsSync(elsewhere)).toBe(false);
    });

    it("begins anew when the folder was deleted and the server was not", async () => {
      const lost = await start();
      const elsewhere = locationOf(dataDir);
      rmSync(dataDir, { recursive: true });
      const server = await start();
      expect(locationOf(dataDir)).toBe(elsewhere);
      await expect(ask(lost.url, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
      expect(await ask(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    });
  });
}

function locationOf(folder: string): string {
  return readFileSync(path.join(folder, "postgres.location"), "utf8").trim();
}

async function sleepers(url: string): Promise<number> {
  const sql = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'";
  return (await ask(url, sql)).length;
}

async function startFromOutside(folder: string) {
  const parent = spawn(
    process.execPath,
    ["--import", "tsx", "test/embedded-postgres/tests/embedded-parent.ts", folder],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  for await (const line of createInterface({ input: parent.stdout })) {
    const { url, pid } = JSON.parse(line) as { url: string; pid: number };
    return { parent, url, pid };
  }
  throw new Error("The parent ended before its server was ready.");
}
