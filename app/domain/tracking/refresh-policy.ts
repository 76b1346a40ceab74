import type { TrackingStatus } from "./status";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * Shortest and longest wait. A parcel's place between the two is fixed, so that parcels do not fall
 * due all at once.
 */
type Wait = readonly [shortestMs: number, longestMs: number];

/** Up to an age (exclusive) wait so long. */
type Steps = readonly { youngerThanMs: number; wait: Wait }[];

/** After this age the provider itself has stopped. */
export const refreshStopsAfterDays = 80;

/** How refreshing slows down with a shipment's age. */
const followed: Steps = [
  { youngerThanMs: 30 * dayMs, wait: [4 * hourMs, 6 * hourMs] },
  { youngerThanMs: 45 * dayMs, wait: [6 * hourMs, 8 * hourMs] },
  { youngerThanMs: 60 * dayMs, wait: [12 * hourMs, 14 * hourMs] },
  { youngerThanMs: Infinity, wait: [24 * hourMs, 26 * hourMs] },
];

/** A new number: the merchant is watching, and the first scan is the news everybody waits for. */
const awaited: Steps = [
  { youngerThanMs: hourMs, wait: [5 * minuteMs, 10 * minuteMs] },
  { youngerThanMs: 6 * hourMs, wait: [20 * minuteMs, 40 * minuteMs] },
  { youngerThanMs: 2 * dayMs, wait: [2 * hourMs, 3 * hourMs] },
  { youngerThanMs: 15 * dayMs, wait: [4 * hourMs, 6 * hourMs] },
  { youngerThanMs: Infinity, wait: [24 * hourMs, 26 * hourMs] },
];

/** Near the door things happen within hours. The same parcel may be asked for once in two hours. */
const nearTheDoor: Steps = [{ youngerThanMs: 30 * dayMs, wait: [2 * hourMs, 3 * hourMs] }, ...followed.slice(1)];

const oncePerDay: Wait = [24 * hourMs, 26 * hourMs];
const silentAfterMs = 14 * dayMs;
const silent: Wait = [12 * hourMs, 14 * hourMs];

const firstRetryMs = 5 * minuteMs;
const longestRetryMs = 12 * hourMs;

/**
 * Shortest time, in milliseconds, between the beginnings of two readings on schedule where the
 * provider lists changes: one answers for all parcels that fell due, so they are gathered. It is
 * short beside every wait above, and beside the two hours in which the same parcel may be asked for
 * once. A push, or a merchant who asks, does not wait for it.
 */
export const scheduledRoundsEveryMs = minuteMs;

/**
 * How far before its mark a reading of changes begins, in milliseconds. The provider's rows become
 * visible in another order than they are stamped, so what changed before the mark is read again: a
 * little with every round, and with one round in five minutes all that may have come to light as
 * late as two minutes after its stamp. With all of it every time, a shop with fifty changes a
 * second would need four calls a round for news that fit into one.
 */
export const readBack = { eachRoundMs: 10_000, farMs: 7 * minuteMs, farEveryMs: 5 * minuteMs } as const;

/**
 * When to read a parcel's story again although nobody pushed; null when never (delivered, no longer
 * followed, older than 80 days). Always later than `now`. `failures` counts failed readings in a
 * row: five minutes after the first, twice as long after each further one, at most twelve hours.
 */
export function nextRefreshAt(parcel: {
  status: TrackingStatus;
  following: boolean;
  createdAt: Date;
  lastEventAt: Date | null;
  now: Date;
  failures: number;
}): Date | null {
  const ageMs = Math.max(0, parcel.now.getTime() - parcel.createdAt.getTime());
  if (!parcel.following || parcel.status === "delivered" || ageMs > refreshStopsAfterDays * dayMs) return null;
  if (parcel.failures > 0)
    return after(parcel.now, Math.min(longestRetryMs, firstRetryMs * 2 ** (parcel.failures - 1)));
  const silenceMs = parcel.lastEventAt === null ? 0 : parcel.now.getTime() - parcel.lastEventAt.getTime();
  const [shortestMs, longestMs] = waitFor(parcel.status, ageMs, silenceMs);
  return after(parcel.now, shortestMs + (longestMs - shortestMs) * placeOf(parcel.createdAt));
}

function waitFor(status: TrackingStatus, ageMs: number, silenceMs: number): Wait {
  if (status === "pending" || status === "notfound") return step(awaited, ageMs);
  if (status === "expired") return oncePerDay;
  const wait = step(status === "pickup" || status === "undelivered" ? nearTheDoor : followed, ageMs);
  return silenceMs > silentAfterMs && wait[0] < silent[0] ? silent : wait;
}

function step(steps: Steps, ageMs: number): Wait {
  return steps.find(({ youngerThanMs }) => ageMs < youngerThanMs)?.wait ?? oncePerDay;
}

/**
 * A number from 0 to just under 1 that belongs to a parcel for good: the thousandths of its second
 * of creation.
 */
function placeOf(createdAt: Date): number {
  return createdAt.getUTCMilliseconds() / 1_000;
}

function after(now: Date, waitMs: number): Date {
  return new Date(now.getTime() + Math.round(waitMs));
}
