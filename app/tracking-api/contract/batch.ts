import { z } from "zod";
import { createRequest, type CreateRequest } from "./create";
import { createdTracking, emittedBatchEntry } from "./created";
import { apiCodes, existsCode, type ApiProblem } from "./errors";
import { problemOf } from "./fields";
import { lenientText, readEach } from "./lenient";
import { givenPair, type TrackingPair, type WirePair } from "./pair";
import { numberKey, pairKey } from "./words";

/**
 * One entry of a batch after the door: either good, or refused by itself while the others go on.
 */
export interface BatchEntry {
  /** Echoed in `errors`, as given. */
  given: WirePair;
  request: CreateRequest | ApiProblem;
}

/** A batch's body: a list that is not empty; each entry is judged by itself. */
export const batchRequest = z
  .array(z.unknown())
  .min(1)
  .transform((entries): BatchEntry[] => entries.map(readEntry));

function readEntry(entry: unknown): BatchEntry {
  const parsed = createRequest.safeParse(entry);
  return { given: givenPair(entry), request: parsed.success ? parsed.data : problemOf(parsed.error) };
}

const batchError = z.object({
  tracking_number: z.coerce.string(),
  carrier_code: lenientText,
  code: z.coerce.number().int(),
  message: lenientText,
});

/** A batch's answer as a client reads it; `errors` is missing where all went well. */
export const batchAnswer = z.preprocess(
  (data) => (Array.isArray(data) && data.length === 0 ? {} : data),
  z.object({
    trackings: z.array(z.unknown()).default([]),
    errors: z.array(z.unknown()).default([]),
  }),
);

export type BatchAnswer = z.output<typeof batchAnswer>;

/** A batch's answer as our server prints it; `errors` is always there. */
export const emittedBatch = z.strictObject({
  submitted: z.int(),
  added: z.int(),
  trackings: z.array(emittedBatchEntry),
  errors: z.array(
    z.strictObject({ tracking_number: z.string(), carrier_code: z.string(), code: z.int(), message: z.string() }),
  ),
});

export type EmittedBatch = z.output<typeof emittedBatch>;

/** How one sent item ended, by the answer. */
export interface BatchResult<Item = CreateRequest> {
  item: Item;
  /** `missing-from-answer`: not mentioned, so unknown; never to be taken for a success. */
  outcome: "added" | "exists" | "rejected" | "missing-from-answer";
  /** The item's own code: 200 when added, null when the answer does not mention it. */
  code: number | null;
  message: string;
  providerId: string | null;
  /** The courier the answer names; differs from the item's where the provider corrected it. */
  providerCarrierCode: string | null;
}

/** One result per sent item, in the order sent, and what in the answer belonged to none of them. */
export interface BatchSettlement<Item = CreateRequest> {
  results: BatchResult<Item>[];
  /** Pairs told although never sent, as `NUMBER|courier`. */
  neverSent: string[];
  /** Pairs told more often than sent. */
  repeated: string[];
  /** Entries without a readable number. */
  unreadableEntries: number;
}

/** One entry of a batch's answer, in whatever words its version of the API told it. */
export type ReportedEntry = Omit<BatchResult, "item"> & { number: string };

/** Settles a batch by its answer as this API spells it. */
export function settleBatch(items: readonly CreateRequest[], answer: BatchAnswer): BatchSettlement {
  const { reported, unreadableEntries } = entriesOf(answer);
  return settleReported(items, reported, unreadableEntries);
}

/**
 * Lays a batch's answer beside what was sent: first by number and courier without case, then, for
 * what is left over, by number alone (a corrected courier, or an error without one) where that
 * leaves no doubt. A number sent twice takes the answer's entries in turn.
 */
export function settleReported<Item extends TrackingPair>(
  items: readonly Item[],
  reported: readonly ReportedEntry[],
  unreadableEntries: number,
): BatchSettlement<Item> {
  const results = new Map<number, ReportedEntry>();
  const sentPairs = new Set(items.map((item) => pairKey(item.number, item.carrierCode)));

  const byPair = Map.groupBy(reported, (entry) => pairKey(entry.number, entry.providerCarrierCode ?? ""));
  items.forEach((item, index) => {
    const entry = byPair.get(pairKey(item.number, item.carrierCode))?.shift();
    if (entry !== undefined) results.set(index, entry);
  });

  const leftOver = [...byPair.values()].flat();
  const byNumber = Map.groupBy(
    leftOver.filter((entry) => !sentPairs.has(pairKey(entry.number, entry.providerCarrierCode ?? ""))),
    (entry) => numberKey(entry.number),
  );
  const waiting = Map.groupBy(
    items.map((item, index) => ({ item, index })).filter(({ index }) => !results.has(index)),
    ({ item }) => numberKey(item.number),
  );
  for (const [number, [sent, ...otherSent]] of waiting) {
    const [entry, ...otherEntries] = byNumber.get(number) ?? [];
    if (sent === undefined || entry === undefined || otherSent.length > 0 || otherEntries.length > 0) continue;
    results.set(sent.index, entry);
  }

  const used = new Set(results.values());
  const unused = leftOver.filter((entry) => !used.has(entry));
  const name = (entry: ReportedEntry) => pairKey(entry.number, entry.providerCarrierCode ?? "");
  return {
    results: items.map((item, index) => resultOf(item, results.get(index))),
    neverSent: unused.map(name).filter((pair) => !sentPairs.has(pair)),
    repeated: unused.map(name).filter((pair) => sentPairs.has(pair)),
    unreadableEntries,
  };
}

function entriesOf(answer: BatchAnswer): { reported: ReportedEntry[]; unreadableEntries: number } {
  const added = readEach(createdTracking, answer.trackings);
  const errors = readEach(batchError, answer.errors);
  const reported = [
    ...added.read.map((entry): ReportedEntry => ({
      number: entry.tracking_number,
      outcome: "added",
      code: 200,
      message: apiCodes[200].message,
      providerId: entry.id,
      providerCarrierCode: entry.carrier_code,
    })),
    ...errors.read.map((entry): ReportedEntry => ({
      number: entry.tracking_number,
      outcome: entry.code === existsCode ? "exists" : "rejected",
      code: entry.code,
      message: entry.message ?? "",
      providerId: null,
      providerCarrierCode: entry.carrier_code,
    })),
  ];
  return { reported, unreadableEntries: added.unreadable + errors.unreadable };
}

function resultOf<Item>(item: Item, reported: ReportedEntry | undefined): BatchResult<Item> {
  if (reported === undefined) {
    return {
      item,
      outcome: "missing-from-answer",
      code: null,
      message: "",
      providerId: null,
      providerCarrierCode: null,
    };
  }
  const { outcome, code, message, providerId, providerCarrierCode } = reported;
  return { item, outcome, code, message, providerId, providerCarrierCode };
}
