import pLimit from "p-limit";
import { recordRefreshed, type OpenConnection } from "~/features/provider-sync/connection/connections.queries.server";
import {
  dueShipments,
  postponeLooks,
  recordFailedLooks,
  type DueShipment,
} from "~/features/shipments/due-shipments.queries.server";
import { nextRefreshAt } from "~/domain/tracking/refresh-policy";
import type { TrackingUpdate } from "~/domain/tracking/update";
import { pacedCallOnTurn } from "~/features/provider-sync/connection/paced-call.server";
import type { ProviderFailure, ReadAnswer, TrackingProvider } from "~/providers/tracking/port/tracking-provider";
import type { Services } from "~/features/services.server";
import { applyUpdates } from "~/features/shipments/apply-update.server";

type Deps = Pick<Services, "db" | "clock" | "systemClock" | "log" | "jobs" | "stopping" | "handedIn">;

const SHIPMENTS_PER_ROUND = 200;
const READS_AT_ONCE = 8;
/**
 * Failures that the next read would meet too: the other shipments stay due until the pause of the
 * connection is over.
 */
const concernsAll = new Set<ProviderFailure["kind"]>(["too-fast", "bad-key", "quota", "unreachable"]);

/**
 * Reads the due shipments one by one, at a provider that has no list of changes, and applies what
 * it reports.
 */
export async function readDueShipments(
  deps: Deps,
  connection: OpenConnection,
  provider: TrackingProvider,
): Promise<void> {
  const { db, clock, log } = deps;
  const startedAt = clock.now();
  const due = await dueShipments(db, connection.accountId, startedAt, SHIPMENTS_PER_ROUND);
  const answers = new Map<DueShipment, ReadAnswer>();
  let turnedAway = false;
  const read = async (shipment: DueShipment) => {
    if (turnedAway || deps.stopping.aborted) return;
    const { number, courierCode } = shipment;
    // Checked again when the turn has come: meanwhile another read may have been turned away.
    const answer = await pacedCallOnTurn(deps, connection, async () =>
      turnedAway ? null : () => provider.read({ number, courierCode }),
    );
    if (answer) answers.set(shipment, answer);
    if (answer?.kind === "failed" && concernsAll.has(answer.failure.kind)) turnedAway = true;
  };
  await pLimit(READS_AT_ONCE).map(due, read);

  const updates: TrackingUpdate[] = [];
  const answered: DueShipment[] = [];
  const failed: DueShipment[] = [];
  for (const [shipment, answer] of answers) {
    if (answer.kind === "read") updates.push(answer.update);
    (answer.kind === "failed" ? failed : answered).push(shipment);
  }
  const applied = await applyUpdates(deps, connection.accountId, updates, startedAt);
  const now = clock.now();
  const look = (shipment: DueShipment, failures: number) => ({
    id: shipment.id,
    at: nextRefreshAt({ ...shipment, now, failures }),
  });
  // Also those that were read: an update that fits none of our numbers must not leave its shipment
  // due for ever.
  await postponeLooks(
    db,
    answered.map((shipment) => look(shipment, 0)),
    startedAt,
  );
  await recordFailedLooks(
    db,
    failed.map((shipment) => look(shipment, shipment.failures + 1)),
  );
  await recordRefreshed(db, connection.id, { startedAt, highWaterMark: null, notBefore: null });
  log.info({ connectionId: connection.id, read: answers.size, failed: failed.length, ...applied }, "due parcels read");
}
