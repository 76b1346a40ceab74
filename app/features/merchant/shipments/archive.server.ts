import { writeArchived, writeFollowing } from "~/features/shipments/shipment-changes.queries.server";
import type { Services } from "~/features/services.server";

type Found = { kind: "done" } | { kind: "not-found" };

/** Takes a shipment out of the lists, or puts it back. It is followed all the same. */
export async function archiveShipment(
  { db, clock }: Pick<Services, "db" | "clock">,
  accountId: string,
  shipmentId: string,
  archived: boolean,
): Promise<Found> {
  const found = await writeArchived(db, accountId, shipmentId, archived ? clock.now() : null);
  return found ? { kind: "done" } : { kind: "not-found" };
}

/** Stops asking the provider about a shipment, or begins again. What is known stays. */
export async function followShipment(
  { db, clock }: Pick<Services, "db" | "clock">,
  accountId: string,
  shipmentId: string,
  following: boolean,
): Promise<Found> {
  const found = await writeFollowing(db, { accountId, shipmentId, following, now: clock.now() });
  return found ? { kind: "done" } : { kind: "not-found" };
}
