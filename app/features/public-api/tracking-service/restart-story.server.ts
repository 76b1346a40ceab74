import { moveRegistration } from "~/features/provider-sync/registration/registration-intents.queries.server";
import { moveToCourier } from "~/features/shipments/tracking-changes.queries.server";
import { forgetStory } from "~/features/shipments/tracking-state.queries.server";
import type { Services } from "~/features/services.server";
import { recomputeStatus } from "~/features/shipments/apply-update.server";

/**
 * Follows a shipment under another courier from nothing: what the wrong one reported belongs to
 * another shipment.
 */
export async function restartUnderCourier(
  { db, clock, jobs, handedIn }: Pick<Services, "db" | "clock" | "jobs" | "handedIn">,
  accountId: string,
  change: { shipmentId: string; courierCode: string },
): Promise<void> {
  const { shipmentId, courierCode } = change;
  await db.transaction(async (tx) => {
    // Neither needs the other's answer; the ledger comes first.
    const [, moved] = await Promise.all([
      moveRegistration(tx, shipmentId, courierCode),
      moveToCourier(tx, accountId, { ...change, now: clock.now() }),
    ]);
    if (!moved) return;
    await forgetStory(tx, shipmentId);
    await recomputeStatus({ clock, jobs, handedIn }, tx, accountId, [{ courierCode, numberKey: moved.numberKey }]);
    if (moved.connectionId) await jobs.enqueue("work-connection", { connectionId: moved.connectionId }, tx);
  });
}
