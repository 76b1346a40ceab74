import { seededRandom, type Random } from "../../torture/seeded-random";

/**
 * One parcel of a lane: the day it set out, counted from the first of the simulation, and the days
 * it took.
 */
export interface Journey {
  setOut: number;
  took: number;
}

export interface SimulatedLane {
  name: string;
  journeys: Journey[];
}

/**
 * Days of the simulation. The first ones only fill the shop's memory; parcels that set out after
 * them are predicted.
 */
export const simulatedDays = 420;
export const rememberedDays = 200;
/** The weeks before and after the holidays, when everything takes longer. */
export const holidays = { from: 320, to: 375 } as const;
const holidayDelay = 1.3;

interface LaneModel {
  name: string;
  parcelsADay: number;
  /** Days on the way, before holidays and days without delivery. */
  days: (draw: Draw) => number;
  /** Nothing is delivered on Sundays. */
  restsOnSundays: boolean;
}

interface Draw {
  /** From 0 to below 1. */
  share(): number;
  /** The bell curve around 0, with a spread of 1. */
  bell(): number;
}

/**
 * Days whose logarithm is bell-shaped around that of `middle`: long journeys are more likely than
 * very short ones.
 */
const skewed = (draw: Draw, middle: number, spread: number) => middle * Math.exp(spread * draw.bell());

const models: LaneModel[] = [
  {
    name: "express at home",
    parcelsADay: 12,
    days: (draw) => 1 + (draw.share() < 0.25 ? 1 : 0) + (draw.share() < 0.05 ? 2 : 0),
    restsOnSundays: true,
  },
  {
    name: "ground at home",
    parcelsADay: 20,
    days: (draw) => Math.max(1, 4 + 1.3 * draw.bell()),
    restsOnSundays: true,
  },
  {
    name: "post from China",
    parcelsADay: 15,
    days: (draw) => skewed(draw, 14, 0.35) + (draw.share() < 0.08 ? 5 + 8 * draw.share() : 0),
    restsOnSundays: true,
  },
  {
    name: "line from China",
    parcelsADay: 10,
    days: (draw) => Math.max(5, skewed(draw, 9, 0.2)),
    restsOnSundays: false,
  },
  {
    name: "by air or by rail",
    parcelsADay: 6,
    days: (draw) => (draw.share() < 0.7 ? skewed(draw, 10, 0.15) : skewed(draw, 26, 0.12)),
    restsOnSundays: true,
  },
  {
    name: "one in eight stuck",
    parcelsADay: 8,
    days: (draw) => skewed(draw, 7, 0.25) + (draw.share() < 0.125 ? 10 + 35 * draw.share() : 0),
    restsOnSundays: true,
  },
  { name: "a parcel a week", parcelsADay: 0.15, days: (draw) => skewed(draw, 8, 0.3), restsOnSundays: true },
  { name: "too few", parcelsADay: 0.05, days: (draw) => skewed(draw, 8, 0.3), restsOnSundays: true },
];

/** The lanes of a shop that does not exist, the same for the same seed. */
export function simulatedLanes(seed: number): SimulatedLane[] {
  return models.map((model, index) => {
    const draw = drawFrom(seededRandom(seed * 1_000 + index));
    const journeys = Array.from({ length: simulatedDays }, (_, day) => day).flatMap((day) =>
      Array.from({ length: plannedShipmentsOf(model, draw) }, () => ({ setOut: day, took: daysOf(model, day, draw) })),
    );
    return { name: model.name, journeys };
  });
}

function plannedShipmentsOf({ parcelsADay }: LaneModel, draw: Draw): number {
  const busy = parcelsADay * (0.5 + draw.share());
  return Math.floor(busy) + (draw.share() < busy % 1 ? 1 : 0);
}

function daysOf({ days, restsOnSundays }: LaneModel, day: number, draw: Draw): number {
  const isHoliday = day >= holidays.from && day < holidays.to;
  const took = Math.max(0, Math.round(days(draw) * (isHoliday ? holidayDelay : 1)));
  return restsOnSundays && (day + took) % 7 === 6 ? took + 1 : took;
}

const fine = 2 ** 30;

function drawFrom(random: Random): Draw {
  const share = () => random.below(fine) / fine;
  return {
    share,
    bell: () => Math.sqrt(-2 * Math.log(1 - share())) * Math.cos(2 * Math.PI * share()),
  };
}
