import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const facts = z.object({
  pids: z.object({
    app: z.number(),
    sandbox: z.number(),
    worker: z.number().optional(),
    demo: z.number().optional(),
  }),
});

const STOP_WITHIN_MS = 15_000;

/**
 * Ends a demo that still runs on this data, or what its death left running, so that the ports and
 * the data are free.
 */
export async function endPredecessor(dataDir: string): Promise<void> {
  const file = path.join(dataDir, "demo.json");
  if (!existsSync(file)) return;
  const known = facts.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!known.success) return;
  const { app, sandbox, worker, demo } = known.data.pids;
  if (demo !== undefined && demo !== process.pid) await end(demo, ["demo.ts"]);
  await end(app, ["build/server/web.js"]);
  await end(app, ["sandbox/dev/app.ts"]);
  if (worker !== undefined) await end(worker, ["build/server/worker.js"]);
  await end(sandbox, ["sandbox/main.ts"]);
}

/** Ends a process only if it still is what it was: numbers are given out again. */
async function end(pid: number, marks: string[]): Promise<void> {
  if (!isOurs(pid, marks)) return;
  kill(pid, "SIGTERM");
  const until = Date.now() + STOP_WITHIN_MS;
  while (isOurs(pid, marks)) {
    if (Date.now() > until) kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

function isOurs(pid: number, marks: string[]): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const command = readFileSync(`/proc/${String(pid)}/cmdline`, "utf8");
    return marks.every((mark) => command.includes(mark));
  } catch {
    return existsSync("/proc") ? false : true;
  }
}
