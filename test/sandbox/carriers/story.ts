import { createHash } from "node:crypto";
import { journeysByDigits, quickJourneys, quickJourneysFromChina, type Journey, type Step } from "./journeys";
import { collectsInChina, contactOf, homeCountryOf, regionOf, type Region } from "./places";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A parcel as the scripted carriers know it. */
export interface Parcel {
  /** Upper case without blanks. */
  number: string;
  courier: string;
  /** When it was handed over, an instant of the story clock. */
  start: Date;
  /** Where the order goes, if the store knows; ISO 3166-1 alpha-2. */
  destination: string | null;
}

export interface FeedCheckpoint {
  time: string;
  text: string;
  place: string;
  status: string;
  substatus?: string;
  milestone?: string;
}

export interface FeedLeg {
  leg: "origin" | "destination";
  courier: string;
  country: string | null;
  website: string | null;
  phone: string | null;
  checkpoints: FeedCheckpoint[];
}

/** What the feed answers. */
export interface FeedStory {
  number: string;
  courier: string;
  status: string;
  substatus?: string;
  updatedAt: string;
  final: boolean;
  originCountry: string | null;
  destinationCountry: string | null;
  expected: { from: string; to: string } | null;
  legs: FeedLeg[];
}

/** Upper case without blanks: how numbers are compared. */
export function numberKey(number: string): string {
  return number.replace(/\s+/g, "").toUpperCase();
}

/**
 * The journey of a number: by its last two digits, else by a hash among those done within 72 hours.
 */
export function journeyOf(parcel: Pick<Parcel, "number" | "courier">): Journey {
  const digits = parcel.number.replace(/\D/g, "").slice(-2);
  const named = digits.length === 2 ? journeysByDigits[digits] : undefined;
  if (named) return named;
  const choices = collectsInChina(parcel.courier) ? quickJourneysFromChina : quickJourneys;
  const chosen = choices[hashOf(parcel.number) % choices.length];
  if (!chosen) throw new Error("there is no journey to choose from");
  return chosen;
}

/** How many steps of its journey a parcel has behind it; grows with time only. */
export function stepsBehind(parcel: Parcel, now: Date): number {
  return journeyOf(parcel).steps.filter((step, index) => instantOf(parcel, step, index) <= now.getTime()).length;
}

/**
 * The story as known at `now`, or null while the carrier does not know the number. Never tells the
 * future.
 */
export function storyOf(parcel: Parcel, now: Date): FeedStory | null {
  const journey = journeyOf(parcel);
  const behind = journey.steps.slice(0, stepsBehind(parcel, now));
  const last = behind.at(-1);
  if (!last && journey.before === "unknown") return null;
  const route = routeOf(parcel, journey);
  return {
    number: parcel.number,
    courier: parcel.courier,
    status: last?.status ?? "pending",
    ...(last?.substatus ? { substatus: last.substatus } : {}),
    updatedAt: new Date(last ? instantOf(parcel, last, behind.length - 1) : parcel.start).toISOString(),
    final: behind.length > 0 && behind.length === journey.steps.length && isEnd(last?.status),
    originCountry: route.from.country,
    destinationCountry: route.to.country,
    expected: journey.expected && {
      from: new Date(parcel.start.getTime() + journey.expected[0] * hourMs).toISOString(),
      to: new Date(parcel.start.getTime() + journey.expected[1] * hourMs).toISOString(),
    },
    legs: legsOf(parcel, route, behind),
  };
}

interface Route {
  from: Region;
  to: Region;
  originCourier: string;
  destinationCourier: string;
  twoCarriers: boolean;
}

function routeOf(parcel: Parcel, journey: Journey): Route {
  const { courier } = parcel;
  if (journey.route === "domestic") {
    const home = collectsInChina(courier) ? "CN" : (homeCountryOf(courier) ?? parcel.destination);
    const region = regionOf(home);
    return { from: region, to: region, originCourier: courier, destinationCourier: courier, twoCarriers: false };
  }
  const from = regionOf(journey.route.from);
  const abroad = parcel.destination === from.country ? null : parcel.destination;
  const to = regionOf(journey.route.to === "recipient" ? (abroad ?? homeCountryOf(courier)) : journey.route.to);
  return {
    from,
    to,
    originCourier: collectsInChina(courier) ? courier : from.lastMile,
    destinationCourier: collectsInChina(courier) ? to.lastMile : courier,
    twoCarriers: true,
  };
}

function legsOf(parcel: Parcel, route: Route, behind: readonly Step[]): FeedLeg[] {
  const leg = (name: FeedLeg["leg"], courier: string, region: Region): FeedLeg => ({
    leg: name,
    courier,
    country: region.country,
    ...contactOf(courier),
    checkpoints: behind.flatMap((step, index) =>
      step.leg === name && !step.silent ? [checkpointOf(parcel, step, index, region)] : [],
    ),
  });
  const origin = leg("origin", route.originCourier, route.from);
  return route.twoCarriers ? [origin, leg("destination", route.destinationCourier, route.to)] : [origin];
}

function checkpointOf(parcel: Parcel, step: Step, index: number, region: Region): FeedCheckpoint {
  const place = region.places[step.place];
  return {
    time: localTime(instantOf(parcel, step, index), place.offsetMinutes),
    text: step.text,
    place: place.name,
    status: step.status,
    ...(step.substatus ? { substatus: step.substatus } : {}),
    ...(step.milestone ? { milestone: step.milestone } : {}),
  };
}

/**
 * A step's instant: its hour plus up to half an hour that depends on the number, so that parcels do
 * not march in step.
 */
function instantOf(parcel: Parcel, step: Step, index: number): number {
  const jitterMinutes = hashOf(`${parcel.number}:${index}`) % 30;
  const instant = parcel.start.getTime() + step.at * hourMs + jitterMinutes * minuteMs;
  return instant - (instant % 1000);
}

function localTime(instant: number, offsetMinutes: number): string {
  const wall = new Date(instant + offsetMinutes * minuteMs).toISOString().slice(0, 19);
  const size = Math.abs(offsetMinutes);
  const zone = `${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
  return `${wall}${offsetMinutes < 0 ? "-" : "+"}${zone}`;
}

function isEnd(status: string | undefined): boolean {
  return status === "delivered" || status === "exception" || status === "expired";
}

function hashOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE(0);
}
