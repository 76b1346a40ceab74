import {
  quotaOf,
  recordQuota,
  type OpenConnection,
} from "~/features/provider-sync/connection/connections.queries.server";
import { releaseRegistrations } from "~/features/provider-sync/connection/registration-holds.queries.server";
import { fullQuota } from "~/domain/quota/quota";
import { pacedCall } from "~/features/provider-sync/connection/paced-call.server";
import type { TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";

/**
 * Asks the provider how many numbers may still be added, and keeps the answer for the merchant.
 * Quota that is back lets waiting numbers go at once. The asking counts, whatever comes of it: the
 * next one is an hour away.
 */
export async function readQuota(
  deps: Pick<Services, "db" | "clock" | "systemClock" | "log">,
  connection: OpenConnection,
  provider: TrackingProvider,
): Promise<void> {
  const { db, clock } = deps;
  const answer = await pacedCall(deps, connection, () => provider.quota());
  const now = clock.now();
  const remaining = answer.kind === "quota" ? answer.remaining : null;
  const known = await quotaOf(db, connection.id);
  const full =
    remaining === null ? known.full : fullQuota({ full: known.full, before: known.remaining, now: remaining });
  await recordQuota(db, connection.id, { remaining, full }, now);
  if (remaining !== null && remaining > 0 && connection.state === "quota") {
    await releaseRegistrations(db, connection.id, now);
  }
}
