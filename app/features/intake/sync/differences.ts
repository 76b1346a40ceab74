import type { KnownFulfillment } from "~/features/intake/orders/fulfillments.queries.server";
import type { CourierKnowledge } from "~/features/carriers/courier-knowledge.server";
import { plannedShipments } from "~/features/intake/orders/plan-shipments";
import type { FulfillmentPayload } from "~/features/intake/orders/webhook-payloads";

/** The numbers of a fulfillment do not depend on what is known of couriers. */
const noKnowledge: CourierKnowledge = { rules: [], usualCouriers: [], ownCarriers: [], listedNames: [] };

/** The numbers under which the shipments of a fulfillment are kept. */
export const numberKeysOf = (payload: FulfillmentPayload): string[] =>
  plannedShipments(payload, noKnowledge).map((planned) => planned.numberKey);

export interface Differences {
  /** Fulfillments to be stored: those that differ, and those Shopify has touched since. */
  stale: FulfillmentPayload[];
  /**
   * How many of them were missing, or had another status or other numbers: what a webhook should
   * have told us.
   */
  missing: number;
}

/**
 * Compares what Shopify has with what we have. A fulfillment of which we know something newer is
 * left alone: Shopify's search lags behind its webhooks. Numbers an API client deleted are not
 * missing.
 */
export function differences(
  payloads: readonly FulfillmentPayload[],
  known: ReadonlyMap<string, KnownFulfillment>,
  removed: ReadonlySet<string>,
): Differences {
  const stale: FulfillmentPayload[] = [];
  let missing = 0;
  for (const payload of payloads) {
    const ours = known.get(payload.id);
    if (ours && ours.shopifyUpdatedAt > payload.updated_at) continue;
    const differs = !ours || ours.status !== payload.status || !sameNumbers(numberKeysOf(payload), ours, removed);
    if (differs) missing += 1;
    if (differs || ours.shopifyUpdatedAt < payload.updated_at) stale.push(payload);
  }
  return { stale, missing };
}

function sameNumbers(wanted: readonly string[], ours: KnownFulfillment, removed: ReadonlySet<string>): boolean {
  const held = new Set(ours.numberKeys);
  return (
    wanted.every((key) => held.has(key) || removed.has(key)) && ours.numberKeys.every((key) => wanted.includes(key))
  );
}
