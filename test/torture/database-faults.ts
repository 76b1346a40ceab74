import { LONGEST_PAUSE_HOURS, type Fault } from "./fault";
import type { ChaosContext } from "./chaos-context";

/** Something happens to the database while the gateway keeps the answer to a batch back. */
function awayWithBatch(name: string, happens: (context: ChaosContext) => Promise<void>): Fault {
  return {
    name,
    async meet(context, deliver) {
      await context.sandbox.faults({ hold: "after", path: "batch" });
      await deliver();
      await context.until(async () => (await context.sandbox.held()) === 1, "the gateway to hold the batch");
      await happens(context);
      await context.sandbox.release();
      await context.sandbox.moveClock(LONGEST_PAUSE_HOURS);
    },
  };
}

/** The database goes away, or a part of the way to it. */
export const databaseDangers: Fault[] = [
  awayWithBatch("a restart of the database while a batch is at the provider", (context) =>
    context.restartDatabase("SIGINT"),
  ),
  awayWithBatch("a crash of the database while a batch is at the provider", (context) =>
    context.restartDatabase("SIGQUIT"),
  ),
  awayWithBatch("the lock of the connection is lost while a batch is at the provider", async (context) => {
    const holder = `
      SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)`;
    const cut = await context.database.query(holder, [context.connectionLock]);
    if (cut.length !== 1) throw new Error(`${String(cut.length)} held the connection's lock`);
  }),
];
