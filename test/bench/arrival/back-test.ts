import { countedDays, longestTransitDays, windowAfter, type TransitWindow } from "~/domain/arrival/transit-days";
import { holidays, rememberedDays, simulatedDays, type Journey, type SimulatedLane } from "./lanes";

/** How windows fared, each day that a parcel was on its way counting once. */
export interface Score {
  /** Days on which somebody could have asked. */
  asked: number;
  reported: number;
  /** Of those told: delivered within the window, and by its end. */
  within: number;
  byEnd: number;
  /** Sum of the windows' days. */
  days: number;
}

export interface BackTest {
  name: string;
  parcels: number;
  ours: Score;
  /**
   * The window told when the parcel set out, never told anew: what a shop prints beside its
   * products.
   */
  fixed: Score;
  /** Ours, of parcels that set out in ordinary weeks and around the holidays. */
  ordinary: Score;
  holiday: Score;
}

export const noScore = (): Score => ({ asked: 0, reported: 0, within: 0, byEnd: 0, days: 0 });

/**
 * Walks through the days of a lane as the shop lives them: each day its window for each parcel on
 * the way is told from what was delivered before that day, and held against what came of it.
 */
export function backTest({ name, journeys }: SimulatedLane): BackTest {
  const result: BackTest = {
    name,
    parcels: journeys.filter(isScored).length,
    ours: noScore(),
    fixed: noScore(),
    ordinary: noScore(),
    holiday: noScore(),
  };
  const bySetOut = Map.groupBy(journeys, ({ setOut }) => setOut);
  const byDelivery = Map.groupBy(journeys, ({ setOut, took }) => setOut + took);
  const counts = Array.from({ length: longestTransitDays + 2 }, () => 0);
  const count = (day: number, by: 1 | -1) => {
    for (const { took } of byDelivery.get(day) ?? []) {
      const bucket = Math.min(took, longestTransitDays + 1);
      counts[bucket] = (counts[bucket] ?? 0) + by;
    }
  };
  let open: { journey: Journey; first: TransitWindow | null }[] = [];
  for (let day = 0; day < simulatedDays; day += 1) {
    count(day - 1, 1);
    count(day - 1 - countedDays, -1);
    const setOff = (bySetOut.get(day) ?? []).filter(isScored);
    const first = windowAfter(counts, 0);
    open = [...open, ...setOff.map((journey) => ({ journey, first }))].filter(
      ({ journey }) => journey.setOut + journey.took >= day,
    );
    for (const parcel of open) {
      const window = windowAfter(counts, day - parcel.journey.setOut);
      const isHoliday = parcel.journey.setOut >= holidays.from && parcel.journey.setOut < holidays.to;
      score(result.ours, parcel.journey, window);
      score(isHoliday ? result.holiday : result.ordinary, parcel.journey, window);
      score(result.fixed, parcel.journey, parcel.first);
    }
  }
  return result;
}

/** Adds up scores. */
export function sumOf(scores: readonly Score[]): Score {
  return scores.reduce(
    (sum, score) => ({
      asked: sum.asked + score.asked,
      reported: sum.reported + score.reported,
      within: sum.within + score.within,
      byEnd: sum.byEnd + score.byEnd,
      days: sum.days + score.days,
    }),
    noScore(),
  );
}

const isScored = ({ setOut }: Journey) => setOut >= rememberedDays;

function score(score: Score, { took }: Journey, window: TransitWindow | null): void {
  score.asked += 1;
  if (window === null) return;
  score.reported += 1;
  score.days += window.toDays - window.fromDays + 1;
  if (took <= window.toDays) score.byEnd += 1;
  if (took <= window.toDays && took >= window.fromDays) score.within += 1;
}
