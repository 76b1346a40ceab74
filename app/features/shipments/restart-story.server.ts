import { moveToCourier } from "./tracking-changes.queries.server";
import { forgetStory } from "./tracking-state.queries.server";
import type { Services } from "~/features/services.server";
import { recomputeStatus } from "./apply-update.server";

/** Follows a shipment under another courier from nothing: what the wrong one told belongs to somebody else's parcel. */
export async function restartUnderCourier(
  { db, clock, jobs, handedIn }: Pick<Services, "db" | "clock" | "jobs" | "handedIn">,
  accountId: string,
  change: { shipmentId: string; courierCode: string },
): Promise<void> {
  const { shipmentId, courierCode } = change;
  await db.transaction(async (tx) => {
    const moved = await moveToCourier(tx, accountId, { ...change, now: clock.now() });
    if (!moved) return;
    await forgetStory(tx, shipmentId);
    await recomputeStatus({ clock, jobs, handedIn }, tx, accountId, [{ courierCode, numberKey: moved.numberKey }]);
    if (moved.connectionId) await jobs.enqueue("work-connection", { connectionId: moved.connectionId }, tx);
  });
}
