import { z } from "zod";
import { allBrands } from "./brands";
import type { Endpoint } from "./endpoint";
import { apiCodes, type ApiProblem } from "./errors";
import { manyLimit } from "./limits";
import { pair, pairList, printPair, wirePair, type TrackingPair } from "./pair";
import { pairsAnswer, settlePairs, type PairResult, type PairsAnswer } from "./settle-pairs";
import { singleQuery, type SingleQuery } from "./single";

/** The types behind `DELETE /trackings/{carrier_code}/{tracking_number}`. */
export interface DeleteTracking {
  ask: TrackingPair;
  accepted: SingleQuery;
  data: null;
  answer: null;
  emitted: never[];
}

/**
 * `DELETE /trackings/{carrier_code}/{tracking_number}`: the answer is `[]`, which two clients
 * insist on.
 */
export const deleteTracking: Endpoint<DeleteTracking> = {
  summary: "Delete a tracking",
  method: "DELETE",
  alsoMethods: [],
  path: "/trackings/{carrier_code}/{tracking_number}/{lang?}",
  brands: allBrands,
  limit: null,
  codes: [4014, 4015, 4017],
  fieldsFrom: "path",
  input: singleQuery,
  send: (ask) => ({ path: { carrier_code: ask.carrierCode, tracking_number: ask.number } }),
  data: z.unknown().transform(() => null),
  answer: () => null,
  whenEmpty: null,
  emitted: z.array(z.never()),
  safeToRepeat: true,
  doneWhenRepeated: { code: 4017, answer: () => null },
};

const emittedManyDeleted = z.strictObject({ submitted: z.int(), delete: z.int(), trackings: z.array(wirePair) });

/** The types behind `POST /trackings/delete`. */
export interface DeleteTrackings {
  ask: readonly TrackingPair[];
  accepted: (TrackingPair | ApiProblem)[];
  data: PairsAnswer;
  answer: { submitted: number | null; delete: number | null; results: PairResult[] };
  emitted: z.output<typeof emittedManyDeleted>;
}

/** `POST /trackings/delete`. Pairs that are not there are left out of the answer. */
export const deleteTrackings: Endpoint<DeleteTrackings> = {
  summary: "Delete up to 200 trackings",
  method: "POST",
  alsoMethods: [],
  path: "/trackings/delete",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: manyLimit,
  codes: [4012, 4015, 4020],
  fieldsFrom: "body",
  input: pairList,
  entry: pair,
  send: (ask) => ({ body: ask.map(printPair) }),
  data: pairsAnswer("delete"),
  answer: (data, ask, repeated) => {
    const results = settlePairs(ask, data);
    return { submitted: data.submitted, delete: data.done, results: repeated ? results.map(goneBefore) : results };
  },
  whenEmpty: null,
  emitted: emittedManyDeleted,
  safeToRepeat: true,
};

/**
 * On a repeat, a pair that is not there was deleted by the attempt before, or never was: either way
 * it is gone.
 */
function goneBefore(result: PairResult): PairResult {
  return result.outcome === "rejected" && result.code === 4017
    ? { ...result, outcome: "done", code: 200, message: apiCodes[200].message }
    : result;
}

const emittedStopped = z.strictObject({ submitted: z.int(), change: z.int(), trackings: z.array(wirePair) });

/** The types behind `POST /trackings/notupdate`. */
export interface StopTrackings {
  ask: readonly TrackingPair[];
  accepted: (TrackingPair | ApiProblem)[];
  data: PairsAnswer;
  answer: { submitted: number | null; change: number | null; results: PairResult[] };
  emitted: z.output<typeof emittedStopped>;
}

/** `POST /trackings/notupdate`: what is known stays, `track_update` becomes false. */
export const stopTrackings: Endpoint<StopTrackings> = {
  summary: "Stop refreshing up to 200 trackings",
  method: "POST",
  alsoMethods: [],
  path: "/trackings/notupdate",
  brands: ["trackingmore-v2", "51tracking-v2", "tracktry-v1"],
  limit: manyLimit,
  codes: [4012, 4015, 4020],
  fieldsFrom: "body",
  input: pairList,
  entry: pair,
  send: (ask) => ({ body: ask.map(printPair) }),
  data: pairsAnswer("change"),
  answer: (data, ask) => ({ submitted: data.submitted, change: data.done, results: settlePairs(ask, data) }),
  whenEmpty: null,
  emitted: emittedStopped,
  safeToRepeat: true,
};
