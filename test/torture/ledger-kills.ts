import { LONGEST_PAUSE_HOURS, type Fault } from "./fault";

/** The worker is killed while the gateway holds a call of the ledger back. */
function killWhileHeld(name: string, hold: "before" | "after"): Fault {
  return {
    name,
    async meet(context, deliver) {
      await context.sandbox.faults({ hold, path: "batch" });
      await deliver();
      await context.until(async () => (await context.sandbox.held()) === 1, "the gateway to hold the batch");
      await context.logSays("batch is being sent");
      await context.kill("worker");
      await context.sandbox.release();
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await context.logSays("registrations were interrupted");
    },
  };
}

/** The steps of a registration: intent, send, settle, and the look-up of what is not known. */
export const ledgerKills: Fault[] = [
  {
    name: "kill -9 of the worker after the intent, before anybody takes it up",
    async meet(context, deliver) {
      await context.database.holding(
        "SELECT pg_advisory_lock(hashtextextended($1, 0))",
        [context.connectionLock],
        async () => {
          await deliver();
          await context.until(() => context.hasRegistrations("waiting"), "intents to be written");
          await context.kill("worker");
        },
      );
      await context.logSays("batch settled");
    },
  },
  {
    name: "kill -9 of the worker while it takes a batch up, before that is committed",
    async meet(context, deliver) {
      const lock = "SELECT pg_advisory_lock(hashtextextended($1, 0))";
      await context.database.holding(lock, [context.connectionLock], async (also) => {
        await deliver();
        await context.until(() => context.hasRegistrations("waiting"), "intents to be written");
        const taken = "SELECT FROM shipment WHERE account_id = $1 AND registration_state = 'waiting' FOR NO KEY UPDATE";
        await also(taken, [context.accountId]);
        await also("SELECT pg_advisory_unlock_all()");
        await context.until(
          () => context.database.somebodyWaitsFor("UPDATE shipment SET registration_state = s.state"),
          "a batch to be taken up",
        );
        await context.kill("worker");
      });
      await context.logSays("batch settled");
    },
  },
  killWhileHeld("kill -9 of the worker after the intent, before the provider has the batch", "before"),
  killWhileHeld("kill -9 of the worker after the provider's commit, before its answer", "after"),
  {
    name: "kill -9 of the worker with the answer in hand, before it is stored",
    async meet(context, deliver) {
      await context.sandbox.faults({ hold: "after", path: "batch" });
      await deliver();
      await context.until(async () => (await context.sandbox.held()) === 1, "the gateway to hold the batch");
      const sending = "SELECT FROM registration WHERE account_id = $1 AND state = 'sending' FOR UPDATE";
      await context.database.holding(sending, [context.accountId], async () => {
        await context.sandbox.release();
        await context.logSays("batch outcome is being stored");
        await context.kill("worker");
      });
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await context.logSays("unknown outcomes looked up");
    },
  },
  {
    name: "kill -9 of the worker right after a batch was settled",
    async meet(context, deliver) {
      await deliver();
      await context.logSays("batch settled");
      await context.kill("worker");
    },
  },
  {
    name: "kill -9 of the worker while it looks an unknown outcome up",
    async meet(context, deliver) {
      await context.sandbox.faults({ mode: "reset", when: "after", path: "batch" });
      await deliver();
      await context.logSays("provider call failed");
      await context.untilLookUpIsHeld();
      await context.kill("worker");
      await context.sandbox.release();
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
    },
  },
  {
    name: "kill -9 of the worker with a look-up's answer in hand, before it is stored",
    async meet(context, deliver) {
      await context.sandbox.faults({ mode: "reset", when: "after", path: "batch" });
      await deliver();
      await context.logSays("provider call failed");
      await context.untilLookUpIsHeld();
      const open = "SELECT FROM registration WHERE account_id = $1 AND state IN ('sending', 'unknown') FOR UPDATE";
      await context.database.holding(open, [context.accountId], async () => {
        await context.sandbox.release();
        await context.until(
          () => context.database.somebodyWaitsFor("UPDATE registration SET state = s.state"),
          "a settlement",
        );
        await context.kill("worker");
      });
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await context.logSays("unknown outcomes looked up");
    },
  },
  {
    name: "kill -9 of the web while it creates a batch's trackings as the provider",
    async meet(context, deliver) {
      await context.database.holding(
        "SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE",
        [context.providerAccountId],
        async () => {
          await deliver();
          await context.until(
            () => context.database.somebodyWaitsFor("quota_remaining"),
            "the provider to wait for its quota",
          );
          await context.kill("app");
        },
      );
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await context.logSays("unknown outcomes looked up");
    },
  },
  {
    name: "a second worker while a batch is at the provider, and kill -9 of the first",
    async meet(context, deliver) {
      await context.sandbox.faults({ hold: "after", path: "batch" });
      await deliver();
      await context.until(async () => (await context.sandbox.held()) === 1, "the gateway to hold the batch");
      await context.besideSecondWorker(async (second) => {
        if ((await context.sandbox.held()) !== 1)
          throw new Error("The batch was not held any more when the second came");
        await context.kill("worker");
        await context.sandbox.release();
        await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
        // Whoever of the two comes first: the second, or the first started again.
        await context.until(
          () => [context.log(), second.log()].some((log) => log.includes("registrations were interrupted")),
          "the interrupted batch to be found",
        );
      });
    },
  },
];
