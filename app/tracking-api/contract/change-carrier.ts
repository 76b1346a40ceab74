import { z } from "zod";
import { numberField } from "./create";
import type { Endpoint } from "./endpoint";
import { carrierField, printPair, type TrackingPair } from "./pair";

/** A pair, and the courier that carries it in truth. */
export interface CarrierChange extends TrackingPair {
  newCarrierCode: string;
}

/** The types behind `POST /trackings/update`. */
export interface ChangeCarrier {
  ask: CarrierChange;
  accepted: CarrierChange;
  data: null;
  answer: null;
  emitted: { Usertag: string };
}

/** `POST /trackings/update`: corrects a courier without delete and create. */
export const changeCarrier: Endpoint<ChangeCarrier> = {
  summary: "Change the carrier of a tracking",
  method: "POST",
  alsoMethods: [],
  path: "/trackings/update",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: null,
  codes: [409, 4012, 4013, 4014, 4015, 4016, 4017, 4018, 4021, 503],
  fieldsFrom: "body",
  input: z
    .object({ tracking_number: numberField, carrier_code: carrierField, update_carrier_code: carrierField })
    .transform((given): CarrierChange => ({
      number: given.tracking_number,
      carrierCode: given.carrier_code,
      newCarrierCode: given.update_carrier_code,
    })),
  send: (ask) => ({ body: { ...printPair(ask), update_carrier_code: ask.newCarrierCode } }),
  data: z.unknown().transform(() => null),
  answer: () => null,
  whenEmpty: null,
  emitted: z.strictObject({ Usertag: z.string() }),
  safeToRepeat: false,
};
