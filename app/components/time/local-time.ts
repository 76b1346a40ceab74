import type { TFunction } from "i18next";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A wall-clock reading, in whatever zone it was read. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/**
 * The reading of a clock in `timeZone`. Only digits are taken from Intl and the words are ours: the
 * server's and the browser's tables differ in commas and blanks, and the page must come out the
 * same on both.
 */
export function localTimeIn(timeZone: string, instant: Date): LocalTime {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  }).formatToParts(instant);
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    minute: number("minute"),
  };
}

/** Reads a carrier's `YYYY-MM-DDTHH:MM:SS`, which carries no zone and is never converted. */
export function readLocal(local: string): LocalTime {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = (local.match(/\d+/g) ?? []).map(Number);
  return { year, month, day, hour, minute };
}

const asUtc = (time: LocalTime) => new Date(Date.UTC(time.year, time.month - 1, time.day));

function nameOf(time: LocalTime, language: string, part: "month" | "weekday"): string {
  const form = part === "month" ? ("short" as const) : ("long" as const);
  return new Intl.DateTimeFormat(language, { timeZone: "UTC", [part]: form }).format(asUtc(time));
}

/** `Nov 20`, with the year where it is not this one. */
export function dateWords(t: TFunction, language: string, time: LocalTime, thisYear: number): string {
  const month = nameOf(time, language, "month");
  return time.year === thisYear
    ? t("time.dayMonth", { month, day: time.day })
    : t("time.dayMonthYear", { month, day: time.day, year: time.year });
}

/** `Friday, Nov 20`. */
export function dayHeading(t: TFunction, language: string, time: LocalTime, thisYear: number): string {
  return t("time.weekdayDate", {
    weekday: nameOf(time, language, "weekday"),
    date: dateWords(t, language, time, thisYear),
  });
}

/** `17:11`. */
export function clockWords({ hour, minute }: LocalTime): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** `Nov 20, 17:11` in `timeZone`. */
export function dateTimeWords(t: TFunction, language: string, instant: Date, now: Date, timeZone: string): string {
  const time = localTimeIn(timeZone, instant);
  const date = dateWords(t, language, time, localTimeIn(timeZone, now).year);
  return t("time.dateTime", { date, time: clockWords(time) });
}

/** Relative up to a day, then the date in the shop's zone. */
export function momentWords(t: TFunction, language: string, instant: Date, now: Date, timeZone: string): string {
  const agoMs = now.getTime() - instant.getTime();
  const distanceMs = Math.abs(agoMs);
  if (distanceMs >= DAY_MS) return dateTimeWords(t, language, instant, now, timeZone);
  if (distanceMs < MINUTE_MS) return t("time.justNow");
  const past = agoMs > 0;
  if (distanceMs < HOUR_MS) {
    return t(past ? "time.minutesAgo" : "time.inMinutes", { count: Math.floor(distanceMs / MINUTE_MS) });
  }
  return t(past ? "time.hoursAgo" : "time.inHours", { count: Math.floor(distanceMs / HOUR_MS) });
}

/** Whole days between two instants, never negative. */
export function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / DAY_MS));
}
