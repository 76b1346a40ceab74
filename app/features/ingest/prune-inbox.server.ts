import { deleteOldMessages } from "~/db/inbox.server";
import type { Services } from "~/services.server";

const MESSAGES_PER_ROUND = 1_000;

/**
 * Deletes an account's messages that were settled long ago, so many at a time that nobody waits for it. One that was refused holds a
 * customer for as long as it is kept.
 */
export async function pruneInbox(
  { db, wallClock, stopping }: Pick<Services, "db" | "wallClock" | "stopping">,
  accountId: string,
): Promise<void> {
  const now = wallClock.now();
  while (!stopping.aborted && (await deleteOldMessages(db, accountId, now, MESSAGES_PER_ROUND)) === MESSAGES_PER_ROUND);
}
