import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { removeEmbedded } from "#test/embedded-postgres/launcher";

const factsSchema = z.object({
  appUrl: z.string(),
  sandboxUrl: z.string(),
  adminUrl: z.string(),
  storefrontUrl: z.string(),
  orderStatusUrl: z.string(),
  shop: z.string(),
  shopifyApiKey: z.string(),
  shopifyApiSecret: z.string(),
  shopApiKey: z.string(),
  providerApiKey: z.string(),
  providerUrl: z.string(),
  databaseUrl: z.string(),
  pids: z.object({
    app: z.number(),
    sandbox: z.number(),
    postgres: z.number().nullable(),
    worker: z.number().optional(),
  }),
});

/** `DATA_DIR/demo.json`. */
export type DemoFacts = z.infer<typeof factsSchema>;

/** A demo of its own, started as a person starts it, on free ports and an empty folder. */
export interface DemoRun {
  /** Its DATA_DIR. */
  dataDir: string;
  facts(): DemoFacts;
  /** What the app has logged so far. */
  log(): string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 150_000;

/** A demo that is only starting. */
interface StartingDemo extends Pick<DemoRun, "dataDir" | "log" | "stop"> {
  ports: number[];
  child: ChildProcess;
}

export async function spawnDemo(
  options: { args?: string[]; env?: Record<string, string> } = {},
): Promise<StartingDemo> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "homeward-e2e-"));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ["--import", "tsx", "test/sandbox/demo.ts", ...(options.args ?? [])], {
    env: {
      ...process.env,
      ...options.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      LOG_LEVEL: "info",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (log += chunk.toString()));
  return {
    dataDir,
    ports: [port, sandboxPort],
    child,
    log: () => log,
    async stop() {
      await ended(child);
      await removeEmbedded(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function startDemo(options: { args?: string[]; env?: Record<string, string> } = {}): Promise<DemoRun> {
  const { dataDir, child, log, stop } = await spawnDemo(options);
  const file = path.join(dataDir, "demo.json");
  await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`The demo ended with ${String(child.exitCode)}:\n${log()}`);
      return existsSync(file) || null;
    },
    { withinMs: READY_WITHIN_MS, what: () => `the demo to be ready:\n${log()}` },
  );
  return {
    dataDir,
    facts: () => factsSchema.parse(JSON.parse(readFileSync(file, "utf8"))),
    log,
    stop,
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGINT");
  });
}

/**
 * Below what systems give to outgoing connections: one of those would take the port while the demo
 * starts, or while its app is down.
 */
const PORTS = { from: 20_000, to: 32_000 };

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFree(port)) return port;
  }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

const POLL_MS = 50;

/** Asks again and again until there is an answer; fails with what was waited for. */
export async function eventually<Answer>(
  ask: () => Promise<Answer | null> | Answer | null,
  options: { withinMs: number; what: string | (() => string) },
): Promise<Answer> {
  const until = Date.now() + options.withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > until) {
      const what = typeof options.what === "string" ? options.what : options.what();
      throw new Error(`Waited ${String(options.withinMs)} ms for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
