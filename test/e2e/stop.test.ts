import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually, startDemo, type DemoRun } from "./support/demo-run";
import { sandboxClient, type SandboxClient } from "./support/sandbox-client";

/** app/OPERATING.md, "Stopping and crashing". */
const STOPS_WITHIN_MS = 10_000;
const RECOVERS_WITHIN_MS = 45_000;

/**
 * The app is told to stop while a provider has a batch; the supervisor starts it again, as a
 * service manager would.
 */
describe("SIGTERM while the provider holds its answer", () => {
  let demo: DemoRun;
  let sandbox: SandboxClient;
  let database: pg.Client;

  beforeAll(async () => {
    demo = await startDemo({ args: ["--app-only"] });
    sandbox = sandboxClient(demo.facts);
    database = new pg.Client({ connectionString: demo.facts().databaseUrl });
    await database.connect();
  });
  beforeEach(async () => {
    await sandbox.faults({ hold: "after", path: "batch" });
  });
  afterAll(async () => {
    await database.end();
    await demo.stop();
  });

  test("which comes: the batch is settled before the process ends, and nothing has to be looked up", async () => {
    const number = "1Z999AA10123456784";
    const from = await holdBatchOf(number);
    const before = demo.facts().pids.app;
    const notice = performance.now();
    const ended = requestStop();
    await logged("stopping", from);
    await sandbox.release();
    await ended;
    expect(performance.now() - notice).toBeLessThan(STOPS_WITHIN_MS);
    const log = demo.log().slice(from);
    expect(log).toContain("The app ended (0)");
    expect(log.indexOf('"batch settled"')).toBeLessThan(log.indexOf("The app ended"));
    await expectOnce(number, before);
    expect(demo.log().slice(from)).not.toContain("registrations were interrupted");
  });

  test("which never comes: the process ends in time all the same, and the next one looks the batch up", async () => {
    const number = "1ZX17XYW0329999992";
    const from = await holdBatchOf(number);
    const before = demo.facts().pids.app;
    const notice = performance.now();
    await requestStop();
    expect(performance.now() - notice).toBeLessThan(STOPS_WITHIN_MS);
    expect(demo.log().slice(from)).toContain("The app ended (0)");
    await sandbox.release();
    await expectOnce(number, before);
    expect(demo.log().slice(from)).toContain("unknown outcomes looked up");
  });

  /**
   * Fulfils an order whose batch reaches the provider and whose answer is kept back; answers where
   * the log stood.
   */
  async function holdBatchOf(number: string): Promise<number> {
    const from = demo.log().length;
    await sandbox.fulfil({ trackingNumbers: [number], trackingCompany: "UPS" });
    await eventually(async () => ((await sandbox.held()) === 1 ? true : null), {
      withinMs: 10_000,
      what: "the gateway to hold the answer",
    });
    return from;
  }

  async function logged(message: string, from: number): Promise<void> {
    await eventually(() => (demo.log().includes(`"${message}"`, from) ? true : null), {
      withinMs: 5_000,
      what: `the log to say "${message}"`,
    });
  }

  async function requestStop(): Promise<void> {
    const from = demo.log().length;
    process.kill(demo.facts().pids.app, "SIGTERM");
    await eventually(() => (demo.log().includes("The app ended", from) ? true : null), {
      withinMs: STOPS_WITHIN_MS + 5_000,
      what: () => `the app to end:\n${demo.log().slice(from)}`,
    });
  }

  async function expectOnce(number: string, before: number): Promise<void> {
    await eventually(() => (demo.facts().pids.app === before ? null : true), {
      withinMs: RECOVERS_WITHIN_MS,
      what: "the app to be started again",
    });
    await eventually(
      async () => {
        const { rows } = await database.query(
          `SELECT FROM registration JOIN account ON account.id = account_id
            WHERE account.kind = 'shop' AND number_key = $1 AND registration.state = 'registered'`,
          [number],
        );
        return rows.length === 1 ? true : null;
      },
      { withinMs: RECOVERS_WITHIN_MS, what: () => `${number} to be registered:\n${demo.log().slice(-4_000)}` },
    );
    const { charges, submissions } = await sandbox.providerCalls();
    const pair = `${number}|ups`;
    expect({ charged: charges[pair], submitted: submissions[pair] }).toEqual({ charged: 1, submitted: 1 });
  }
});
