import { z } from "zod";
import { anything } from "./anything";
import type { Endpoint } from "./endpoint";
import { languageOf, refuse, textField } from "./fields";
import { lenientText } from "./lenient";
import { batchLimit } from "./limits";

/** Three digits, an optional blank or hyphen, seven or eight digits. */
const waybillPattern = /^(\d{3})[ -]?(\d{7,8})$/;

/** A waybill in the form that answers are keyed by, `172-28891936`; null for what is none. */
export function waybillKey(given: string): string | null {
  const parts = waybillPattern.exec(given.trim());
  return parts === null ? null : `${parts[1]}-${parts[2]}`;
}

const waybillsField = anything.transform((value, ctx): string[] => {
  const given: unknown[] = Array.isArray(value)
    ? value
    : value === undefined || value === null || value === ""
      ? []
      : [value];
  if (given.length === 0) return refuse(ctx, 4013);
  if (given.length > batchLimit) return refuse(ctx, 4020, `Up to ${batchLimit} at a time`);
  const keys = given.map((entry) =>
    typeof entry === "string" || typeof entry === "number" ? waybillKey(String(entry)) : null,
  );
  const known = keys.filter((key) => key !== null);
  return known.length === keys.length ? [...new Set(known)] : refuse(ctx, 4014);
});

const text = lenientText.transform((value) => value ?? "");

const flight = z.object({
  depart_station: text,
  depart_time: text,
  plan_depart_time: text,
  arrival_station: text,
  arrival_time: text,
  plan_arrival_time: text,
});

const airEvent = z.object({
  plan_date: text,
  actual_date: text,
  event: text,
  station: text,
  flight_number: text,
  status: text,
  piece: text,
  weight: text,
});

/** PHP prints an empty map as `[]`. */
const mapOf = <T extends z.ZodType>(value: T) =>
  z.preprocess(
    (given: unknown): unknown => (given === undefined || (Array.isArray(given) && given.length === 0) ? {} : given),
    z.record(z.string(), value),
  );

/** One air waybill's story as a client reads it. */
export const airTracking = z.object({
  airline_info: z.object({ name: text, url: text, track_url: text }),
  return_data: z.object({
    track_number: text,
    weight: text,
    piece: z.coerce.number().int().catch(0),
    origin: text,
    destination: text,
    status_number: z.coerce.number().int().catch(0),
    last_event: text,
    flight_info: mapOf(flight),
    track_info: z.array(airEvent).catch([]),
  }),
});

/** One air waybill's story. */
export type AirTracking = z.output<typeof airTracking>;

const airAnswer = mapOf(airTracking);

const emittedText = z.string();
const emittedAir = z.strictObject({
  airline_info: z.strictObject({ name: emittedText, url: emittedText, track_url: emittedText }),
  return_data: z.strictObject({
    track_number: emittedText,
    weight: emittedText,
    piece: z.int(),
    origin: emittedText,
    destination: emittedText,
    status_number: z.int(),
    last_event: emittedText,
    flight_info: z.record(z.string(), z.record(z.string(), emittedText)),
    track_info: z.array(z.record(z.string(), emittedText)),
  }),
});

/** The types behind `POST /trackings/aircargo`. */
export interface TrackAirCargo {
  ask: { waybills: readonly string[]; lang: string | null };
  accepted: { waybills: string[]; lang: string | null };
  /** Keyed by waybill in the hyphen form, whatever form was asked in. */
  data: Record<string, AirTracking>;
  answer: Record<string, AirTracking>;
  emitted: Record<string, z.output<typeof emittedAir>>;
}

/** `POST /trackings/aircargo`. */
export const trackAirCargo: Endpoint<TrackAirCargo> = {
  summary: "Track air waybills",
  method: "POST",
  alsoMethods: [],
  path: "/trackings/aircargo",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: batchLimit,
  codes: [4012, 4013, 4014, 4015, 4018, 4020, 4021, 503],
  fieldsFrom: "body",
  input: z
    .object({ track_number: waybillsField, lang: textField() })
    .transform((given) => ({ waybills: given.track_number, lang: languageOf(given.lang) })),
  send: ({ waybills, lang }) => ({ body: { track_number: waybills, ...(lang === null ? {} : { lang }) } }),
  data: airAnswer,
  answer: (data) => data,
  whenEmpty: null,
  emitted: z.record(z.string(), emittedAir),
  // Every waybill costs quota.
  safeToRepeat: false,
};
