/** Keys of one account that may be in force at once, as at the provider (issue 3, Keys). */
export const MAX_LIVE_KEYS = 4;

/** Calls a second a merchant can give a key. One is the provider's own general rate. */
export const rateChoices = [1, 3, 10, 30] as const;

export const defaultRate = 10;

/** The longest name a person can give a key, in characters. */
export const MAX_KEY_NAME = 60;
