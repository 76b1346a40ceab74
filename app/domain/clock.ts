/**
 * Source of the present moment. Rules take instants as arguments; whoever calls them asks a clock
 * first.
 */
export interface Clock {
  now(): Date;
}

/**
 * A clock that may be moved. `onMoved` calls the listener after each move, and answers how to end
 * that.
 */
export interface WatchedClock extends Clock {
  onMoved(listener: () => void): () => void;
}

/**
 * The machine's own time: for signatures, tokens and certificates, for the pace of calls, and for
 * everything in production.
 */
export const systemClock: WatchedClock = { now: () => new Date(), onMoved: () => () => undefined };
