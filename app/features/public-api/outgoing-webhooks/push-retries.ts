/** Attempts in all. */
export const MAX_ATTEMPTS = 14;
const FIRST_WAIT_MS = 30_000;

/**
 * When to try again after `attempts` failed attempts: 30 s, 60 s, 120 s and so on; null once the
 * last attempt was made.
 */
export function nextAttempt(attempts: number, now: Date): Date | null {
  return attempts >= MAX_ATTEMPTS ? null : new Date(now.getTime() + FIRST_WAIT_MS * 2 ** (attempts - 1));
}

/** Until when an address that let a call run out of time is left alone. */
export function heldBackUntil(now: Date): Date {
  return new Date(now.getTime() + FIRST_WAIT_MS);
}
