/** Addresses one account may have, as at the provider. */
export const MAX_PUSH_ADDRESSES = 4;

/** The longest address, in characters. */
export const MAX_PUSH_URL = 2000;

/** How long a push waits for its answer. */
export const PUSH_TIMEOUT_MS = 10_000;
