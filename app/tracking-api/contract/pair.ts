import { z } from "zod";
import { isCarrierCode, numberField } from "./create";
import type { ApiProblem } from "./errors";
import { lenientText } from "./lenient";
import { problemOf, refuse, textField } from "./fields";

/** A number under a courier. */
export interface TrackingPair {
  carrierCode: string;
  number: string;
}

/** The courier of a pair; must be able to exist (4015). */
export const carrierField = textField(4015).transform((code, ctx): string =>
  code !== null && isCarrierCode(code) ? code : refuse(ctx, 4015),
);

/** A pair as a list names it. */
export const pair = z
  .object({ tracking_number: numberField, carrier_code: carrierField })
  .transform((given): TrackingPair => ({ carrierCode: given.carrier_code, number: given.tracking_number }));

/** A list of pairs; one that cannot exist is a refusal by itself while the others go on. */
export const pairList = eachOf(pair);

/** A list that is not empty, each entry judged by itself. */
export function eachOf<T>(schema: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .min(1)
    .transform((entries) =>
      entries.map((entry): T | ApiProblem => {
        const parsed = schema.safeParse(entry);
        return parsed.success ? parsed.data : problemOf(parsed.error);
      }),
    );
}

/** A pair as the wire spells it, both ways. */
export const wirePair = z.strictObject({ tracking_number: z.string(), carrier_code: z.string() });

export type WirePair = z.output<typeof wirePair>;

const echo = z
  .object({ tracking_number: lenientText, carrier_code: lenientText })
  .catch({ tracking_number: null, carrier_code: null });

/** The pair of a refused entry, as far as it can be read: it is told beside the refusal. */
export function givenPair(entry: unknown): WirePair {
  const { tracking_number: number, carrier_code: carrierCode } = echo.parse(entry);
  return printPair({ number: number ?? "", carrierCode: carrierCode ?? "" });
}

/** How a client and our answers spell a pair. */
export function printPair({ number, carrierCode }: TrackingPair): WirePair {
  return { tracking_number: number, carrier_code: carrierCode };
}
