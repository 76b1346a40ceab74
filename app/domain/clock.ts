/** Source of the present moment. Rules take instants as arguments; whoever calls them asks a clock first. */
export interface Clock {
  now(): Date;
}

/** The machine's own time: for signatures, tokens and certificates, and for everything in production. */
export const systemClock: Clock = { now: () => new Date() };
