import { z } from "zod";
import { allBrands } from "./brands";
import { blankCreate, createRequest, printCreate, type CreateRequest } from "./create";
import type { Endpoint } from "./endpoint";
import { emittedItem, trackingItem, type EmittedItem, type TrackingItem } from "./item";
import { readEach } from "./lenient";
import { realtimeIntervalMs, sameShipmentIntervalMs } from "./limits";
import type { TrackingPair } from "./pair";
import { pairKey } from "./words";

/** The types behind `POST /trackings/realtime`. */
export interface GetRealtime {
  ask: TrackingPair & Partial<CreateRequest>;
  accepted: CreateRequest;
  data: TrackingItem | null;
  /** Null where the provider found nothing. */
  answer: TrackingItem | null;
  emitted: { items: EmittedItem[] };
}

/** What is called `order_id` elsewhere is called `order` here. */
const input = z.preprocess((given: unknown): unknown => {
  if (typeof given !== "object" || given === null || !("order" in given)) return given;
  return { order_id: given.order, ...given };
}, createRequest);

/** `POST /trackings/realtime`: also adds a number that was never added. */
export const getRealtime: Endpoint<GetRealtime> = {
  summary: "Ask the carrier now",
  method: "POST",
  alsoMethods: [],
  path: "/trackings/realtime",
  brands: allBrands,
  limit: null,
  codes: [4012, 4013, 4014, 4015, 4018, 4021, 4031, 4032, 503],
  fieldsFrom: "body",
  input,
  send: (ask, brand) => {
    const { order_id: order, ...body } = printCreate({ ...blankCreate, ...ask }, brand);
    return { body: { ...body, ...(order === undefined ? {} : { order }) } };
  },
  data: z
    .object({ items: z.array(z.unknown()) })
    .transform(({ items }): TrackingItem | null => readEach(trackingItem, items).read[0] ?? null),
  answer: (data) => data,
  whenEmpty: () => null,
  emitted: z.strictObject({ items: z.array(emittedItem) }),
  // It may add the number, which may cost quota.
  safeToRepeat: false,
  pace: {
    everyMs: realtimeIntervalMs,
    same: { everyMs: sameShipmentIntervalMs, keyOf: ({ number, carrierCode }) => pairKey(number, carrierCode) },
  },
};
