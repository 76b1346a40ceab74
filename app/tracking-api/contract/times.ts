/** An instant as the API prints it: `2018-04-18T07:26:14+00:00`. */
export function printInstant(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}+00:00`;
}

/**
 * An event's wall-clock time, `YYYY-MM-DDTHH:MM:SS`, as the API prints it: with a blank, zone-less.
 */
export function printLocal(local: string): string {
  return local.replace("T", " ").slice(0, 19);
}

/**
 * An order's time, sent as `2017/8/27 16:51`, as items print it: `2017-08-27 16:51`. Null where it
 * is no time.
 */
export function normalOrderTime(text: string | null): string | null {
  const parts = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{1,2}))?/.exec(text?.trim() ?? "");
  if (parts === null) return null;
  const [, year = "", month = "", day = "", hour = "0", minute = "0"] = parts;
  const printed = `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
  return instantOf(printed) === null ? null : printed;
}

/** The same time as an instant, read as UTC: what the list's order-time filter compares. */
export function orderInstant(text: string | null): Date | null {
  const printed = normalOrderTime(text);
  return printed === null ? null : instantOf(printed);
}

function instantOf(printed: string): Date | null {
  const instant = new Date(`${printed.replace(" ", "T")}:00Z`);
  if (Number.isNaN(instant.getTime())) return null;
  // JavaScript takes 31 February for 3 March; a calendar does not.
  return instant.toISOString().startsWith(printed.slice(0, 10)) ? instant : null;
}

function two(digits: string): string {
  return digits.padStart(2, "0");
}
