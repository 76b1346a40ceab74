import { releaseOldHolds } from "~/db/quota.server";
import type { Services } from "~/services.server";

/** Gives an account the prices back of questions whose asker died before it knew the answer. */
export async function giveBackHolds(
  { db, wallClock, log }: Pick<Services, "db" | "wallClock" | "log">,
  accountId: string,
): Promise<void> {
  const fifths = await releaseOldHolds(db, accountId, wallClock.now());
  if (fifths > 0) log.warn({ accountId, fifths }, "the price of questions without an answer was given back");
}
