import { attentionAfterDays } from "~/domain/shipments/attention";
import type { TrackingStatus } from "~/domain/tracking/status";
import { substatusReason } from "~/domain/tracking/substatus";
import { windowAfter, type TransitHistogram } from "./transit-days";

/**
 * How parcels of one carrier fared from one country to another: `courierCode` and the destination
 * are those of the parcel asked about.
 */
export interface LaneHistory {
  /** ISO 3166-1 alpha-2; empty where the carrier does not tell where its parcels come from. */
  originCountry: string;
  transitDays: TransitHistogram;
}

/** What the shop itself can tell of when a parcel comes. Instants, null where unknown. */
export interface ArrivalFacts {
  /** The carrier's first event of any kind. */
  firstEventAt: Date | null;
  /** Shopify's own estimate for its fulfillment (`Fulfillment.estimatedDeliveryAt`). */
  shopifyEstimateAt: Date | null;
  /** ISO 3166-1 alpha-2, null or empty while the carrier has not told it. */
  originCountry: string | null;
  /** The histories of its carrier to its destination, one for each origin. */
  lanes: readonly LaneHistory[];
}

/** What is known of a parcel that may still come. Instants, null where unknown. */
export interface AwaitedParcel extends ArrivalFacts {
  status: TrackingStatus;
  substatus: string | null;
  /** When the merchant sent it off. */
  shippedAt: Date | null;
  /** The tracking provider's estimate. */
  expectedFrom: Date | null;
  expectedTo: Date | null;
}

/** The facts of a parcel of which the shop knows nothing itself. */
export const noArrivalFacts: ArrivalFacts = {
  firstEventAt: null,
  shopifyEstimateAt: null,
  originCountry: null,
  lanes: [],
};

/** On what a window rests. */
export type ArrivalBasis =
  | { by: "carrier" }
  | { by: "shopify" }
  /**
   * `parcels`: how many of the shop's own the window is told from; `originCountry` is empty where
   * it is not known.
   */
  | { by: "lane"; parcels: number; originCountry: string };

/**
 * When a parcel is expected: days of the shop's calendar as `YYYY-MM-DD`, both included. One end
 * alone is an open window.
 */
export interface Arrival {
  from: string | null;
  to: string | null;
  basis: ArrivalBasis;
}

/** Where and when the question is asked. */
export interface ArrivalOptions {
  now: Date;
  /** The shop's, an IANA name. */
  timeZone: string;
}

const awaitedStatuses: readonly TrackingStatus[] = ["pending", "notfound", "transit", "pickup"];
const dayMs = 86_400_000;

/**
 * Whether a parcel still comes by itself, so that a time can be told: not where it has come, waits
 * to be collected, or is in trouble (delivered, failed attempt, exception, returning, expired).
 */
export function isAwaited({ status, substatus }: Pick<AwaitedParcel, "status" | "substatus">): boolean {
  return awaitedStatuses.includes(status) && substatusReason(substatus) !== "ready-for-pickup";
}

/**
 * When a parcel is expected : the provider's estimate, else Shopify's, else a window from the
 * shop's own delivered parcels of the same lane; null where none of them can say. No window lies in
 * the past: an estimate whose last day is over counts as none, and one that has begun begins today.
 * Nor does a window contradict the last mile: of a parcel that is out for delivery, or may wait to
 * be collected already, only an estimate that includes today is told.
 */
export function expectedArrival(parcel: AwaitedParcel, { now, timeZone }: ArrivalOptions): Arrival | null {
  if (!isAwaited(parcel)) return null;
  const day = (instant: Date | null): string | null => instant && dayIn(timeZone, instant);
  const today = dayIn(timeZone, now);
  const estimate = { from: day(parcel.expectedFrom), to: day(parcel.expectedTo) };
  const shopify = day(parcel.shopifyEstimateAt);
  const estimates = [
    stillTrue({ ...estimate, basis: { by: "carrier" } }, today),
    stillTrue({ from: shopify, to: shopify, basis: { by: "shopify" } }, today),
  ].filter((estimate) => estimate !== null);
  if (parcel.status === "pickup") return estimates.find(({ from, to }) => (from ?? to) === today) ?? null;
  return estimates[0] ?? laneWindow(parcel, today, timeZone);
}

/**
 * When a parcel set out: with the carrier's first event, or as long as there is none with its
 * shipping date. A first event that is the delivery itself tells nothing of the way, so the
 * shipping date stands for it, too.
 *
 * @param deliveredAt null while the parcel is on its way
 */
export function setOutAt({
  firstEventAt,
  shippedAt,
  deliveredAt,
}: Pick<AwaitedParcel, "firstEventAt" | "shippedAt"> & { deliveredAt: Date | null }): Date | null {
  const isWholeStory = firstEventAt !== null && deliveredAt !== null && firstEventAt >= deliveredAt;
  return isWholeStory ? shippedAt : (firstEventAt ?? shippedAt);
}

/** The day an instant belongs to in a time zone, `YYYY-MM-DD`. */
export function dayIn(timeZone: string, instant: Date): string {
  const known = calendars.get(timeZone);
  // Swedish writes days as YYYY-MM-DD.
  const calendar = known ?? new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  if (!known) calendars.set(timeZone, calendar);
  return calendar.format(instant);
}

/**
 * By time zone, of which there are some hundred: making one takes fifty times as long as using it.
 */
const calendars = new Map<string, Intl.DateTimeFormat>();

/**
 * Whole days from one day to another, both `YYYY-MM-DD`; negative where `to` is the earlier one.
 */
export function daysBetweenDays(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

function stillTrue(estimate: Arrival, today: string): Arrival | null {
  const last = estimate.to ?? estimate.from;
  if (last === null || last < today) return null;
  return estimate.from !== null && estimate.from < today ? { ...estimate, from: today } : estimate;
}

/**
 * A label that nobody has scanned for days says nothing of when its parcel will move, so it gets no
 * window (the same days after which the merchant is told of it).
 */
function laneWindow(parcel: AwaitedParcel, today: string, timeZone: string): Arrival | null {
  const start = setOutAt({ ...parcel, deliveredAt: null });
  const lane = laneOf(parcel);
  if (start === null || lane === null) return null;
  const firstDay = dayIn(timeZone, start);
  const daysGone = Math.max(0, daysBetweenDays(firstDay, today));
  const isUnscanned = parcel.status === "pending" || parcel.status === "notfound";
  if (isUnscanned && daysGone >= attentionAfterDays.noScan) return null;
  const window = windowAfter(lane.transitDays, daysGone);
  if (window === null) return null;
  const { fromDays, toDays, parcels } = window;
  const basis = { by: "lane" as const, parcels, originCountry: lane.originCountry };
  return { from: dayAfter(firstDay, fromDays), to: dayAfter(firstDay, toDays), basis };
}

/**
 * The parcel's own lane; before its carrier has told the origin the only one there is, and none
 * where there are several.
 */
function laneOf({ originCountry, lanes }: Pick<AwaitedParcel, "originCountry" | "lanes">): LaneHistory | null {
  const own = lanes.find((lane) => lane.originCountry === (originCountry ?? ""));
  const [only = null, ...others] = lanes;
  return own ?? (!originCountry && others.length === 0 ? only : null);
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}
