import type { Field } from "./field";

/** One thing that goes wrong. `meet` has the messages delivered at the right moment, proves that it was hit, and leaves a field that can heal. */
export interface Danger {
  name: string;
  meet(field: Field, deliver: () => Promise<void>): Promise<void>;
}

const faultModes = ["http500", "timeout", "reset", "rate429", "garbage", "quota", "badkey", "slow"] as const;
const moments = ["before", "after"] as const;
/** The pause after a refused quota is the longest (paced-call.server.ts). */
const LONGEST_PAUSE_HOURS = 1.1;

/** One call of the gateway goes wrong, before or after the provider has done the work. */
function gatewayFault(mode: (typeof faultModes)[number], when: (typeof moments)[number], path: string): Danger {
  const what = path === "batch" ? "a create" : "a read";
  return {
    name: `${mode} ${when} the provider's work on ${what}`,
    async meet(field, deliver) {
      const met = await field.callsWithFault(`${mode} ${when}`);
      await field.sandbox.faults({ mode, when, path, calls: 1 });
      await deliver();
      await field.until(async () => (await field.callsWithFault(`${mode} ${when}`)) > met, `${mode} to be met`);
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
    },
  };
}

/** The worker is killed while the gateway holds a call of the ledger back. */
function killWhileHeld(name: string, hold: "before" | "after"): Danger {
  return {
    name,
    async meet(field, deliver) {
      await field.sandbox.faults({ hold, path: "batch" });
      await deliver();
      await field.until(async () => (await field.sandbox.held()) === 1, "the gateway to hold the batch");
      await field.logSays("batch is being sent");
      await field.kill("worker");
      await field.sandbox.release();
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await field.logSays("registrations were interrupted");
    },
  };
}

const kills: Danger[] = [
  {
    name: "kill -9 of web and worker after the inbox commit",
    async meet(field, deliver) {
      await field.quiet();
      // Whoever holds the inbox's lock reads it: while we do, webhooks are stored and nobody can go on.
      await field.database.holding(
        "SELECT pg_advisory_lock(hashtextextended($1, 0))",
        [`inbox:${field.accountId}`],
        async () => {
          await deliver();
          await field.logSays("webhooks stored");
          await field.kill("app");
          await field.kill("worker");
        },
      );
      await field.logSays("inbox read");
    },
  },
  {
    name: "kill -9 of the worker while it applies the inbox",
    async meet(field, deliver) {
      await field.database.holding("LOCK TABLE fulfillment IN EXCLUSIVE MODE", [], async () => {
        await deliver();
        await field.until(() => field.database.somebodyWaitsFor("fulfillment"), "somebody to wait for fulfillment");
        await field.kill("worker");
      });
      await field.logSays("inbox read");
    },
  },
  killWhileHeld("kill -9 of the worker after the intent, before the provider has the batch", "before"),
  killWhileHeld("kill -9 of the worker after the provider's commit, before its answer", "after"),
  {
    name: "kill -9 of the worker with the answer in hand, before it is stored",
    async meet(field, deliver) {
      await field.sandbox.faults({ hold: "after", path: "batch" });
      await deliver();
      await field.until(async () => (await field.sandbox.held()) === 1, "the gateway to hold the batch");
      const sending = "SELECT FROM registration WHERE account_id = $1 AND state = 'sending' FOR UPDATE";
      await field.database.holding(sending, [field.accountId], async () => {
        await field.sandbox.release();
        await field.logSays("batch outcome is being stored");
        await field.kill("worker");
      });
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await field.logSays("unknown outcomes looked up");
    },
  },
  {
    name: "kill -9 of the worker right after a batch was settled",
    async meet(field, deliver) {
      await deliver();
      await field.logSays("batch settled");
      await field.kill("worker");
    },
  },
  {
    name: "kill -9 of the worker while it looks an unknown outcome up",
    async meet(field, deliver) {
      await field.sandbox.faults({ mode: "reset", when: "after", path: "batch" });
      await deliver();
      await field.logSays("provider call failed");
      await field.untilLookUpIsHeld();
      await field.kill("worker");
      await field.sandbox.release();
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
    },
  },
  {
    name: "kill -9 of the worker while it applies a refresh",
    async meet(field, deliver) {
      await deliver();
      await field.logSays("batch settled");
      const followed = "SELECT FROM shipment WHERE account_id = $1 AND registration_state = 'registered' FOR UPDATE";
      await field.database.holding(followed, [field.accountId], async () => {
        await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
        await field.until(() => field.database.somebodyWaitsFor("shipment"), "somebody to wait for shipment");
        await field.kill("worker");
      });
    },
  },
];

const restart: Danger = {
  name: "a restart of the database while a batch is at the provider",
  async meet(field, deliver) {
    await field.sandbox.faults({ hold: "after", path: "batch" });
    await deliver();
    await field.until(async () => (await field.sandbox.held()) === 1, "the gateway to hold the batch");
    await field.restartDatabase();
    await field.sandbox.release();
    await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
  },
};

/** Every danger there is. */
export const dangers: Danger[] = [
  ...kills,
  restart,
  ...faultModes.flatMap((mode) =>
    moments.flatMap((when) => [gatewayFault(mode, when, "batch"), gatewayFault(mode, when, "trackings/get")]),
  ),
];
