import { setTimeout as delay } from "node:timers/promises";
import type { Collection } from "../state/collection";
import { fulfillmentPayload } from "./fulfillment-payload";
import type { ShopStore } from "./store";
import { seedPlan, type PlannedFulfillment } from "./seed-plan";
import { numberEnding, numberKinds } from "./tracking-numbers";

const dayMs = 24 * 3_600_000;
const atOnce = 8;
const attempts = 3;

/** Sends one `fulfillments/create` and gives the app's HTTP status. */
export type SendFulfillment = (
  payload: Record<string, unknown>,
  triggeredAt: Date,
  webhookId: string,
) => Promise<number>;

export interface SeedReport {
  orders: number;
  fulfillments: number;
  /** Webhooks the app accepted in this call. */
  sent: number;
  /** Webhooks it has not accepted yet; another call sends them again. */
  waiting: number;
}

interface Seed {
  store: ShopStore;
  /** The fulfillments made here, and whether the app has them. */
  reported: Collection<boolean>;
  now: Date;
}

/**
 * Fills the store with the planned month and sends its webhooks; without `send` it fills it only.
 * Orders are made once; a second call only sends what the app has not accepted.
 */
export async function seedStore({ store, reported, now }: Seed, send: SendFulfillment | null): Promise<SeedReport> {
  if (reported.size === 0) makeOrders(store, reported, now);
  const fulfillments = store.fulfillments().filter((fulfillment) => reported.get(fulfillment.id) !== undefined);
  const due = fulfillments.filter((fulfillment) => reported.get(fulfillment.id) === false);
  let sent = 0;
  const sendAll = async (send: SendFulfillment): Promise<void> => {
    for (let next = due.shift(); next; next = due.shift()) {
      const order = store.order(next.orderId);
      if (!order) continue;
      const payload = fulfillmentPayload(order, next);
      if (!(await accepted(() => send(payload, new Date(next.createdAt), `seed-${next.id}`)))) continue;
      reported.put(next.id, true);
      sent += 1;
    }
  };
  if (send) await Promise.all(Array.from({ length: atOnce }, () => sendAll(send)));
  return {
    orders: new Set(fulfillments.map((fulfillment) => fulfillment.orderId)).size,
    fulfillments: fulfillments.length,
    sent,
    waiting: fulfillments.filter((fulfillment) => reported.get(fulfillment.id) === false).length,
  };
}

function makeOrders(store: ShopStore, reported: Collection<boolean>, now: Date): void {
  let previous: string | undefined;
  const made = seedPlan.map((planned, index) => {
    const { order, fulfillment } = store.fulfil({
      orderName: planned.sameOrder ? previous : undefined,
      countryCode: planned.country,
      note: planned.note ?? null,
      fulfilledAt: new Date(now.getTime() - planned.daysAgo * dayMs).toISOString(),
      ...trackingOf(planned, index),
    });
    previous = order.name;
    return [fulfillment.id, false] as const;
  });
  reported.putAll(made);
}

function trackingOf(
  planned: PlannedFulfillment,
  index: number,
): { trackingCompany: string | null; trackingNumbers: string[] } {
  if (planned.typed) return { trackingCompany: planned.typed.company, trackingNumbers: [...planned.typed.numbers] };
  const kind = planned.parcels[0]?.[0];
  return {
    trackingCompany: kind ? numberKinds[kind].company : null,
    trackingNumbers: planned.parcels.map(([of, ending], parcel) => numberEnding(of, 10 * (index + 1) + parcel, ending)),
  };
}

async function accepted(send: () => Promise<number>): Promise<boolean> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const status = await send();
    if (status >= 200 && status < 300) return true;
    if (attempt < attempts) await delay(500 * attempt);
  }
  return false;
}
