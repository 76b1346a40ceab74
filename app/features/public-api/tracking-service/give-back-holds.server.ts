import { releaseOldHolds } from "~/features/account/api-quota.queries.server";
import type { Services } from "~/features/services.server";

/** Gives an account the prices back of questions whose asker died before it knew the answer. */
export async function giveBackHolds(
  { db, systemClock, log }: Pick<Services, "db" | "systemClock" | "log">,
  accountId: string,
): Promise<void> {
  const fifths = await releaseOldHolds(db, accountId, systemClock.now());
  if (fifths > 0) log.warn({ accountId, fifths }, "the price of questions without an answer was given back");
}
