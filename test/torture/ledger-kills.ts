import { LONGEST_PAUSE_HOURS, type Danger } from "./danger";

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

/** The steps of a registration: intent, send, settle, and the look-up of what is not known. */
export const ledgerKills: Danger[] = [
  {
    name: "kill -9 of the worker after the intent, before anybody takes it up",
    async meet(field, deliver) {
      await field.database.holding(
        "SELECT pg_advisory_lock(hashtextextended($1, 0))",
        [field.connectionLock],
        async () => {
          await deliver();
          await field.until(() => field.hasRegistrations("waiting"), "intents to be written");
          await field.kill("worker");
        },
      );
      await field.logSays("batch settled");
    },
  },
  {
    name: "kill -9 of the worker while it takes a batch up, before that is committed",
    async meet(field, deliver) {
      const lock = "SELECT pg_advisory_lock(hashtextextended($1, 0))";
      await field.database.holding(lock, [field.connectionLock], async (also) => {
        await deliver();
        await field.until(() => field.hasRegistrations("waiting"), "intents to be written");
        const taken = "SELECT FROM shipment WHERE account_id = $1 AND registration_state = 'waiting' FOR NO KEY UPDATE";
        await also(taken, [field.accountId]);
        await also("SELECT pg_advisory_unlock_all()");
        await field.until(() => field.database.somebodyWaitsFor("WITH unsuspected"), "a batch to be taken up");
        await field.kill("worker");
      });
      await field.logSays("batch settled");
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
    name: "kill -9 of the worker with a look-up's answer in hand, before it is stored",
    async meet(field, deliver) {
      await field.sandbox.faults({ mode: "reset", when: "after", path: "batch" });
      await deliver();
      await field.logSays("provider call failed");
      await field.untilLookUpIsHeld();
      const open = "SELECT FROM registration WHERE account_id = $1 AND state IN ('sending', 'unknown') FOR UPDATE";
      await field.database.holding(open, [field.accountId], async () => {
        await field.sandbox.release();
        await field.until(
          () => field.database.somebodyWaitsFor("UPDATE registration SET state = s.state"),
          "a settlement",
        );
        await field.kill("worker");
      });
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await field.logSays("unknown outcomes looked up");
    },
  },
  {
    name: "kill -9 of the web while it creates a batch's trackings as the provider",
    async meet(field, deliver) {
      await field.database.holding(
        "SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE",
        [field.providerAccountId],
        async () => {
          await deliver();
          await field.until(
            () => field.database.somebodyWaitsFor("quota_remaining"),
            "the provider to wait for its quota",
          );
          await field.kill("app");
        },
      );
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
      await field.logSays("unknown outcomes looked up");
    },
  },
  {
    name: "a second worker while a batch is at the provider, and kill -9 of the first",
    async meet(field, deliver) {
      await field.sandbox.faults({ hold: "after", path: "batch" });
      await deliver();
      await field.until(async () => (await field.sandbox.held()) === 1, "the gateway to hold the batch");
      await field.besideSecondWorker(async (second) => {
        if ((await field.sandbox.held()) !== 1) throw new Error("The batch was not held any more when the second came");
        await field.kill("worker");
        await field.sandbox.release();
        await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
        // Whoever of the two comes first: the second, or the first started again.
        await field.until(
          () => [field.log(), second.log()].some((log) => log.includes("registrations were interrupted")),
          "the interrupted batch to be found",
        );
      });
    },
  },
];
