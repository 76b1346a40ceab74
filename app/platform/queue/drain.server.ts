import { whileHoldingLock, type Database } from "~/platform/database/client.server";

/**
 * Works off a queue of rows under a lock that only one process holds. A signal that finds the lock
 * taken may leave at once: the process that holds it looks again after letting go, so rows
 * committed before the signal are never left lying. A process that stops leaves them to the next
 * one, which looks for them when it starts.
 */
export async function drainAlone(
  { db, stopping }: { db: Pick<Database, "locks">; stopping: AbortSignal },
  lock: string,
  queue: { workOff: () => Promise<void>; isWaiting: () => Promise<boolean> },
): Promise<void> {
  while (!stopping.aborted) {
    const ran = await whileHoldingLock(db, lock, async () => (await queue.workOff(), true), { wait: false });
    if (ran === null || !(await queue.isWaiting())) return;
  }
}
