import { z } from "zod";
import { anything } from "./anything";
import { lenientBoolean, lenientText, lenientTextOrZero, lenientTexts, readEach } from "./lenient";
import { milestoneNames } from "./words";

/** One event as a client reads it. */
export const trackEvent = z.object({
  Date: lenientText,
  StatusDescription: lenientText,
  Details: lenientText,
  checkpoint_status: lenientText,
  substatus: lenientText,
  ItemNode: lenientText,
});

export type TrackEvent = z.output<typeof trackEvent>;

/** One half as a client reads it; empty milestones come as null, `false` or not at all. */
export const trackHalf = z.object({
  ItemReceived: lenientText,
  ItemDispatched: lenientText,
  DepartfromAirport: lenientText,
  ArrivalfromAbroad: lenientText,
  CustomsClearance: lenientText,
  DestinationArrived: lenientText,
  weblink: lenientText,
  phone: lenientText,
  carrier_code: lenientText,
  trackinfo: anything.transform((value): TrackEvent[] =>
    Array.isArray(value) ? readEach(trackEvent, value).read : [],
  ),
});

export type TrackHalf = z.output<typeof trackHalf>;

/** A half, or null where it is missing, `[]`, or present with every value null. */
const optionalHalf = anything.transform((value): TrackHalf | null => {
  const parsed = trackHalf.safeParse(value);
  if (!parsed.success) return null;
  const { trackinfo, ...rest } = parsed.data;
  return trackinfo.length > 0 || Object.values(rest).some((field) => field !== null) ? parsed.data : null;
});

/**
 * A tracking as a client reads it: number, courier and status are needed, everything else may be
 * missing or spelled in the ways that servers are known to write it. Names stay the wire's, values
 * are made uniform.
 */
export const trackingItem = z.object({
  id: lenientText,
  tracking_number: z.coerce.string().min(1),
  carrier_code: z.string().min(1),
  status: z.string().min(1),
  track_update: lenientBoolean,
  created_at: lenientText,
  updated_at: lenientText,
  order_create_time: lenientTextOrZero,
  customer_email: lenientTexts,
  title: lenientText,
  order_id: lenientText,
  comment: lenientText,
  archived: lenientBoolean,
  original_country: lenientText,
  destination_country: lenientText,
  substatus: lenientText,
  origin_info: optionalHalf,
  destination_info: optionalHalf,
  lastEvent: lenientText,
  lastUpdateTime: lenientText,
});

export type TrackingItem = z.output<typeof trackingItem>;

/** The answer of a single get: an object, or on TrackRu a list of one. */
export const singleAnswer = z.preprocess((data: unknown): unknown => {
  const entries: unknown[] = Array.isArray(data) ? data : [];
  return entries.length === 1 ? entries[0] : data;
}, trackingItem);

const text = z.string().nullable();
const milestone = z.union([z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/), z.null()]);

const emittedEvent = z.strictObject({
  Date: z.string(),
  StatusDescription: z.string(),
  Details: z.string(),
  checkpoint_status: z.string(),
  substatus: z.string().optional(),
  ItemNode: z.enum(milestoneNames).optional(),
});

const emittedHalf = z.strictObject({
  ItemReceived: milestone,
  ItemDispatched: milestone,
  DepartfromAirport: milestone,
  ArrivalfromAbroad: milestone,
  CustomsClearance: milestone,
  DestinationArrived: milestone,
  weblink: text,
  phone: text,
  carrier_code: text,
  trackinfo: z.array(emittedEvent).nullable(),
});

/**
 * A tracking as our server prints it, in this key order: null for empty milestones, never `false`.
 */
export const emittedItem = z.strictObject({
  id: z.string(),
  tracking_number: z.string(),
  carrier_code: z.string(),
  status: z.string(),
  track_update: z.boolean(),
  created_at: z.string(),
  updated_at: text,
  order_create_time: text,
  customer_email: text,
  customer_phone: text,
  title: text,
  order_id: text,
  comment: text,
  customer_name: text,
  archived: z.boolean(),
  original_country: z.string(),
  destination_country: z.string().optional(),
  itemTimeLength: z.int().nullable(),
  stayTimeLength: z.int(),
  service_code: text,
  status_info: text,
  substatus: z.string(),
  origin_info: emittedHalf,
  destination_info: emittedHalf.optional(),
  lastEvent: z.string(),
  lastUpdateTime: z.string(),
});

export type EmittedItem = z.output<typeof emittedItem>;
export type EmittedHalf = z.output<typeof emittedHalf>;
export type EmittedEvent = z.output<typeof emittedEvent>;
