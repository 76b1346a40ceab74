import type { CallResult } from "~/tracking-api/client/result";
import { failedCall } from "~/providers/tracking/port/failures";
import type { FailedAnswer, ProviderFailure } from "~/providers/tracking/port/tracking-provider";

/** What a refusal of a whole call means to us; codes that are not here are `refused`. */
const meanings: Readonly<Record<number, ProviderFailure["kind"]>> = {
  401: "bad-key",
  402: "quota",
  403: "bad-key",
  500: "unreachable",
  503: "unreachable",
  4001: "bad-key",
  4002: "bad-key",
  4019: "quota",
  4021: "quota",
};

/** Whether an item's code says that the quota, not the item, is the trouble. */
export function isQuotaCode(code: number | null): boolean {
  return code !== null && meanings[code] === "quota";
}

/** Whether a code says that the pair was never added there. */
export function isUnknownNumberCode(code: number): boolean {
  return code === 4031 || code === 4017;
}

/** A call that gave no data, as the port says it. */
export function failureOf(result: Exclude<CallResult<unknown>, { kind: "ok" }>): FailedAnswer {
  return failedCall(result, (code) => meanings[code] ?? "refused");
}
