import { z } from "zod";
import type { Endpoint } from "./endpoint";
import { refuse, textField } from "./fields";
import { lenientCount } from "./lenient";
import { manyLimit } from "./limits";
import { carrierField } from "./pair";

/** A courier's way from one country to another. */
export interface Route {
  carrierCode: string;
  /** Alpha-2, upper case. */
  originCode: string;
  destinationCode: string;
}

const countryField = textField().transform((code, ctx): string =>
  code !== null && /^[a-z]{2}$/i.test(code) ? code.toUpperCase() : refuse(ctx, 4012),
);

const route = z
  .object({ carrier_code: carrierField, original: countryField, destination: countryField })
  .transform((given): Route => ({
    carrierCode: given.carrier_code,
    originCode: given.original,
    destinationCode: given.destination,
  }));

/**
 * How long a route takes, as a client reads it: shares of the delivered parcels by days on the way.
 */
const costTimeRow = z.object({
  carrier_code: z.string(),
  original: z.string(),
  destination: z.string(),
  total: lenientCount,
  delivered: lenientCount,
  range1: lenientCount,
  range3: lenientCount,
  range4: lenientCount,
  range5: lenientCount,
  range6: lenientCount,
  average: lenientCount,
});

const share = z.number().min(0).max(1);

const emittedRow = z.strictObject({
  carrier_code: z.string(),
  original: z.string(),
  destination: z.string(),
  total: z.int(),
  delivered: z.int(),
  /** 0 to 7 days. There is no `range2`. */
  range1: share,
  /** 7 to 15. */
  range3: share,
  /** 15 to 30. */
  range4: share,
  /** 30 to 60. */
  range5: share,
  /** Over 60. */
  range6: share,
  /** Days, over all delivered parcels. */
  average: z.number(),
});

/** The types behind `POST /trackings/costtime`. */
export interface GetCostTimes {
  ask: readonly Route[];
  accepted: Route[];
  data: z.output<typeof costTimeRow>[];
  answer: z.output<typeof costTimeRow>[];
  emitted: z.output<typeof emittedRow>[];
}

/** `POST /trackings/costtime`. */
export const getCostTimes: Endpoint<GetCostTimes> = {
  summary: "Get how long carriers take",
  method: "POST",
  alsoMethods: [],
  path: "/trackings/costtime",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: manyLimit,
  codes: [4012, 4015, 4020],
  fieldsFrom: "body",
  input: z.array(route).min(1),
  send: (ask) => ({
    body: ask.map(({ carrierCode, originCode, destinationCode }) => ({
      carrier_code: carrierCode,
      original: originCode,
      destination: destinationCode,
    })),
  }),
  data: z.array(costTimeRow),
  answer: (data) => data,
  whenEmpty: () => [],
  emitted: z.array(emittedRow),
  safeToRepeat: true,
};
