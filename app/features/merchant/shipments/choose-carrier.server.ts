import { openRegistrations } from "~/features/provider-sync/registration/registration-intents.queries.server";
import { writeChosenCourier } from "~/features/shipments/shipment-changes.queries.server";
import { lockShipment } from "./shipment-details.queries.server";
import { isOwnCarrierCode } from "~/domain/carriers/own-carriers";
import { isOffered } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/features/services.server";

export type ChooseCarrierResult =
  | { kind: "chosen" }
  | { kind: "not-found" }
  | { kind: "unknown-carrier" }
  | { kind: "not-a-number" }
  /**
   * Sent to the provider already: changing it there is another matter, and must not cost a second
   * time.
   */
  | { kind: "already-registered" }
  /** The same number is followed under that carrier in another shipment. */
  | { kind: "already-followed" };

/**
 * The provider's refusals after which another carrier may be the right one; nothing was charged for
 * them.
 */
const mayTryAnother = new Set(["invalid-carrier", "invalid-number"]);

/** The merchant says who carries a shipment; it is registered from then on. */
export async function chooseCarrier(
  { db, clock, jobs }: Pick<Services, "db" | "clock" | "jobs">,
  accountId: string,
  shipmentId: string,
  courierCode: string,
): Promise<ChooseCarrierResult> {
  if (!(await isOffered(db, accountId, courierCode))) return { kind: "unknown-carrier" };
  // No provider knows a merchant's own carrier, so there is nothing to send.
  const state = isOwnCarrierCode(courierCode) ? "none" : "waiting";
  return db.transaction(async (tx) => {
    const shipment = await lockShipment(tx, accountId, shipmentId);
    if (!shipment) return { kind: "not-found" };
    const { registrationState, registrationReason } = shipment;
    if (registrationReason === "not-a-number") return { kind: "not-a-number" };
    const wasRefused = registrationState === "rejected" && mayTryAnother.has(registrationReason ?? "");
    if (registrationState !== "none" && !wasRefused) return { kind: "already-registered" };

    const reason = { by: "merchant" };
    const written = await writeChosenCourier(tx, { accountId, shipmentId, courierCode, reason, state });
    if (!written) return { kind: "already-followed" };
    const intent = { shipmentId, courierCode, numberKey: shipment.numberKey, state, reason: null } as const;
    await openRegistrations(tx, accountId, [intent], clock.now());
    if (shipment.connectionId) await jobs.enqueue("work-connection", { connectionId: shipment.connectionId }, tx);
    return { kind: "chosen" };
  });
}
