import { whileHoldingLock, type Database } from "~/db/client.server";

/**
 * Works off a queue of rows under a lock that only one process holds. A signal that finds the lock taken may leave at once: whoever
 * holds it looks again after letting go, so rows committed before the signal are never left lying.
 */
export async function drainAlone(
  db: Database,
  lock: string,
  queue: { workOff: () => Promise<void>; isWaiting: () => Promise<boolean> },
): Promise<void> {
  for (;;) {
    const ran = await whileHoldingLock(db, lock, async () => (await queue.workOff(), true), { wait: false });
    if (ran === null || !(await queue.isWaiting())) return;
  }
}
