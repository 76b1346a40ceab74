/** How an account's connection to its tracking provider stands, in the database's words. */
export type ConnectionState = "ok" | Trouble;

/**
 * What is wrong with a connection: the key is not accepted; no quota is left; nobody answers, or a
 * server error does; what answers is not the API; the API refuses the call itself; the API wants
 * fewer calls (429).
 */
export type Trouble = "bad_key" | "quota" | "unreachable" | "unreadable" | "refused" | "too_fast";

/**
 * What a merchant is told of a connection. `not_registering`: known parcels are read, and no new
 * one is taken.
 */
export type ReportedTrouble = Trouble | "not_registering";

/** What keeps parcels from being registered. `cap` is the merchant's own limit. */
export type Hold = ReportedTrouble | "not-connected" | "cap";

/**
 * How long a trouble lasts before the merchant is told, in milliseconds. A key and a quota do not
 * mend themselves, so at once. A call that broke off is looked up five seconds later, and a 429
 * asks for two minutes of silence: what is over by then was no trouble, and a warning that comes
 * and goes alarms for nothing.
 */
const reportedAfterMs: Record<Trouble, number> = {
  bad_key: 0,
  quota: 0,
  unreachable: 15_000,
  unreadable: 15_000,
  refused: 15_000,
  too_fast: 150_000,
};
/**
 * By then a number has been sent four times (5, 10 and 20 seconds apart), and it is no single call
 * that broke off.
 */
const NOT_REGISTERING_TOLD_AFTER_MS = 60_000;

/** The part of a connection that decides what is said about it. */
export interface ConnectionFacts {
  state: ConnectionState;
  /** Since when the trouble lasts, or the last one has been over. */
  stateSince: Date;
  /** Since when parcels wait and no call that registers has worked, whatever other calls do. */
  registeringFailsSince: Date | null;
  /** No call of any kind goes out before. */
  silentUntil: Date | null;
  /** Nothing is registered before: quota or the merchant's cap is used up. */
  registerNotBefore: Date | null;
}

/**
 * The trouble a merchant has to be told of at `now`; null while the connection works, and for what
 * may be over in a moment.
 */
export function reportedTrouble(
  { state, stateSince, registeringFailsSince, registerNotBefore }: Omit<ConnectionFacts, "silentUntil">,
  now: Date,
): ReportedTrouble | null {
  const lasts = (since: Date) => now.getTime() - since.getTime();
  if (state !== "ok" && lasts(stateSince) >= reportedAfterMs[state]) return state;
  if (registeringFailsSince === null || (registerNotBefore !== null && registerNotBefore > now)) return null;
  return lasts(registeringFailsSince) >= NOT_REGISTERING_TOLD_AFTER_MS ? "not_registering" : null;
}

/**
 * Why parcels that are to be registered wait at `now`; null while they go out. A pause the provider
 * asked for counts from its first second, because nothing goes out meanwhile: whoever looks at one
 * parcel may know, though it is no trouble yet.
 */
export function registrationHold(connection: ConnectionFacts | null, now: Date): Hold | null {
  if (connection === null) return "not-connected";
  const trouble = reportedTrouble(connection, now);
  if (trouble !== null) return trouble;
  const isAhead = (until: Date | null) => until !== null && until > now;
  if (isAhead(connection.silentUntil)) return "too_fast";
  return isAhead(connection.registerNotBefore) ? "cap" : null;
}
