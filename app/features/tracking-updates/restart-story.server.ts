import { moveToCourier } from "~/db/tracking-changes.server";
import { forgetStory } from "~/db/tracking-state.server";
import type { Services } from "~/services.server";
import { decideAnew } from "./apply-update.server";

/** Follows a shipment under another courier from nothing: what the wrong one told belongs to somebody else's parcel. */
export async function restartUnderCourier(
  { db, clock, jobs }: Pick<Services, "db" | "clock" | "jobs">,
  accountId: string,
  change: { shipmentId: string; courierCode: string },
): Promise<void> {
  const { shipmentId, courierCode } = change;
  await db.transaction(async (tx) => {
    const moved = await moveToCourier(tx, accountId, { ...change, now: clock.now() });
    if (!moved) return;
    await forgetStory(tx, shipmentId);
    await decideAnew({ clock, jobs }, tx, accountId, [{ courierCode, numberKey: moved.numberKey }]);
    if (moved.connectionId) await jobs.enqueue("work-connection", { connectionId: moved.connectionId }, tx);
  });
}
