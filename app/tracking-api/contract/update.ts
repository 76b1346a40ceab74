import { z } from "zod";
import { allBrands } from "./brands";
import { numberField } from "./create";
import type { Endpoint } from "./endpoint";
import type { ApiProblem } from "./errors";
import { refuse, textField, wishField } from "./fields";
import { lenientText } from "./lenient";
import { manyLimit } from "./limits";
import { carrierField, eachOf, givenPair, printPair, wirePair, type TrackingPair, type WirePair } from "./pair";
import { pairsAnswer, settlePairs, type PairResult, type PairsAnswer } from "./settle-pairs";

/**
 * What an account may say about a tracking's status: two words of its own, or back to the automatic
 * one.
 */
export type StatusWish = "delivered" | "exception" | "automatic";

/** The codes of the three; the only ones a change may carry. */
export const statusWishCodes = { delivered: 4, exception: 7, automatic: 8 } as const satisfies Record<
  StatusWish,
  number
>;

/** A change of one tracking; null leaves a field as it is. */
export interface TrackingChange extends TrackingPair {
  title: string | null;
  logisticsChannel: string | null;
  customerName: string | null;
  customerEmail: string | null;
  customerPhone: string | null;
  orderId: string | null;
  /** Alpha-2, upper case. */
  destinationCode: string | null;
  archived: boolean | null;
  status: StatusWish | null;
}

/** What a client asks to change; everything left out stays. */
export type ChangeAsk = TrackingPair & Partial<TrackingChange>;

const statusField = textField().transform((code, ctx): StatusWish | null => {
  if (code === null) return null;
  const wish = statusWishes.find((word) => String(statusWishCodes[word]) === code);
  return wish ?? refuse(ctx, 4012, "The value of `status` can only be 4, 7 or 8.");
});

const statusWishes = ["delivered", "exception", "automatic"] as const;

const change = z
  .object({
    tracking_number: numberField,
    carrier_code: carrierField,
    title: textField(),
    logistics_channel: textField(),
    customer_name: textField(),
    customer_email: textField(),
    customer_phone: textField(),
    order_id: textField(),
    destination_code: textField(),
    archived: wishField(),
    status: statusField,
  })
  .transform((given): TrackingChange => ({
    number: given.tracking_number,
    carrierCode: given.carrier_code,
    title: given.title,
    logisticsChannel: given.logistics_channel,
    customerName: given.customer_name,
    customerEmail: given.customer_email,
    customerPhone: given.customer_phone,
    orderId: given.order_id,
    destinationCode: given.destination_code?.toUpperCase() ?? null,
    archived: given.archived,
    status: given.status,
  }));

/** `archived` travels as text, `status` as its code. */
function printChange(ask: ChangeAsk): Record<string, string | number> {
  const fields: Record<string, string | number | null | undefined> = {
    title: ask.title,
    logistics_channel: ask.logisticsChannel,
    customer_name: ask.customerName,
    customer_email: ask.customerEmail,
    customer_phone: ask.customerPhone,
    order_id: ask.orderId,
    destination_code: ask.destinationCode,
    archived: ask.archived === null || ask.archived === undefined ? null : String(ask.archived),
    status: ask.status === null || ask.status === undefined ? null : statusWishCodes[ask.status],
  };
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string | number] => (field[1] ?? null) !== null),
  );
}

/** A change's answer as a client reads it. */
export const changedAnswer = z.object({
  id: lenientText,
  tracking_number: z.coerce.string().min(1),
  carrier_code: z.string().min(1),
  status: lenientText,
});

const text = z.string().nullable();

/**
 * A change's answer as our server prints it: `status` is a code here, `archived` a text and only
 * there when it was asked for.
 */
export const emittedChange = z.strictObject({
  id: z.string(),
  tracking_number: z.string(),
  carrier_code: z.string(),
  created_at: z.string(),
  updated_at: text,
  customer_email: text,
  customer_name: text,
  order_id: text,
  title: text,
  destination_code: text,
  customer_phone: text,
  archived: z.enum(["true", "false"]).optional(),
  status: z.string().regex(/^[0-8]$/),
  logistics_channel: text,
});

/** The types behind `PUT /trackings/{carrier_code}/{tracking_number}`. */
export interface UpdateTracking {
  ask: ChangeAsk;
  accepted: TrackingChange;
  data: z.output<typeof changedAnswer>;
  answer: z.output<typeof changedAnswer>;
  emitted: z.output<typeof emittedChange>;
}

/**
 * `PUT /trackings/{carrier_code}/{tracking_number}`; POST too, which the class files of 2016 send.
 */
export const updateTracking: Endpoint<UpdateTracking> = {
  summary: "Change a tracking",
  method: "PUT",
  alsoMethods: ["POST"],
  path: "/trackings/{carrier_code}/{tracking_number}/{lang?}",
  brands: allBrands,
  limit: null,
  codes: [4012, 4014, 4015, 4017],
  fieldsFrom: "path-and-body",
  input: change,
  send: (ask) => ({ path: { carrier_code: ask.carrierCode, tracking_number: ask.number }, body: printChange(ask) }),
  data: changedAnswer,
  answer: (data) => data,
  whenEmpty: null,
  emitted: emittedChange,
  safeToRepeat: true,
};

const emittedManyChanged = z.strictObject({
  submitted: z.int(),
  update: z.int(),
  trackings: z.array(wirePair),
  errors: z.array(wirePair.extend({ code: z.int(), message: z.string() })),
});

/** The types behind `POST /trackings/updatemore`. */
export interface UpdateTrackings {
  ask: readonly ChangeAsk[];
  accepted: { given: WirePair; change: TrackingChange | ApiProblem }[];
  data: PairsAnswer;
  answer: { submitted: number | null; update: number | null; results: PairResult[] };
  emitted: z.output<typeof emittedManyChanged>;
}

/** `POST /trackings/updatemore`. */
export const updateTrackings: Endpoint<UpdateTrackings> = {
  summary: "Change up to 200 trackings",
  method: "POST",
  alsoMethods: [],
  path: "/trackings/updatemore",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: manyLimit,
  codes: [4012, 4015, 4020],
  entryCodes: [4012, 4013, 4014, 4015, 4017],
  fieldsFrom: "body",
  entry: change,
  input: z
    .array(z.unknown())
    .min(1)
    .transform((entries) => {
      const changes = eachOf(change).parse(entries);
      return changes.map((entry, index) => ({ given: givenPair(entries[index]), change: entry }));
    }),
  send: (ask) => ({ body: ask.map((entry) => ({ ...printPair(entry), ...printChange(entry) })) }),
  data: pairsAnswer("update"),
  answer: (data, ask) => ({ submitted: data.submitted, update: data.done, results: settlePairs(ask, data) }),
  whenEmpty: null,
  emitted: emittedManyChanged,
  safeToRepeat: true,
};
