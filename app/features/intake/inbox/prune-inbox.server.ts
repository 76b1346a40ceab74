import { deleteOldMessages } from "./inbox.queries.server";
import type { Services } from "~/features/services.server";

const MESSAGES_PER_ROUND = 1_000;

/**
 * Deletes an account's messages that are done with and so old that they cannot come again, and
 * those nobody came for in a quarter, so many at a time that nobody waits for it.
 */
export async function pruneInbox(
  { db, systemClock, stopping }: Pick<Services, "db" | "systemClock" | "stopping">,
  accountId: string,
): Promise<void> {
  const now = systemClock.now();
  while (!stopping.aborted && (await deleteOldMessages(db, accountId, now, MESSAGES_PER_ROUND)) === MESSAGES_PER_ROUND);
}
