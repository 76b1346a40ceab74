import { deleteOldMessages } from "~/db/inbox.server";
import type { Services } from "~/services.server";

const MESSAGES_PER_ROUND = 1_000;

/**
 * Deletes an account's messages that are done with and so old that they cannot come again, and those nobody came for in a quarter, so many
 * at a time that nobody waits for it.
 */
export async function pruneInbox(
  { db, wallClock, stopping }: Pick<Services, "db" | "wallClock" | "stopping">,
  accountId: string,
): Promise<void> {
  const now = wallClock.now();
  while (!stopping.aborted && (await deleteOldMessages(db, accountId, now, MESSAGES_PER_ROUND)) === MESSAGES_PER_ROUND);
}
