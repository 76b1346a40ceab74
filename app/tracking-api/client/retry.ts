import type { CallResult } from "./result";

/** What a decision about another attempt rests on. */
export interface RetryQuestion {
  result: CallResult<unknown>;
  /** From 1. */
  attempt: number;
  attempts: number;
  safeToRepeat: boolean;
}

/** Whether to try again, and after how long. */
export type RetryDecision = { retry: false } | { retry: true; afterMs: number };

const firstWaitMs = 500;
const longestWaitMs = 8_000;

/**
 * Decides about another attempt, in this order:
 *
 * 1. An answer of the API, yes or no, stands: asking again would only spend the caller's budget.
 * 2. A call that changes something is never repeated here, whatever happened: it may have been carried out, and only
 *    the caller's ledger knows how to find out before sending it again (DESIGN §5, "no quota twice").
 * 3. No attempts left.
 * 4. "Too fast": wait as long as the server wants.
 * 5. Anything else went wrong on the way: wait a little longer each time.
 */
export function retryDecision({ result, attempt, attempts, safeToRepeat }: RetryQuestion): RetryDecision {
  if (result.kind === "ok" || result.kind === "api-error") return { retry: false };
  if (!safeToRepeat) return { retry: false };
  if (attempt >= attempts) return { retry: false };
  if (result.kind === "rate-limited") return { retry: true, afterMs: result.retryAfterMs };
  return { retry: true, afterMs: Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs) };
}

/** A `Retry-After` header, seconds or date, in milliseconds from `now`; null where there is none to read. */
export function parseRetryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}
