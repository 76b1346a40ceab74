import { timesIn, type Times } from "../../../extensions/customer-order-status/src/times";

/** Readers' languages and zones are few, but a request may name any. */
const mostKept = 64;

const kept = new Map<string, Times>();

/**
 * `timesIn`, kept for the next answer: making it takes longer than everything else in one. Null for
 * no time zone.
 */
export function timesFor(locale: string, timeZone: string): Times | null {
  const key = `${locale} ${timeZone}`;
  const times = kept.get(key) ?? readableTimes(locale, timeZone);
  if (times === null) return null;
  // Written again, so that the first of the map is the one that was used longest ago.
  kept.delete(key);
  kept.set(key, times);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return times;
}

function readableTimes(locale: string, timeZone: string): Times | null {
  try {
    return timesIn(locale, timeZone);
  } catch {
    return null;
  }
}
