import type { FailedAnswer, ProviderFailure } from "./port";

const longestDetail = 200;

/** The failed arm of an answer. `detail` is cut and put on one line; give it no key and no customer data. */
export function failed(
  kind: ProviderFailure["kind"],
  detail: string,
  retryAfterMs: number | null = null,
): FailedAnswer {
  const oneLine = detail.replace(/\s+/g, " ").trim().slice(0, longestDetail);
  return { kind: "failed", failure: { kind, detail: oneLine, retryAfterMs, outcomeKnown: false } };
}

/** A server that does not understand a question beside the parcels is not in trouble: it just does not offer that. */
export function unlessRefused(answer: FailedAnswer): FailedAnswer | { kind: "not-offered" } {
  const { kind } = answer.failure;
  return kind === "refused" || kind === "unreadable" ? { kind: "not-offered" } : answer;
}
