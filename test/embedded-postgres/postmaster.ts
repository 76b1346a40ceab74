import { execFileSync, spawn } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { serverEnvironment } from "./cluster";
import type { Places } from "./places";

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;
const POLL_MS = 25;

export interface Launched {
  pid: number | undefined;
  /** Tells a failed start from a slow one. */
  exited(): boolean;
}

export interface Postmaster {
  pid: number;
  port: number;
}

/**
 * The server that holds this cluster, by its own lock file; null when none does. Removes a lock
 * file that names a foreign process.
 */
export function runningPostmaster(cluster: string): Postmaster | null {
  const lockFile = path.join(cluster, "postmaster.pid");
  if (!existsSync(lockFile)) return null;
  const lines = readFileSync(lockFile, "utf8").split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (isPostmasterOf(cluster, pid)) return { pid, port };
  // PostgreSQL itself sees through a dead pid, but not through one that another program has been
  // given since.
  if (isAlive(pid)) rmSync(lockFile, { force: true });
  return null;
}

/** False for a zombie too, which a machine without an init process may keep for ever. */
export function isPostmasterOf(cluster: string, pid: number): boolean {
  return isAlive(pid) && commandLineOf(pid).includes(cluster);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function commandLineOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${String(pid)}/cmdline`, "utf8");
    return execFileSync("ps", ["-p", String(pid), "-o", "args="], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** Starts a server that outlives us. */
export function launchPostmaster(places: Places, settings: Record<string, string | number>): Launched {
  const tooLong = existsSync(places.logFile) && statSync(places.logFile).size > LOG_LIMIT_BYTES;
  const log = openSync(places.logFile, tooLong ? "w" : "a", 0o600);
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${String(value)}`]);
  const child = spawn(path.join(places.binaries, "bin", "postgres"), ["-D", places.cluster, ...options], {
    ...places.user,
    // A group of its own: Ctrl-C in the terminal is for us, and we stop it in order.
    detached: true,
    stdio: ["ignore", log, log],
    cwd: places.cluster,
    env: serverEnvironment(),
  });
  closeSync(log);
  let exited = false as boolean;
  child.once("exit", () => (exited = true));
  child.once("error", () => (exited = true));
  child.unref();
  return { pid: child.pid, exited: () => exited };
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
export async function stopPostmaster(
  { cluster }: Pick<Places, "cluster">,
  { graceMs }: { graceMs: number },
): Promise<void> {
  const running = runningPostmaster(cluster);
  if (!running) return;
  process.kill(running.pid, "SIGINT");
  const deadline = performance.now() + graceMs;
  while (isPostmasterOf(cluster, running.pid)) {
    if (performance.now() > deadline) {
      // Like a power cut: nothing committed is lost, the next start recovers.
      process.kill(running.pid, "SIGQUIT");
      return;
    }
    await pause(POLL_MS);
  }
}

/** A port nobody listens on, the wanted one if possible. */
export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      if (wanted === 0) reject(error);
      else resolve(freePort(0));
    });
    probe.listen(wanted, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === "object" && address ? address.port : wanted);
      });
    });
  });
}
