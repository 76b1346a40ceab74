import { z } from "zod";
import { apiCodes } from "./errors";
import { lenientCount, lenientText, readEach } from "./lenient";
import type { TrackingPair } from "./pair";
import { numberKey, pairKey } from "./words";

/** How one pair of a list ended, by the answer. */
export interface PairResult {
  pair: TrackingPair;
  /** `missing-from-answer`: the answer does not say; never to be taken for a success. */
  outcome: "done" | "rejected" | "missing-from-answer";
  /** 200 when done, the pair's own code when rejected, null when the answer does not say. */
  code: number | null;
  message: string;
}

const named = z.object({ tracking_number: z.coerce.string().min(1), carrier_code: lenientText });

/** The page of the many-delete wraps each pair once more, in a way whose end is cut off. */
const mention = z.preprocess((entry: unknown): unknown => {
  if (typeof entry !== "object" || entry === null || "tracking_number" in entry) return entry;
  return Object.values(entry).find((value: unknown) => named.safeParse(value).success);
}, named);

const refusal = named.extend({ code: z.coerce.number().int(), message: lenientText });

const entries = z.array(z.unknown()).catch([]);

/**
 * What the answers to lists of pairs have in common, `count` under the name their page gives it.
 * PHP prints an empty one as `[]`.
 */
export function pairsAnswer(count: "update" | "delete" | "change") {
  return z
    .preprocess(
      (data) => (Array.isArray(data) && data.length === 0 ? {} : data),
      z.object({ submitted: lenientCount, trackings: entries, errors: entries }).catchall(z.unknown()),
    )
    .transform((data) => ({
      submitted: data.submitted,
      done: lenientCount.parse(data[count]),
      trackings: data.trackings,
      errors: data.errors,
    }));
}

/** An answer to a list of pairs as a client reads it. */
export type PairsAnswer = z.output<ReturnType<typeof pairsAnswer>>;

/**
 * One result per pair sent, in the order sent. Done is what the answer names, or everything where
 * it counts as many as were sent. What it leaves out was not there (4017), provided that it names
 * as many as it counts; otherwise nobody knows.
 */
export function settlePairs(pairs: readonly TrackingPair[], answer: PairsAnswer): PairResult[] {
  const mentions = readEach(mention, answer.trackings).read;
  const refusals = readEach(refusal, answer.errors).read;
  const sent = new Set(pairs.map(keyOf));
  const namesAll = answer.done !== null && new Set(mentions.map(keyOfNamed)).size >= answer.done;
  const countsAll = answer.done !== null && answer.done >= sent.size;
  return pairs.map((pair): PairResult => {
    const refused = refusals.find((entry) => isAbout(entry, pair));
    if (refused) return { pair, outcome: "rejected", code: refused.code, message: refused.message ?? "" };
    if (countsAll || mentions.some((entry) => isAbout(entry, pair))) {
      return { pair, outcome: "done", code: 200, message: apiCodes[200].message };
    }
    if (namesAll) return { pair, outcome: "rejected", code: 4017, message: apiCodes[4017].message };
    return { pair, outcome: "missing-from-answer", code: null, message: "" };
  });
}

const keyOf = ({ number, carrierCode }: TrackingPair) => pairKey(number, carrierCode);

const keyOfNamed = ({ tracking_number: number, carrier_code: carrierCode }: z.output<typeof named>) =>
  pairKey(number, carrierCode ?? "");

/** An entry without a courier is about every pair of its number. */
function isAbout(entry: z.output<typeof named>, pair: TrackingPair): boolean {
  if (entry.carrier_code === null) return numberKey(entry.tracking_number) === numberKey(pair.number);
  return keyOfNamed(entry) === keyOf(pair);
}
