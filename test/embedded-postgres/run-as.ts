import { execFileSync, spawnSync } from "node:child_process";

/** Whom the server runs as; null is whoever we are. */
export interface RunAs {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root, so root lends it a user without rights. */
export function serverUser(): RunAs | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    const uid = idOf("-u", name);
    const gid = idOf("-g", name);
    if (uid !== null && gid !== null) return { uid, gid };
  }
  throw new Error("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.");
}

function idOf(flag: "-u" | "-g", name: string): number | null {
  try {
    return Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" }));
  } catch {
    return null;
  }
}

/** Asks the kernel, because modes, owners and access lists along the whole path decide. */
export function canEnter(user: RunAs | null, folder: string): boolean {
  if (user === null) return true;
  const probe = spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", folder], { ...user, cwd: "/" });
  return probe.status === 0;
}
