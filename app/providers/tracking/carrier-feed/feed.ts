import { z } from "zod";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

const feedCheckpoint = z.object({
  /** ISO 8601; without a zone it is the carrier's local time. */
  time: z.string(),
  text: z.string(),
  place: z
    .string()
    .nullish()
    .transform((value) => value ?? ""),
  status: text,
  substatus: text,
  milestone: text,
});

const feedLeg = z.object({
  leg: z.enum(["origin", "destination"]),
  courier: text,
  country: text,
  website: text,
  phone: text,
  checkpoints: z.array(feedCheckpoint),
});

/** A parcel as a carrier feed tells it: always the whole story, never a difference. */
export const feedParcel = z.object({
  number: z.string().min(1),
  courier: z.string().min(1),
  status: z.string().min(1),
  substatus: text,
  updatedAt: text,
  /** True once nothing more will come. */
  final: z.boolean(),
  originCountry: text,
  destinationCountry: text,
  expected: z
    .object({ from: text, to: text })
    .nullish()
    .transform((value) => value ?? null),
  legs: z.array(feedLeg),
});

/** One of these. */
export type FeedParcel = z.output<typeof feedParcel>;

/** What `POST {base}/remote-areas` answers: one row for each courier that calls a place remote. */
export const feedRemoteAreas = z.object({
  remote: z.array(
    z.object({
      /** Which of the places asked about, from 0. */
      place: z.int().min(0),
      /** In lower case: `dhl`. */
      company: z.string().min(1),
      /** ISO 3166-1 alpha-2. */
      countryCode: z.string().length(2),
      /** English name. */
      country: z.string(),
    }),
  ),
});

/** One of these. */
export type FeedRemoteAreas = z.output<typeof feedRemoteAreas>;

const feedFlight = z.object({
  number: z.string().min(1),
  /** Airport codes. Times are the airport's own, `YYYY-MM-DD HH:MM`. */
  from: z.string(),
  departed: text,
  departurePlanned: text,
  to: z.string(),
  arrived: text,
  arrivalPlanned: text,
});

const feedAirEvent = z.object({
  /** The airport's own time, `YYYY-MM-DD HH:MM`; one of the two. */
  planned: text,
  happened: text,
  text: z.string(),
  station: z.string(),
  flight: text,
  /** RCS, MAN, DEP, ARR, RCF, NFD, DLV … */
  code: z.string(),
  pieces: z.int().nullish(),
  weight: text,
});

/**
 * What `POST {base}/air-waybills` answers: the waybills it knows, by their number in the hyphen
 * form.
 */
export const feedAirWaybills = z.object({
  waybills: z.record(
    z.string(),
    z.object({
      airline: z.object({ name: z.string(), website: z.string(), trackingPage: z.string() }),
      pieces: z.int(),
      weight: z.string(),
      origin: z.string(),
      destination: z.string(),
      /** The main status by its code: 2 on its way, 4 delivered. */
      statusCode: z.int(),
      flights: z.array(feedFlight),
      /** Newest first. */
      events: z.array(feedAirEvent),
    }),
  ),
});

/** Everything a feed tells of one waybill. */
export type FeedAirWaybill = z.output<typeof feedAirWaybills>["waybills"][string];

/** A feed's hint that numbers have news. */
export const feedHint = z.object({
  numbers: z
    .array(z.object({ courier: z.string().min(1), number: z.string().min(1) }))
    .min(1)
    .max(1000),
});
