import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Places } from "./places";

export const SUPERUSER = "postgres";

/**
 * Runs initdb where there is no cluster yet. Two parents may do so at once: the first to finish
 * wins.
 */
export function ensureCluster(places: Places, { durable }: { durable: boolean }): void {
  if (existsSync(path.join(places.cluster, "PG_VERSION"))) return;
  const workplace = mkdtempSync(path.join(places.home, "initdb-"));
  const passwordCopy = path.join(workplace, "password");
  const unfinished = path.join(workplace, "cluster");
  writeFileSync(passwordCopy, places.password, { mode: 0o600 });
  if (places.user) for (const file of [workplace, passwordCopy]) chownSync(file, places.user.uid, places.user.gid);
  try {
    runInitdb(places, ["-D", unfinished, `--pwfile=${passwordCopy}`, ...(durable ? [] : ["--no-sync"])]);
    renameSync(unfinished, places.cluster);
  } catch (error) {
    // A folder with something in it is never renamed over: the other parent's cluster stands.
    if (!existsSync(places.cluster)) throw error;
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

function runInitdb(places: Places, where: string[]): void {
  const { status, stderr, error } = spawnSync(
    path.join(places.binaries, "bin", "initdb"),
    // The built-in locale: the same order and case rules on every machine, whatever LANG says.
    [...where, `--username=${SUPERUSER}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"].concat([
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ]),
    { ...places.user, cwd: places.home, env: serverEnvironment(), encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`);
}

/**
 * Nothing of ours: PGPORT and its kin would reconfigure the server, and secrets would be readable
 * in its environment.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  // NODE_ENV only because Remix's types want it in every environment.
  return { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", NODE_ENV: "production" };
}
