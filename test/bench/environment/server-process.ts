import { spawn } from "node:child_process";
import { answers } from "../../sandbox/demo/supervised";
import { projectDir } from "./environment";

const READY_WITHIN_MS = 60_000;
const STOP_GRACE_MS = 15_000;

export interface ServerPlan {
  name: string;
  /** After `node`: flags, file, arguments. */
  args: string[];
  env: Record<string, string>;
  /** Asked until it answers 2xx; without one the process counts as ready at once. */
  readyUrl?: string;
}

export interface ServerProcess {
  pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a process of its own and waits until it is ready; one that ends by itself fails the
 * benchmark.
 */
export async function startServer({ name, args, env, readyUrl }: ServerPlan): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, {
    cwd: projectDir,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...env },
  });
  let stopping = false;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const died = ended.then(() => {
    if (!stopping) throw new Error(`${name} ended (${child.signalCode ?? String(child.exitCode)})`);
  });
  if (readyUrl !== undefined) await Promise.race([answers(readyUrl, READY_WITHIN_MS), died]);
  return {
    pid: child.pid ?? 0,
    async stop() {
      stopping = true;
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
      await ended;
      clearTimeout(late);
    },
  };
}
