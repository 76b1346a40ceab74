import { LONGEST_PAUSE_HOURS, type Danger } from "./danger";
import type { Field } from "./field";

/** Something happens to the database while the gateway keeps the answer to a batch back. */
function awayWithBatch(name: string, happens: (field: Field) => Promise<void>): Danger {
  return {
    name,
    async meet(field, deliver) {
      await field.sandbox.faults({ hold: "after", path: "batch" });
      await deliver();
      await field.until(async () => (await field.sandbox.held()) === 1, "the gateway to hold the batch");
      await happens(field);
      await field.sandbox.release();
      await field.sandbox.moveClock(LONGEST_PAUSE_HOURS);
    },
  };
}

/** The database goes away, or a part of the way to it. */
export const databaseDangers: Danger[] = [
  awayWithBatch("a restart of the database while a batch is at the provider", (field) =>
    field.restartDatabase("SIGINT"),
  ),
  awayWithBatch("a crash of the database while a batch is at the provider", (field) =>
    field.restartDatabase("SIGQUIT"),
  ),
  awayWithBatch("the lock of the connection is lost while a batch is at the provider", async (field) => {
    const holder = `
      SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)`;
    const cut = await field.database.query(holder, [field.connectionLock]);
    if (cut.length !== 1) throw new Error(`${String(cut.length)} held the connection's lock`);
  }),
];
