import { takeBackRegistrations } from "~/features/provider-sync/registration/registration-intents.queries.server";
import { writeRegistrationStates } from "~/features/shipments/registration-states.queries.server";
import type { Sql } from "~/platform/database/client.server";
import { markCancelled, type CancelledOrder } from "./orders.queries.server";

/**
 * Marks orders as cancelled and takes back registrations that have not been sent; shipments on
 * their way are followed on.
 */
export async function cancelOrders(tx: Sql, accountId: string, cancelled: CancelledOrder[]): Promise<void> {
  if (cancelled.length === 0) return;
  const shipmentIds = await markCancelled(tx, accountId, cancelled);
  const takenBack = await takeBackRegistrations(tx, shipmentIds, null);
  await writeRegistrationStates(
    tx,
    takenBack.map((shipmentId) => ({ shipmentId, state: "rejected" })),
  );
}
