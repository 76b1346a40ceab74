import type { CallResult } from "./result";

/** What a decision about another attempt rests on. */
export interface RetryQuestion {
  result: CallResult<unknown>;
  /** From 1. */
  attempt: number;
  attempts: number;
  safeToRepeat: boolean;
  /** What is left of the call's total time limit; null where it has none. */
  leftMs: number | null;
  /** From 0 to below 1. */
  random: () => number;
}

/** Whether to try again, and after how long. */
export type RetryDecision = { retry: false } | { retry: true; afterMs: number };

const firstWaitMs = 500;
const longestWaitMs = 8_000;

/**
 * "Server error" and "temporarily down": in the API's envelope, and yet no word about what was
 * asked.
 */
const troubleCodes: readonly number[] = [500, 503];

/**
 * Whether the API has said yes or no to what was asked. Otherwise nobody knows whether the call was
 * carried out.
 */
export function isAnswered(result: CallResult<unknown>): boolean {
  return result.kind === "ok" || (result.kind === "api-error" && !troubleCodes.includes(result.code));
}

/**
 * Decides about another attempt, in this order:
 *
 * 1. A yes or no of the API stands: asking again would only spend the caller's budget. Its codes
 *    500 and 503 are neither; they count as trouble on the way.
 * 2. A call that must not happen twice is never repeated here, whatever happened, a 429 included:
 *    it may have been carried out, and only the caller's ledger knows how to find out before
 *    sending it again. Safety comes before the number of attempts, so that no setting can ask for a
 *    second one.
 * 3. No attempts left.
 * 4. The wait: as long as the server wants after "too fast", else doubling from half a second to
 *    eight. Both are spread by chance, so that callers who failed together do not come back
 *    together; never shorter than the server wants.
 * 5. A wait that outlasts the total time limit is not begun: the caller learns at once what is
 *    known.
 */
export function retryDecision(question: RetryQuestion): RetryDecision {
  const { result, attempt, attempts, safeToRepeat, leftMs, random } = question;
  if (isAnswered(result)) return { retry: false };
  if (!safeToRepeat) return { retry: false };
  if (attempt >= attempts) return { retry: false };
  const afterMs = Math.round(waitMs(result, attempt, random()));
  if (leftMs !== null && afterMs >= leftMs) return { retry: false };
  return { retry: true, afterMs };
}

/** Up to a tenth longer than the server wants, or between half of our own wait and all of it. */
function waitMs(result: CallResult<unknown>, attempt: number, chance: number): number {
  if (result.kind === "rate-limited") return result.retryAfterMs * (1 + chance / 10);
  const longest = Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs);
  return longest * (0.5 + chance / 2);
}

/**
 * A `Retry-After` header, seconds or date, in milliseconds from `now`; null where there is none to
 * read.
 */
export function parseRetryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}
