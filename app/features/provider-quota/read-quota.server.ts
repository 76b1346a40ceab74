import { recordQuota, type OpenConnection } from "~/db/connections.server";
import { pacedCall } from "~/features/provider-calls/paced-call.server";
import type { TrackingProvider } from "~/providers/tracking/port";
import type { Services } from "~/services.server";

/**
 * Asks the provider how many numbers may still be added, and keeps the answer for the merchant. The asking counts, whatever comes of it:
 * the next one is an hour away.
 */
export async function readQuota(
  parts: Pick<Services, "db" | "clock" | "log">,
  connection: OpenConnection,
  provider: TrackingProvider,
): Promise<void> {
  const answer = await pacedCall(parts, connection, () => provider.quota());
  const remaining = answer.kind === "quota" ? answer.remaining : null;
  await recordQuota(parts.db, connection.id, remaining, parts.clock.now());
}
