import { z } from "zod";
import { lenientText } from "./lenient";

/** What a create answers, as a client reads it: the 2017 shape lacks most fields. */
export const createdTracking = z.object({
  id: lenientText,
  tracking_number: z.coerce.string().min(1),
  carrier_code: z.string(),
  status: lenientText,
  created_at: lenientText,
});

/** A create's answer as a client has it. */
export type CreatedTracking = z.output<typeof createdTracking>;

const text = z.string().nullable();

const createdFields = {
  id: z.string().regex(/^[0-9a-f]{32}$/),
  tracking_number: z.string(),
  carrier_code: z.string(),
  // Verbatim, or the integer 0 when absent.
  order_create_time: z.union([z.string(), z.literal(0)]),
  status: z.literal("pending"),
  created_at: z.string(),
  customer_email: text,
  customer_name: text,
  customer_phone: text,
  order_id: text,
  comment: text,
  title: text,
  logistics_channel: text,
};

/** What our server answers for one number of a batch. */
export const emittedBatchEntry = z.strictObject(createdFields);

/** What our server answers for a single create. */
export const emittedCreated = z.strictObject({ ...createdFields, destination: z.string() });

export type EmittedBatchEntry = z.output<typeof emittedBatchEntry>;
export type EmittedCreated = z.output<typeof emittedCreated>;
