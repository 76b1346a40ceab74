import { setTimeout as pause } from "node:timers/promises";
import { eventually, type DemoRun } from "../e2e/support/demo-run";
import { sandboxClient, type SandboxClient } from "../e2e/support/sandbox-client";
import { openWatchedDatabase, type WatchedDatabase } from "./watched-database";

const WITHIN_MS = 90_000;
/**
 * The processes learn one after the other that the clock was moved; a call made between is turned away, and its two minutes of silence
 * are the story clock's.
 */
const NUDGE_AFTER_MS = 15_000;
const NUDGE_HOURS = 0.1;
/** The demo's supervisor gives up after a few deaths in a row sooner than this after the start. */
const LONG_LIFE_MS = 10_500;
const QUICK_DEATHS_ALLOWED = 3;

type Victim = "app" | "worker";

/** Where one run takes place: a demo with web and worker as two processes, its sandbox, its database, its log. */
export interface Field {
  sandbox: SandboxClient;
  database: WatchedDatabase;
  /** The shop's. */
  accountId: string;
  /** Waits until the log says so about what the present episode began: the proof that a named point was reached. */
  logSays(message: string): Promise<void>;
  /** From now on `logSays` looks at what comes. */
  beginEpisode(): void;
  until(ask: () => Promise<boolean> | boolean, what: string): Promise<void>;
  kill(victim: Victim): Promise<void>;
  restartDatabase(): Promise<void>;
  /** How many calls the gateway has met with this fault. */
  callsWithFault(fault: string): Promise<number>;
  /** Has the gateway hold reads back until the one it holds asks for numbers: that is what only a look-up does. */
  untilLookUpIsHeld(): Promise<void>;
  /** Waits until nothing is on its way to the provider. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export async function openField(demo: DemoRun): Promise<Field> {
  const sandbox = sandboxClient(demo.facts);
  const database = openWatchedDatabase(demo.facts().databaseUrl);
  const [account] = await database.query<{ id: string }>("SELECT id FROM account WHERE kind = 'shop'");
  if (!account) throw new Error("The demo has no shop");
  const accountId = account.id;
  const startedAt: Record<Victim, number> = { app: performance.now(), worker: performance.now() };
  const quickDeaths: Record<Victim, number> = { app: 0, worker: 0 };
  let begun = demo.log().length;

  const until: Field["until"] = async (ask, what) => {
    let nudgeAt = performance.now() + NUDGE_AFTER_MS;
    const askAndNudge = async () => {
      if (await ask()) return true;
      if (performance.now() > nudgeAt) {
        await sandbox.moveClock(NUDGE_HOURS);
        nudgeAt = performance.now() + NUDGE_AFTER_MS;
      }
      return null;
    };
    await eventually(askAndNudge, {
      withinMs: WITHIN_MS,
      what: () => `${what}; the log ends with:\n${demo.log().slice(-3_000)}`,
    });
  };
  return {
    sandbox,
    database,
    accountId,
    until,
    beginEpisode: () => void (begun = demo.log().length),
    logSays: (message) => until(() => demo.log().includes(message, begun), `the log to say "${message}"`),
    async kill(victim) {
      const lifeMs = performance.now() - startedAt[victim];
      if (lifeMs < LONG_LIFE_MS && quickDeaths[victim] === QUICK_DEATHS_ALLOWED) await pause(LONG_LIFE_MS - lifeMs);
      quickDeaths[victim] = performance.now() - startedAt[victim] < LONG_LIFE_MS ? quickDeaths[victim] + 1 : 0;
      const pid = demo.facts().pids[victim];
      if (pid === undefined) throw new Error(`The demo has no process of its own for ${victim}`);
      process.kill(pid, "SIGKILL");
      await until(() => demo.facts().pids[victim] !== pid, `${victim} to be started again`);
      startedAt[victim] = performance.now();
    },
    async restartDatabase() {
      const { postgres } = demo.facts().pids;
      if (postgres === null) throw new Error("The demo has no database of its own");
      process.kill(postgres, "SIGINT");
      await until(() => demo.facts().pids.postgres !== postgres, "the database to be started again");
    },
    async callsWithFault(fault) {
      const { calls } = await sandbox.providerCalls();
      return calls.filter((call) => call.fault === fault).length;
    },
    async untilLookUpIsHeld() {
      await until(async () => {
        await sandbox.faults({ hold: "before", path: "trackings/get" });
        await until(async () => (await sandbox.held()) > 0, "the gateway to hold a read");
        const { calls } = await sandbox.providerCalls();
        if (calls.findLast((call) => call.fault === "hold before")?.query.includes("numbers=")) return true;
        await sandbox.release();
        return false;
      }, "the gateway to hold a look-up");
    },
    async quiet() {
      await until(async () => {
        const [row] = await database.query<{ busy: boolean }>(
          "SELECT EXISTS (SELECT FROM registration WHERE account_id = $1 AND state = 'sending') AS busy",
          [accountId],
        );
        return row?.busy === false;
      }, "nothing to be on its way to the provider");
    },
    close: () => database.close(),
  };
}
