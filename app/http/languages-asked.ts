import Negotiator from "negotiator";

/** Longer headers than this are not read to their end: no browser asks for so many languages. */
const longestHeader = 1_000;

/**
 * The tags of an Accept-Language header, the most wanted first: `de-CH`, `*`. None that is refused
 * with `q=0`.
 */
export function languagesAsked(header: string): string[] {
  return new Negotiator({ headers: { "accept-language": header.slice(0, longestHeader) } }).languages();
}
