import { restartTracking } from "~/db/tracking-changes.server";
import type { Services } from "~/services.server";

/** Follows a shipment under another courier from nothing: what the wrong one told belongs to somebody else's parcel. */
export async function restartUnderCourier(
  { db, clock, jobs }: Pick<Services, "db" | "clock" | "jobs">,
  accountId: string,
  change: { shipmentId: string; courierCode: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const { connectionId } = await restartTracking(tx, accountId, { ...change, now: clock.now() });
    if (connectionId) await jobs.enqueue("work-connection", { connectionId }, tx);
  });
}
