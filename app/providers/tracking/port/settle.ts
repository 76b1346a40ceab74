import type { TrackingUpdate } from "~/domain/tracking/update";
import type { BatchResult, BatchSettlement } from "~/tracking-api/contract/batch";
import type { CallResult } from "~/tracking-api/client/result";
import { batchLimit, filterLimit } from "~/tracking-api/contract/limits";
import { pairKey } from "~/tracking-api/contract/words";
import type {
  FailedAnswer,
  LookUpAnswer,
  RegisterAnswer,
  RegisterOutcome,
  RegistrationItem,
  TrackingKey,
} from "./tracking-provider";

type NotOk = Exclude<CallResult<unknown>, { kind: "ok" }>;

/** How one version of the API registers a batch, and what its answers mean. */
export interface BatchCall {
  create: (items: readonly RegistrationItem[]) => Promise<CallResult<BatchSettlement>>;
  toOutcome: (result: BatchResult) => RegisterOutcome;
  failureOf: (result: NotOk) => FailedAnswer;
}

/**
 * Registers at most a batch in one call; nothing is asked for nothing. Throws a RangeError for
 * more.
 */
export async function registerInOneCall(items: readonly RegistrationItem[], call: BatchCall): Promise<RegisterAnswer> {
  if (items.length > batchLimit) throw new RangeError(`${items.length} items in a batch of ${batchLimit}`);
  if (items.length === 0) return { kind: "settled", results: [], oddities: [] };
  const result = await call.create(items);
  if (result.kind !== "ok") return call.failureOf(result);
  const outcomes = result.data.results.map(call.toOutcome);
  return {
    kind: "settled",
    results: items.map((item, index) => ({ item, outcome: outcomes[index] ?? { kind: "unknown" } })),
    oddities: odditiesOf(result.data),
  };
}

function odditiesOf({ neverSent, repeated, unreadableEntries }: BatchSettlement): string[] {
  return [
    ...neverSent.map((pair) => `answered but never sent: ${pair}`),
    ...repeated.map((pair) => `answered more than once: ${pair}`),
    ...(unreadableEntries > 0 ? [`entries without a readable number: ${unreadableEntries}`] : []),
  ];
}

/** What a look-up brought: everything there is under these numbers, or only a part of it. */
export type LookedUp = { kind: "all" | "part"; updates: TrackingUpdate[] } | FailedAnswer;

/**
 * Looks at most a query's numbers up in one call. "Missing" leads to another create, which may cost
 * quota: it is only said of an answer that was read to the end. Throws a RangeError for more
 * numbers.
 */
export async function lookUpInOneCall(
  keys: readonly TrackingKey[],
  ask: (numbers: string[]) => Promise<LookedUp>,
): Promise<LookUpAnswer> {
  if (keys.length > filterLimit) throw new RangeError(`${keys.length} numbers in a query of ${filterLimit}`);
  if (keys.length === 0) return { kind: "settled", found: [], underOtherCourier: [], missing: [] };
  const answer = await ask(keys.map(({ number }) => number));
  if (answer.kind === "failed") return answer;
  const asked = new Set(keys.map(nameOf));
  const { found = [], other = [] } = Object.groupBy(answer.updates, (update) =>
    asked.has(nameOf(update)) ? "found" : "other",
  );
  if (answer.kind === "part") return { kind: "part", found };
  const there = new Set(found.map(nameOf));
  return { kind: "settled", found, underOtherCourier: other, missing: keys.filter((key) => !there.has(nameOf(key))) };
}

function nameOf({ number, courierCode }: TrackingKey): string {
  return pairKey(number, courierCode);
}
