/** A carrier's wall-clock time as the domain keeps it, and its zone where it was told. */
export interface LocalTime {
  /** `YYYY-MM-DDTHH:MM:SS`. */
  local: string;
  /** Minutes east of UTC, null where no zone was told. */
  offsetMinutes: number | null;
}

const pattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads `2019-03-08 20:10[:00]` and ISO 8601 with or without a zone; the wall clock stays as told,
 * never converted. A minute of one digit is a cut one, `16:3` for half past. Null for what is no
 * time.
 */
export function readLocalTime(text: string | null): LocalTime | null {
  const parts = pattern.exec(text?.trim() ?? "");
  if (parts === null) return null;
  const [, year = "", month = "", day = "", hour = "00", minute = "00", second = "00", zone] = parts;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const local = `${date}T${hour.padStart(2, "0")}:${minute.padEnd(2, "0")}:${second.padStart(2, "0")}`;
  return isCalendarTime(local, date) ? { local, offsetMinutes: offsetOf(zone) } : null;
}

/** JavaScript takes 31 February for 3 March; a carrier's calendar does not have it. */
function isCalendarTime(local: string, date: string): boolean {
  const atUtcMs = Date.parse(`${local}Z`);
  return !Number.isNaN(atUtcMs) && new Date(atUtcMs).toISOString().startsWith(date);
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return parts[1] === "-" ? -minutes : minutes;
}

/**
 * An instant from text with a zone; null for anything else, because a zone-less time is no instant.
 */
export function readInstant(text: string | null): Date | null {
  const time = readLocalTime(text);
  if (time === null || time.offsetMinutes === null) return null;
  return new Date(Date.parse(`${time.local}Z`) - time.offsetMinutes * 60_000);
}
