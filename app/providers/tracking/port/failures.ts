import type { CallResult } from "~/tracking-api/client/result";
import type { FailedAnswer, ProviderFailure } from "./tracking-provider";

const longestDetail = 200;

/**
 * The failed arm of an answer. `detail` is cut and put on one line; give it no key and no customer
 * data.
 */
export function failed(
  kind: ProviderFailure["kind"],
  detail: string,
  retryAfterMs: number | null = null,
): FailedAnswer {
  const oneLine = detail.replace(/\s+/g, " ").trim().slice(0, longestDetail);
  return { kind: "failed", failure: { kind, detail: oneLine, retryAfterMs, outcomeKnown: false } };
}

/**
 * A call that gave no data, as the port says it. `meaningOf` is what the API's own codes mean to
 * us.
 */
export function failedCall(
  result: Exclude<CallResult<unknown>, { kind: "ok" }>,
  meaningOf: (code: number) => ProviderFailure["kind"],
): FailedAnswer {
  switch (result.kind) {
    case "api-error":
      return failed(meaningOf(result.code), `${result.code} ${result.type}: ${result.message}`);
    case "rate-limited":
      return failed("too-fast", "429 Too Many Requests", result.retryAfterMs);
    case "unreachable":
      return failed(httpMeaning(result.status), result.status === null ? result.reason : `HTTP ${result.status}`);
    case "unreadable":
      return failed("unreadable", result.reason);
  }
}

/** A gateway in front of the API may refuse a key by HTTP status. */
function httpMeaning(status: number | null): ProviderFailure["kind"] {
  return status === 401 || status === 403 ? "bad-key" : "unreachable";
}

/**
 * A server that does not understand a question beside the parcels is not in trouble: it just does
 * not offer that.
 */
export function unlessRefused(answer: FailedAnswer): FailedAnswer | { kind: "not-offered" } {
  const { kind } = answer.failure;
  return kind === "refused" || kind === "unreadable" ? { kind: "not-offered" } : answer;
}
