import { requestRefresh } from "~/features/provider-sync/connection/connections.queries.server";
import { writeDueNow } from "~/features/shipments/shipment-changes.queries.server";
import { lockShipment } from "./shipment-details.queries.server";
import type { Services } from "~/features/services.server";

export type RefreshRequestResult =
  | { kind: "requested" }
  | { kind: "too-soon"; checkedAt: Date }
  | { kind: "not-found" }
  | { kind: "not-connected" }
  | { kind: "not-registered" };

/** A provider looks no more often than this, so asking again brings nothing. */
const SHORTEST_WAIT_MS = 60_000;

/**
 * Asks for a shipment's story to be read again; the answer arrives on the page when it has been
 * read.
 */
export async function requestShipmentRefresh(
  { db, clock, jobs }: Pick<Services, "db" | "clock" | "jobs">,
  accountId: string,
  shipmentId: string,
): Promise<RefreshRequestResult> {
  return db.transaction(async (tx) => {
    const now = clock.now();
    const shipment = await lockShipment(tx, accountId, shipmentId);
    if (!shipment) return { kind: "not-found" };
    const { connectionId, checkedAt } = shipment;
    if (!connectionId) return { kind: "not-connected" };
    if (shipment.registrationState !== "registered") return { kind: "not-registered" };
    if (checkedAt && now.getTime() - checkedAt.getTime() < SHORTEST_WAIT_MS) return { kind: "too-soon", checkedAt };
    await writeDueNow(tx, shipmentId, now);
    await requestRefresh(tx, connectionId, now);
    await jobs.enqueue("work-connection", { connectionId }, tx);
    return { kind: "requested" };
  });
}
