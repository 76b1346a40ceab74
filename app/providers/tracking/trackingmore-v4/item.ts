import { z } from "zod";
import { anything } from "~/tracking-api/contract/anything";
import { lenientBoolean, lenientText, readEach } from "~/tracking-api/contract/lenient";

/** One event of a half. */
const trackEvent = z.object({
  checkpoint_date: lenientText,
  checkpoint_delivery_status: lenientText,
  checkpoint_delivery_substatus: lenientText,
  tracking_detail: lenientText,
  location: lenientText,
  country_iso2: lenientText,
  state: lenientText,
  city: lenientText,
});

/** One event as it came, empty text read as none. */
export type V4Event = z.output<typeof trackEvent>;

const milestoneDates = z.object({ pickup_date: lenientText }).catch({ pickup_date: null });

const trackHalf = z.object({
  courier_code: lenientText,
  courier_phone: lenientText,
  weblink: lenientText,
  milestone_date: milestoneDates,
  pickup_date: lenientText,
  departed_airport_date: lenientText,
  arrived_abroad_date: lenientText,
  customs_received_date: lenientText,
  arrived_destination_date: lenientText,
  trackinfo: anything.transform((value): V4Event[] => (Array.isArray(value) ? readEach(trackEvent, value).read : [])),
});

/** One half of the way: the carrier that sent it off, or the one that delivers it. */
export type V4Half = z.output<typeof trackHalf>;

/** A half, or null where it is missing or says nothing: then all of its fields are null. */
const optionalHalf = anything.transform((value): V4Half | null => {
  const parsed = trackHalf.safeParse(value);
  if (!parsed.success) return null;
  const { trackinfo, courier_code, courier_phone, weblink } = parsed.data;
  const saysSomething = trackinfo.length > 0 || [courier_code, courier_phone, weblink].some((text) => text !== null);
  return saysSomething ? parsed.data : null;
});

/**
 * A tracking of v4: number, courier and status are needed, everything else may be missing, null or
 * empty. Only what is used is read; personal fields are left on the wire.
 */
export const v4Item = z.object({
  id: lenientText,
  tracking_number: z.coerce.string().min(1),
  courier_code: z.string().min(1),
  delivery_status: z.string().min(1),
  substatus: lenientText,
  updating: lenientBoolean,
  // The documented name is `update_at`; the other is what everybody expects.
  update_at: lenientText,
  updated_at: lenientText,
  origin_country: lenientText,
  destination_country: lenientText,
  scheduled_delivery_date: lenientText,
  origin_info: optionalHalf,
  destination_info: optionalHalf,
});

/** A tracking as read. */
export type V4Item = z.output<typeof v4Item>;
