// Checkpoints are the carrier's wall clock: read and written as UTC, so that no zone moves them.

const minuteMs = 60_000;
const dayMs = 86_400_000;

export type Times = ReturnType<typeof timesIn>;

/**
 * `zone` is where "today" is looked up: the visitor's own unless given. Throws where it is no time
 * zone.
 */
export function timesIn(language: string, zone?: string) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
  const shortDay = format({ weekday: "short", day: "numeric", month: "short" });
  const longDay = format({ weekday: "long", day: "numeric", month: "long" });
  const moment = format({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
  const hour = format({ hour: "numeric", minute: "2-digit" });
  const away = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  // Swedish writes days as YYYY-MM-DD.
  const isoDay = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
  const dayCount = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long" });

  return {
    time: (local: string) => hour.format(instant(local)),
    day: (local: string) => longDay.format(instant(local)),
    moment: (local: string) => moment.format(instant(local)),
    days: (count: number) => dayCount.format(count),
    window: (from: string, to: string) => shortDay.formatRange(new Date(from), new Date(to)),

    /** "12 minutes ago", from the app's own now. */
    ago(iso: string, now: string) {
      const minutes = Math.max(0, Math.round((Date.parse(now) - Date.parse(iso)) / minuteMs));
      if (minutes === 0) return away.format(0, "second");
      if (minutes < 60) return away.format(-minutes, "minute");
      return minutes < 2_880
        ? away.format(-Math.round(minutes / 60), "hour")
        : away.format(-Math.round(minutes / 1_440), "day");
    },

    /** "yesterday 17:11": the day against the visitor's, the hour the carrier's. */
    scan(local: string, now: string) {
      const today = isoDay.format(new Date(now));
      const daysGone = Math.max(0, (Date.parse(today) - Date.parse(local.slice(0, 10))) / dayMs);
      const day = daysGone < 2 ? away.format(-daysGone, "day") : shortDay.format(instant(local));
      return `${day} ${hour.format(instant(local))}`;
    },
  };
}

function instant(local: string): Date {
  return new Date(`${local}Z`);
}
