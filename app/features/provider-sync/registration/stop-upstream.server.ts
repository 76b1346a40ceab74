import type { OpenConnection } from "~/features/provider-sync/connection/connections.queries.server";
import { dueStops, forgetStops, postponeStops } from "~/features/provider-sync/connection/stop-requests.queries.server";
import { pacedCall } from "~/features/provider-sync/connection/paced-call.server";
import type { TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";

/** Pairs in one call. */
const STOPS_PER_CALL = 200;
const FIRST_AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 6 * 60 * 60_000;

/**
 * A provider that says so often that it does not offer this will not offer it later. Takes about
 * four hours.
 */
const MOST_REFUSALS = 8;

/**
 * Tells the provider of numbers that are not followed any more. Where it does not take the call,
 * each is told again, later each time: apart from the connection's own pauses, so that a provider
 * which fails at this call alone does not keep new parcels waiting.
 */
export async function stopUpstream(
  deps: Pick<Services, "db" | "clock" | "systemClock" | "log">,
  connection: OpenConnection,
  provider: TrackingProvider,
): Promise<void> {
  const { db, clock } = deps;
  const stops = await dueStops(db, connection.accountId, clock.now(), STOPS_PER_CALL);
  if (stops.length === 0) return;
  const keys = stops.map(({ numberKey: number, courierCode }) => ({ number, courierCode }));
  const answer = await pacedCall(deps, connection, () => provider.stopFollowing(keys));
  const isOver = (attempts: number) =>
    answer.kind === "stopped" || (answer.kind === "not-offered" && attempts + 1 >= MOST_REFUSALS);
  const again = stops.filter(({ attempts }) => !isOver(attempts));
  const over = stops.filter(({ attempts }) => isOver(attempts));
  if (over.length > 0) {
    await forgetStops(
      db,
      over.map(({ shipmentId }) => shipmentId),
    );
  }
  if (again.length === 0) return;
  const now = clock.now().getTime();
  const dueAt = (attempts: number) => new Date(now + Math.min(FIRST_AGAIN_MS * 2 ** attempts, LONGEST_AGAIN_MS));
  await postponeStops(
    db,
    again.map(({ shipmentId, attempts }) => ({ shipmentId, dueAt: dueAt(attempts) })),
  );
}
