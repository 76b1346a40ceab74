import { spawn, type ChildProcess } from "node:child_process";

export interface Supervised {
  /** Until it can be used for the first time. */
  ready: Promise<void>;
  pid(): number;
  stop(): Promise<void>;
}

interface ProcessPlan {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  /** Resolves when the process can be used; asked again after every restart. */
  whenReady: () => Promise<void>;
  onRestart: () => void;
  onGivingUp: (reason: string) => void;
}

const STOP_GRACE_MS = 15_000;
const QUICK_DEATH_MS = 10_000;
const QUICK_DEATHS_ALLOWED = 3;

/**
 * Starts a process and starts it again when it dies, as an operator's service manager would.
 * Answers at once: whoever stops everything must reach what is only starting.
 */
export function supervise(plan: ProcessPlan): Supervised {
  let child: ChildProcess;
  let stopping = false;
  let quickDeaths = 0;

  const start = () => {
    const startedAt = Date.now();
    child = spawn(plan.command, plan.args, {
      stdio: ["ignore", "inherit", "inherit"],
      // A group of its own: Ctrl-C reaches a terminal's whole group, and the parts are stopped
      // here, in order.
      detached: true,
      env: { ...process.env, ...plan.env },
    });
    child.once("exit", (code, signal) => {
      if (stopping) return;
      quickDeaths = Date.now() - startedAt < QUICK_DEATH_MS ? quickDeaths + 1 : 0;
      process.stderr.write(`${plan.name} ended (${signal ?? String(code)})\n`);
      if (quickDeaths > QUICK_DEATHS_ALLOWED) return plan.onGivingUp(`${plan.name} keeps ending at once`);
      start();
      plan.whenReady().then(plan.onRestart, (error: unknown) => plan.onGivingUp(String(error)));
    });
  };
  start();
  return {
    ready: plan.whenReady(),
    pid: () => child.pid ?? 0,
    stop() {
      stopping = true;
      return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
        setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS).unref();
      });
    },
  };
}

/** Asks an address until it answers 2xx. */
export async function answers(url: string, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    const ok = await fetch(url).then(
      async (response) => (await response.text(), response.ok),
      () => false,
    );
    if (ok) return;
    if (Date.now() > until) throw new Error(`${url} did not answer in time`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
