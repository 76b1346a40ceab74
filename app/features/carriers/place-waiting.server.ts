import { openRegistrations } from "~/features/shipments/shipments.queries.server";
import {
  lockWaitingParcels,
  writePlacedParcels,
  type PlacedParcel,
} from "~/features/shipments/waiting-shipments.queries.server";
import { chooseCourier } from "~/domain/carriers/choose-courier";
import { isOwnCarrierCode } from "~/domain/carriers/own-carriers";
import type { Services } from "~/features/services.server";
import { connectionIdOf } from "./carriers.queries.server";
import { courierKnowledge } from "./courier-knowledge.server";

const AT_ONCE = 500;

type Deps = Pick<Services, "db" | "clock" | "jobs" | "stopping">;

/**
 * Chooses again for the shipments that wait for a carrier, after the merchant added a rule or an own carrier. What still
 * has no answer keeps waiting, and what has a carrier keeps it. When the process stops, the rest waits for the next change.
 */
export async function placeWaitingParcels(deps: Deps, accountId: string): Promise<void> {
  let after: string | null = null;
  do {
    after = await placePage(deps, accountId, after);
  } while (after !== null && !deps.stopping.aborted);
}

/** One page; answers where the next begins, null after the last. */
async function placePage({ db, clock, jobs }: Deps, accountId: string, after: string | null): Promise<string | null> {
  return db.transaction(async (tx) => {
    const waiting = await lockWaitingParcels(tx, accountId, { after, limit: AT_ONCE });
    const companies = waiting.map(({ company }) => company);
    const knowledge = await courierKnowledge(tx, accountId, companies);
    const found = waiting.flatMap(({ id: shipmentId, ...parcel }): PlacedParcel[] => {
      const choice = chooseCourier({ ...parcel, ...knowledge });
      if (choice.kind !== "chosen") return [];
      const { courierCode, source, reason } = choice;
      const state = isOwnCarrierCode(courierCode) ? "none" : "waiting";
      return [{ shipmentId, numberKey: parcel.numberKey, courierCode, source, reason, state }];
    });
    const written = await writePlacedParcels(tx, accountId, found);
    const intents = found
      .filter(({ shipmentId }) => written.has(shipmentId))
      .map(({ shipmentId, numberKey, courierCode, state }) => ({
        shipmentId,
        numberKey,
        courierCode,
        state,
        reason: null,
      }));
    await openRegistrations(tx, accountId, intents, clock.now());
    const connectionId = await connectionIdOf(tx, accountId);
    if (connectionId !== null && intents.length > 0) await jobs.enqueue("work-connection", { connectionId }, tx);
    return waiting.length < AT_ONCE ? null : (waiting.at(-1)?.id ?? null);
  });
}
