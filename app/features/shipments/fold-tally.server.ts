import { foldTallyRows } from "./tracking-tally.queries.server";
import type { Services } from "~/features/services.server";

const ROWS_PER_ROUND = 1_000;

/**
 * Brings an account's tally of trackings down to one row for each finished day, so many rows at a
 * time that nobody waits for it.
 */
export async function foldTally(
  { db, clock, stopping }: Pick<Services, "db" | "clock" | "stopping">,
  accountId: string,
): Promise<void> {
  const now = clock.now();
  while (!stopping.aborted && (await foldTallyRows(db, accountId, now, ROWS_PER_ROUND)) === ROWS_PER_ROUND);
}
