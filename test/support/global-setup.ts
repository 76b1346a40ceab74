import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { removeEmbedded } from "../embedded-postgres/launcher";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the first test that wants a database starts PostgreSQL. */
    postgresDir: string;
  }
}

const PREFIX = "homeward-test-";

/**
 * Makes room for the PostgreSQL of this run; it starts with the first `createTestDatabase`, and
 * ends here.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftOvers();
  const folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}${String(process.pid)}-`));
  // As root the server runs as another user, who must get through.
  chmodSync(folder, 0o711);
  project.provide("postgresDir", folder);
  return () => remove(folder);
}

/** A run that was killed has left its server behind. */
async function removeLeftOvers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split("-")[0] : NaN);
    if (!Number.isNaN(pid) && !isAlive(pid)) await remove(path.join(tmpdir(), name));
  }
}

async function remove(folder: string): Promise<void> {
  await removeEmbedded(folder);
  rmSync(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
