import { whileHoldingLock } from "~/platform/database/client.server";
import { calendarOfLanesToCount, countLanes } from "./lane-transit.queries.server";
import { countedDays, fewestParcels, lanesCountedEveryMs, longestTransitDays } from "~/domain/arrival/transit-days";
import { recordLanesCounted } from "~/features/account/shop-facts.queries.server";
import type { Clock } from "~/domain/clock";
import type { Services } from "~/features/services.server";

/**
 * Of a shop with more deliveries the newest count: enough for any lane, and a bound on the work.
 */
const MOST_PARCELS = 200_000;
const DAY_MS = 86_400_000;

/**
 * Counts one shop's lanes again where that is due. Run twice, or by two workers at once, it counts
 * once.
 */
export async function countDueLanes(
  { db, clock }: Pick<Services, "db"> & { clock: Clock },
  accountId: string,
): Promise<void> {
  await whileHoldingLock(
    db,
    `lanes:${accountId}`,
    async () => {
      const now = clock.now();
      const timeZone = await calendarOfLanesToCount(db, accountId, new Date(now.getTime() - lanesCountedEveryMs));
      if (timeZone === null) return;
      const count = {
        timeZone,
        since: new Date(now.getTime() - countedDays * DAY_MS),
        mostParcels: MOST_PARCELS,
        fewestParcels,
        longestDays: longestTransitDays,
        mostDays: countedDays,
      };
      await db.transactionOf(2, (tx) =>
        Promise.all([countLanes(tx, accountId, count), recordLanesCounted(tx, accountId, now)]),
      );
    },
    { wait: false },
  );
}
