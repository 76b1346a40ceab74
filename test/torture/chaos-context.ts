import { setTimeout as pause } from "node:timers/promises";
import { eventually, type DemoRun } from "../e2e/support/demo-run";
import { sandboxClient, type SandboxClient } from "../e2e/support/sandbox-client";
import { startSecondWorker, type SecondWorker } from "./second-worker";
import { LONGEST_PAUSE_HOURS } from "./fault";
import { openWatchedDatabase, type WatchedDatabase } from "./watched-database";

const WITHIN_MS = 90_000;
/**
 * The processes learn one after the other that the clock was moved; a call made between is turned
 * away, and its two minutes of silence are the story clock's.
 */
const NUDGE_AFTER_MS = 15_000;
const FIRST_NUDGE_HOURS = 0.1;
/** The demo's supervisor gives up after a few deaths in a row sooner than this after the start. */
const LONG_LIFE_MS = 10_500;
const QUICK_DEATHS_ALLOWED = 3;

type Victim = "app" | "worker";

/**
 * Where one run takes place: a demo with web and worker as two processes, its sandbox, its
 * database, its log.
 */
export interface ChaosContext {
  sandbox: SandboxClient;
  database: WatchedDatabase;
  facts: DemoRun["facts"];
  /** The shop's. */
  accountId: string;
  /** The account that plays the shop's provider. */
  providerAccountId: string;
  /** Whoever holds this lock calls the shop's provider. */
  connectionLock: string;
  /** Whoever holds this lock sends the provider's pushes. */
  outboxLock: string;
  /**
   * Waits until the log says so about what the present episode began: the proof that a named point
   * was reached.
   */
  logSays(message: string): Promise<void>;
  /** What the demo's app has logged since the present episode began. */
  log(): string;
  /** From now on `logSays` looks at what comes. */
  beginEpisode(): void;
  until(ask: () => Promise<boolean> | boolean, what: string): Promise<void>;
  kill(victim: Victim): Promise<void>;
  /** Runs `work` while a second worker is there beside the demo's own; afterwards it is killed. */
  besideSecondWorker(work: (second: SecondWorker) => Promise<void>): Promise<void>;
  /** SIGINT ends the database in order, SIGQUIT lets it crash; the demo starts it again. */
  restartDatabase(signal: "SIGINT" | "SIGQUIT"): Promise<void>;
  /** How many of Shopify's messages are committed. */
  messagesStored(): Promise<number>;
  /** Whether the shop has registrations in this state. */
  hasRegistrations(state: "waiting" | "sending"): Promise<boolean>;
  /** Whether pushes of the provider wait to be sent. */
  hasPushes(): Promise<boolean>;
  /**
   * Whether Shopify's orders are being read; `midway`: and some have been stored, while others are
   * still to come.
   */
  runsSync(which?: { midway: boolean }): Promise<boolean>;
  /** How many calls the gateway has met with this fault. */
  callsWithFault(fault: string): Promise<number>;
  /**
   * Has the gateway hold reads back until the one it holds asks for numbers: that is what only a
   * look-up does.
   */
  untilLookUpIsHeld(): Promise<void>;
  /** Whether nothing is on its way to the provider, and nothing about to be. */
  hasRegistered(): Promise<boolean>;
  /** Waits until nothing is on its way to the provider. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export async function openField(demo: DemoRun): Promise<ChaosContext> {
  const sandbox = sandboxClient(demo.facts);
  const database = openWatchedDatabase(demo.facts().databaseUrl);
  const [ids] = await database.query<{ accountId: string; connectionId: string; providerAccountId: string }>(
    `SELECT shop.id AS "accountId", connection.id AS "connectionId", provider.id AS "providerAccountId"
       FROM account AS shop JOIN connection ON connection.account_id = shop.id, account AS provider
      WHERE shop.kind = 'shop' AND provider.kind = 'api'`,
  );
  if (!ids) throw new Error("The demo has no shop with a provider");
  const { accountId, connectionId, providerAccountId } = ids;
  const startedAt: Record<Victim, number> = { app: performance.now(), worker: performance.now() };
  const quickDeaths: Record<Victim, number> = { app: 0, worker: 0 };
  let begun = demo.log().length;

  const until: ChaosContext["until"] = async (ask, what) => {
    let nudgeAt = performance.now() + NUDGE_AFTER_MS;
    let nudgeHours = FIRST_NUDGE_HOURS;
    const askAndNudge = async () => {
      if (await ask()) return true;
      if (performance.now() > nudgeAt) {
        await sandbox.moveClock(nudgeHours);
        // What is still not there waits for more than a silence.
        nudgeHours = LONGEST_PAUSE_HOURS;
        nudgeAt = performance.now() + NUDGE_AFTER_MS;
      }
      return null;
    };
    await eventually(askAndNudge, {
      withinMs: WITHIN_MS,
      what: () => `${what}; the log ends with:\n${demo.log().slice(-3_000)}`,
    });
  };
  const exists = async (rows: string, values: unknown[]) => {
    const [row] = await database.query<{ found: boolean }>(`SELECT EXISTS (SELECT FROM ${rows}) AS found`, values);
    return row?.found === true;
  };
  const hasRegistrations: ChaosContext["hasRegistrations"] = (state) =>
    exists("registration WHERE account_id = $1 AND state = $2::registration_state", [accountId, state]);
  return {
    sandbox,
    database,
    facts: demo.facts,
    accountId,
    providerAccountId,
    connectionLock: `connection:${connectionId}`,
    outboxLock: `outbox:${providerAccountId}`,
    hasRegistrations,
    hasPushes: () => exists("outbox_message WHERE account_id = $1 AND state = 'waiting'", [providerAccountId]),
    runsSync: ({ midway } = { midway: false }) =>
      exists("sync_run WHERE account_id = $1 AND state = 'running' AND (NOT $2 OR cursor IS NOT NULL)", [
        accountId,
        midway,
      ]),
    async messagesStored() {
      const [row] = await database.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM inbox_message WHERE source = 'shopify'",
      );
      return row?.count ?? 0;
    },
    async besideSecondWorker(work) {
      const second = startSecondWorker(demo);
      try {
        await until(() => second.log().includes("worker is ready"), "the second worker to be ready");
        await work(second);
      } finally {
        await second.kill();
      }
    },
    until,
    beginEpisode: () => void (begun = demo.log().length),
    log: () => demo.log().slice(begun),
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
    async restartDatabase(signal) {
      const { postgres } = demo.facts().pids;
      if (postgres === null) throw new Error("The demo has no database of its own");
      process.kill(postgres, signal);
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
    hasRegistered: async () => !(await hasRegistrations("waiting")) && !(await hasRegistrations("sending")),
    async quiet() {
      await until(async () => !(await hasRegistrations("sending")), "nothing to be on its way to the provider");
    },
    close: () => database.close(),
  };
}
