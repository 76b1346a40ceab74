import { z } from "zod";

const text = z.string().nullable();

/**
 * Why a courier was chosen, or why it could not be: what ingest (domain/carriers/choose-courier.ts)
 * and merchants left behind.
 */
const reasonSchema = z.discriminatedUnion("by", [
  z.object({ by: z.literal("rule"), position: z.number() }),
  z.object({ by: z.literal("company"), company: z.string() }),
  z.object({ by: z.literal("company-and-format"), company: z.string(), format: z.string() }),
  z.object({ by: z.literal("format"), format: z.string(), usual: z.boolean() }),
  z.object({ by: z.literal("not-in-catalogue"), company: z.string() }),
  z.object({ by: z.literal("nothing-fits"), company: text }),
  z.object({ by: z.literal("ambiguous"), company: text }),
  z.object({ by: z.literal("not-a-number"), reason: z.string() }),
  z.object({ by: z.literal("merchant") }),
]);

export type StoredCourierReason = z.infer<typeof reasonSchema>;

/** Null for what an older or newer version wrote. */
export function readCourierReason(json: string): StoredCourierReason | null {
  try {
    return reasonSchema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
