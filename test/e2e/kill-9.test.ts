import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventually, startDemo, type DemoRun } from "./support/demo-run";
import { sandboxClient, type SandboxClient } from "./support/sandbox-client";

const RECOVERS_WITHIN_MS = 45_000;

/**
 * The app is killed at a named point; the supervisor starts it again, as a service manager would.
 */
describe("kill -9 of the app", () => {
  let demo: DemoRun;
  let sandbox: SandboxClient;
  let database: pg.Client;
  let begun = 0;

  beforeAll(async () => {
    demo = await startDemo({ args: ["--app-only"] });
    sandbox = sandboxClient(demo.facts);
    database = new pg.Client({ connectionString: demo.facts().databaseUrl });
    await database.connect();
  });
  beforeEach(() => {
    begun = demo.log().length;
  });
  afterAll(async () => {
    await database.end();
    await demo.stop();
  });

  test("after the inbox commit: the webhook is read after the start", async () => {
    const number = "1Z999AA10123456784";
    const { rows } = await database.query<{ id: string }>("SELECT id FROM account WHERE kind = 'shop'");
    // Whoever holds the inbox's lock reads it: while the test does, the app stores and cannot go
    // on.
    const lock = `inbox:${rows[0]?.id ?? ""}`;
    await database.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [lock]);
    const { status } = await sandbox.fulfil({ trackingNumbers: [number], trackingCompany: "UPS" });
    expect(status).toBe(200);
    const point = await logLine("webhooks stored");
    expect(await waitingMessages()).toBe(1);
    await killApp();
    await database.query("SELECT pg_advisory_unlock(hashtextextended($1, 0))", [lock]);

    await expectOneOfEach(number, "ups");
    expect(demo.log().indexOf('"inbox read"', point)).toBeGreaterThan(demo.log().indexOf("The app ended", point));
  });

  test("while the gateway holds the provider's answer: looked up, not sent again", async () => {
    const number = "1ZX17XYW0329999992";
    await sandbox.faults({ hold: "after", path: "batch" });
    await sandbox.fulfil({ trackingNumbers: [number], trackingCompany: "UPS" });
    await eventually(async () => ((await sandbox.held()) === 1 ? true : null), {
      withinMs: 10_000,
      what: "the gateway to hold the answer",
    });
    const point = await logLine("batch is being sent");
    await killApp();
    await sandbox.release();

    await expectOneOfEach(number, "ups");
    const after = demo.log().slice(point);
    expect(after).toContain("registrations were interrupted");
    expect(after).toContain("unknown outcomes looked up");
  });

  test("before the result is stored: looked up, not sent again", async () => {
    const number = "1Z5R89390357567127";
    await sandbox.faults({ hold: "after", path: "batch" });
    await sandbox.fulfil({ trackingNumbers: [number], trackingCompany: "UPS" });
    await eventually(async () => ((await sandbox.held()) === 1 ? true : null), {
      withinMs: 10_000,
      what: "the gateway to hold the answer",
    });
    // The ledger's row is locked from outside, so the app has the answer in hand and cannot write
    // it.
    await database.query("BEGIN");
    await database.query("SELECT FROM registration WHERE number_key = $1 FOR UPDATE", [number]);
    await sandbox.release();
    const point = await logLine("batch outcome is being stored");
    await killApp();
    await database.query("ROLLBACK");

    await expectOneOfEach(number, "ups");
    expect(demo.log().slice(point)).toContain("unknown outcomes looked up");
  });

  /** Waits until the log says so about what this test began, and answers where. */
  async function logLine(message: string): Promise<number> {
    return eventually(
      () => {
        const found = demo.log().indexOf(`"${message}"`, begun);
        return found < 0 ? null : found;
      },
      { withinMs: 10_000, what: `the log to say "${message}"` },
    );
  }

  async function waitingMessages(): Promise<number> {
    const { rows } = await database.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM inbox_message WHERE state = 'waiting'",
    );
    return rows[0]?.count ?? 0;
  }

  async function killApp(): Promise<void> {
    const { app } = demo.facts().pids;
    process.kill(app, "SIGKILL");
    await eventually(() => (demo.facts().pids.app === app ? null : true), {
      withinMs: RECOVERS_WITHIN_MS,
      what: "the app to be started again",
    });
  }

  async function expectOneOfEach(number: string, courier: string): Promise<void> {
    const pair = `${number}|${courier}`;
    await eventually(
      async () => {
        const { rows } = await database.query(
          `SELECT FROM registration JOIN account ON account.id = account_id
            WHERE account.kind = 'shop' AND number_key = $1 AND registration.state = 'registered'`,
          [number],
        );
        return rows.length === 1 ? true : null;
      },
      { withinMs: RECOVERS_WITHIN_MS, what: () => `${pair} to be registered:\n${demo.log().slice(-4000)}` },
    );
    const { charges, submissions } = await sandbox.providerCalls();
    expect({ charged: charges[pair], submitted: submissions[pair] }).toEqual({ charged: 1, submitted: 1 });
    expect(await sandbox.trackings([number])).toHaveLength(1);
  }
});
