import { isRefusedByDatabase, type Sql } from "~/platform/database/client.server";
import type { JobQueue } from "~/platform/queue/queue.server";
import type { Services } from "~/features/services.server";

export type Attempt = { kind: "applied" } | { kind: "at-fault"; error: unknown };

/**
 * Runs a transaction that may fail because of what it was given. Where the database or the queue
 * could not do its part the failure is thrown, for it passes and the same work is tried again. Any
 * other failure would come every time, and is answered.
 */
export async function attempt(
  { db, jobs }: Pick<Services, "db"> & { jobs: JobQueue },
  work: (outside: { tx: Sql; jobs: JobQueue }) => Promise<void>,
): Promise<Attempt> {
  const fault = { isOurs: false };
  try {
    await db.transaction(async (tx) => {
      let outsideFailed = false;
      const watched = async <Result>(call: () => Promise<Result>): Promise<Result> => {
        try {
          return await call();
        } catch (error) {
          outsideFailed = true;
          throw error;
        }
      };
      try {
        await work({
          tx: { query: (text, values, name) => watched(() => tx.query(text, values, name)) },
          jobs: { enqueue: (name, payload, sql) => watched(() => jobs.enqueue(name, payload, sql)) },
        });
      } catch (error) {
        fault.isOurs = !outsideFailed;
        throw error;
      }
    });
    return { kind: "applied" };
  } catch (error) {
    // The last two: a driver that cannot even write the value down has not failed for want of a
    // database.
    if (fault.isOurs || isRefusedByDatabase(error) || error instanceof TypeError || error instanceof RangeError) {
      return { kind: "at-fault", error };
    }
    throw error;
  }
}
