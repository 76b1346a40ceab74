import { spawn } from "node:child_process";
import type { DemoRun } from "../e2e/support/demo-run";
import { appEnvironment } from "../sandbox/demo/app-environment";

export interface SecondWorker {
  /** What it has logged so far. */
  log(): string;
  kill(): Promise<void>;
}

/** Starts another worker on the demo's database, as an operator would on another machine. */
export function startSecondWorker(demo: DemoRun): SecondWorker {
  const child = spawn(process.execPath, ["build/server/worker.js"], {
    env: { ...process.env, ...appEnvironment({ ...demo.facts(), dataDir: demo.dataDir }), LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    log: () => log,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
