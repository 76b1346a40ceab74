import { connectionOf } from "~/features/provider-sync/connection/connections.queries.server";
import {
  lockWaitingShipments,
  writePlacedShipments,
  type PlacedShipment,
} from "~/features/shipments/waiting-shipments.queries.server";
import { chooseCourier } from "~/domain/carriers/choose-courier";
import { isOwnCarrierCode } from "~/domain/carriers/own-carriers";
import { courierKnowledge } from "~/features/carriers/courier-knowledge.server";
import type { Services } from "~/features/services.server";
import { openRegistrations } from "./registration-intents.queries.server";

const AT_ONCE = 500;

type Deps = Pick<Services, "db" | "clock" | "jobs" | "stopping">;

/**
 * Chooses again for the shipments that wait for a carrier, after the merchant said more: a rule, or
 * a carrier of their own; those that get one are registered. What still has no answer keeps
 * waiting, and what has a carrier keeps it. When the process stops, the rest stays as it was; the
 * next change takes it up.
 */
export async function placeWaitingShipments(deps: Deps, accountId: string): Promise<void> {
  let after: string | null = null;
  do {
    after = await placePage(deps, accountId, after);
  } while (after !== null && !deps.stopping.aborted);
}

/** One page; answers where the next begins, null after the last. */
async function placePage({ db, clock, jobs }: Deps, accountId: string, after: string | null): Promise<string | null> {
  return db.transaction(async (tx) => {
    const waiting = await lockWaitingShipments(tx, accountId, { after, limit: AT_ONCE });
    const companies = waiting.map(({ company }) => company);
    const knowledge = await courierKnowledge(tx, accountId, companies);
    const found = waiting.flatMap(({ id: shipmentId, ...shipment }): PlacedShipment[] => {
      const choice = chooseCourier({ ...shipment, ...knowledge });
      if (choice.kind !== "chosen") return [];
      const { courierCode, source, reason } = choice;
      const state = isOwnCarrierCode(courierCode) ? "none" : "waiting";
      return [{ shipmentId, numberKey: shipment.numberKey, courierCode, source, reason, state }];
    });
    const written = await writePlacedShipments(tx, accountId, found);
    const intents = found
      .filter(({ shipmentId }) => written.has(shipmentId))
      .map(({ shipmentId, numberKey, courierCode, state }) => ({
        shipmentId,
        numberKey,
        courierCode,
        state,
        reason: null,
      }));
    const [connection] = await Promise.all([
      connectionOf(tx, accountId),
      openRegistrations(tx, accountId, intents, clock.now()),
    ]);
    if (connection && intents.length > 0) await jobs.enqueue("work-connection", { connectionId: connection.id }, tx);
    return waiting.length < AT_ONCE ? null : (waiting.at(-1)?.id ?? null);
  });
}
