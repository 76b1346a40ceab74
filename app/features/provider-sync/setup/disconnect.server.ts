import { deleteConnection } from "~/features/provider-sync/connection/connection-settings.queries.server";
import type { Services } from "~/features/services.server";

/**
 * Forgets the provider and its key. Parcels keep their last known state; what waits is registered
 * when one is connected again.
 */
export async function disconnectProvider(
  { db }: Pick<Services, "db">,
  accountId: string,
): Promise<{ kind: "disconnected" } | { kind: "not-connected" }> {
  return (await deleteConnection(db, accountId)) ? { kind: "disconnected" } : { kind: "not-connected" };
}
