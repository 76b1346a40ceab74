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

/** A feed's hint that numbers have news. */
export const feedHint = z.object({
  numbers: z
    .array(z.object({ courier: z.string().min(1), number: z.string().min(1) }))
    .min(1)
    .max(1000),
});
