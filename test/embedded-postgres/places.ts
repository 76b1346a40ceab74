import * as fs from "node:fs";
import path from "node:path";
import { reachableBinaries } from "./binaries";
import { fingerprint } from "./fingerprint";
import { keptPassword } from "./password";
import { canEnter, serverUser, type RunAs } from "./run-as";

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
    // Named after its password: when DATA_DIR was deleted but the cluster lived outside, nobody can
    // open it any more.
    cluster: path.join(home, `cluster-${fingerprint(password)}`),
    binaries: reachableBinaries(user, home),
    passwordFile,
    pointerFile,
    portFile: path.join(folder, "postgres.port"),
    logFile: path.join(folder, "postgres.log"),
  };
}

/**
 * A folder for the server when its user cannot enter DATA_DIR. The name follows from DATA_DIR, so
 * that a deleted DATA_DIR does not leave a new folder behind each time; a folder of that name that
 * somebody else made is not trusted.
 */
function outsideFolder(dataDir: string, pointer: string, user: RunAs | null): string {
  if (fs.existsSync(pointer)) {
    const known = fs.readFileSync(pointer, "utf8").trim();
    if (belongsTo(known, user)) return known;
  }
  const wanted = path.join(OUTSIDE_ROOT, `homeward-${fingerprint(dataDir)}`);
  fs.mkdirSync(wanted, { recursive: true, mode: 0o700 });
  return remember(pointer, belongsTo(wanted, user) ? wanted : fs.mkdtempSync(`${wanted}-`));
}

function belongsTo(folder: string, user: RunAs | null): boolean {
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && (stat.uid === user?.uid || stat.uid === process.getuid?.());
}

function remember(pointer: string, folder: string): string {
  fs.writeFileSync(pointer, `${folder}\n`);
  return folder;
}
