import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { packagedBinaries } from "./binaries.server";
import { keptPassword } from "./password.server";
import { canEnter, serverUser, type RunAs } from "./run-as.server";

/** Where the parts of one embedded server are, and whom it runs as. */
export interface Places {
  user: RunAs | null;
  /** PostgreSQL's own data directory. */
  cluster: string;
  /** Folder of the server's user, beside the cluster. */
  home: string;
  binaries: string;
  password: string;
  passwordFile: string;
  portFile: string;
  logFile: string;
  /** Says where the server lives when it is not here. */
  pointerFile: string;
  /** Set when the server had to live away from DATA_DIR. */
  outside: string | null;
}

const OUTSIDE_ROOT = "/var/tmp";

/** Finds or makes the folders; the user of the server can enter each of them. */
export function preparePlaces(dataDir: string): Places {
  fs.mkdirSync(dataDir, { recursive: true });
  const folder = fs.realpathSync(dataDir);
  const user = serverUser();
  const pointerFile = path.join(folder, "postgres.location");
  const outside = canEnter(user, folder) ? null : outsideFolder(folder, pointerFile, user);
  const home = outside ?? path.join(folder, "postgres");
  const passwordFile = path.join(folder, "postgres.password");
  const password = keptPassword(passwordFile);
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  if (user) fs.chownSync(home, user.uid, user.gid);
  return {
    user,
    home,
    outside,
    password,
    // Named after its password: when DATA_DIR was deleted but the cluster lived outside, nobody can open it any more.
    cluster: path.join(home, `cluster-${fingerprint(password)}`),
    binaries: reachableBinaries(user, home),
    passwordFile,
    pointerFile,
    portFile: path.join(folder, "postgres.port"),
    logFile: path.join(folder, "postgres.log"),
  };
}

/**
 * A folder for the server when its user cannot enter DATA_DIR. The name follows from DATA_DIR, so that a deleted DATA_DIR does not
 * leave a new folder behind each time; a folder of that name that somebody else made is not trusted.
 */
function outsideFolder(dataDir: string, pointer: string, user: RunAs | null): string {
  if (fs.existsSync(pointer)) {
    const known = fs.readFileSync(pointer, "utf8").trim();
    if (belongsTo(known, user)) return known;
  }
  const wanted = path.join(OUTSIDE_ROOT, `homeward-${fingerprint(dataDir)}`);
  if (!fs.existsSync(wanted)) fs.mkdirSync(wanted, { mode: 0o700 });
  else if (!belongsTo(wanted, user)) return remember(pointer, fs.mkdtempSync(`${wanted}-`));
  return remember(pointer, wanted);
}

function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function belongsTo(folder: string, user: RunAs | null): boolean {
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && (stat.uid === user?.uid || stat.uid === process.getuid?.());
}

function remember(pointer: string, folder: string): string {
  fs.writeFileSync(pointer, `${folder}\n`);
  return folder;
}

function reachableBinaries(user: RunAs | null, home: string): string {
  const packaged = packagedBinaries();
  if (canEnter(user, path.join(packaged, "bin"))) return packaged;
  // Keyed by what was copied, so that an update of the package is not missed.
  const copy = path.join(
    home,
    `binaries-${fingerprint(fs.readFileSync(path.join(packaged, "..", "package.json"), "utf8"))}`,
  );
  if (fs.existsSync(copy)) return copy;
  // Under another name first: a copy that was cut short must not be taken for a whole one.
  const unfinished = fs.mkdtempSync(path.join(home, "unfinished-"));
  fs.cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith(".a") });
  if (user) fs.chownSync(unfinished, user.uid, user.gid);
  try {
    fs.renameSync(unfinished, copy);
  } catch {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
  return copy;
}
