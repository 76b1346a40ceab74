import { z } from "zod";
import { lenientText, readEach } from "./lenient";

/** One courier as a client has it. */
export const carrierItem = z.object({
  code: z.string().min(1),
  name: z.string(),
  type: lenientText,
  phone: lenientText,
  homepage: lenientText,
  picture: lenientText,
});

export type CarrierItem = z.output<typeof carrierItem>;

/** The courier list as a client reads it. */
export const carriersAnswer = z.array(z.unknown()).transform((entries) => readEach(carrierItem, entries).read);

/** One courier as our server prints it. */
export const emittedCarrier = z.strictObject({
  name: z.string(),
  code: z.string(),
  phone: z.string(),
  homepage: z.string(),
  type: z.string(),
  picture: z.string(),
  name_cn: z.string().optional(),
});

export type EmittedCarrier = z.output<typeof emittedCarrier>;
