import { deleteOldPushes } from "~/features/outbox/outbox.queries.server";
import type { Services } from "~/features/services.server";

const PUSHES_PER_ROUND = 1_000;

/**
 * Deletes what an account's log no longer shows, so many at a time that nobody waits for it. What
 * still waits stays.
 */
export async function prunePushLog(
  { db, clock, stopping }: Pick<Services, "db" | "clock" | "stopping">,
  accountId: string,
): Promise<void> {
  const now = clock.now();
  while (!stopping.aborted && (await deleteOldPushes(db, accountId, now, PUSHES_PER_ROUND)) === PUSHES_PER_ROUND);
}
