import {
  reopenTakenBack,
  takeBackRegistrations,
} from "~/features/provider-sync/registration/registration-intents.queries.server";
import { putAwayShipments, takeUpShipments } from "~/features/shipments/dropped-shipments.queries.server";
import type { Sql } from "~/platform/database/client.server";

/**
 * Stops following shipments whose number the merchant took away; a registration that was not sent
 * is taken back.
 */
export async function dropShipments(tx: Sql, shipmentIds: string[], now: Date): Promise<void> {
  if (shipmentIds.length === 0) return;
  const takenBack = await takeBackRegistrations(tx, shipmentIds, now);
  await putAwayShipments(tx, shipmentIds, { takenBack, now });
}

/** Takes up shipments again that were dropped and whose number came back. */
export async function reviveShipments(tx: Sql, shipmentIds: string[], now: Date): Promise<void> {
  const revived = await reopenTakenBack(tx, shipmentIds, now);
  await takeUpShipments(tx, revived, now);
}
