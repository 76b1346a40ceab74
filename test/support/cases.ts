/** Set by `npm run test:long`. */
export const isLongRun = process.env.TEST_LONG === "true";

/**
 * How many cases a property is tried with: few in `npm test`, which samples, all in
 * `npm run test:long`.
 */
export const cases = (long: number, short: number): number => (isLongRun ? long : short);
