import type { Demand, PlainBench } from "../bench";
import { rounded } from "../report/table";
import { backTest, sumOf, type BackTest, type Score } from "./back-test";
import { simulatedLanes } from "./lanes";

const SEED = 5;
/**
 * The window's end is the 85th percentile: of an ordinary week's parcels so many should come by it,
 * give or take.
 */
const PROMISED = 0.85;
const GIVE_OR_TAKE = 0.05;

/**
 * Windows told from a shop's own deliveries, held against what came of them, beside a window told
 * once and for all.
 */
export const arrivalBench: PlainBench = {
  name: "arrival",
  about: "windows for parcels on their way, told anew every day from earlier deliveries on the lane (made-up lanes)",
  measure() {
    const lanes = simulatedLanes(SEED).map(backTest);
    const total = (of: keyof Pick<BackTest, "ours" | "fixed" | "ordinary" | "holiday">) =>
      sumOf(lanes.map((lane) => lane[of]));
    return {
      columns: [
        "lane",
        "parcels",
        "told",
        "within",
        "by its end",
        "width",
        "fixed within",
        "fixed by end",
        "fixed width",
      ],
      rows: [
        ...lanes.map((lane) => [
          lane.name,
          String(lane.parcels),
          ...figures(lane.ours),
          ...figures(lane.fixed).slice(1),
        ]),
        [
          "all",
          String(lanes.reduce((sum, lane) => sum + lane.parcels, 0)),
          ...figures(total("ours")),
          ...figures(total("fixed")).slice(1),
        ],
      ],
      further: [
        {
          about: "ours, by when the parcel set out: around the holidays everything takes 30 % longer",
          columns: ["", "told", "within", "by its end", "width"],
          rows: [
            ["ordinary weeks", ...figures(total("ordinary"))],
            ["around the holidays", ...figures(total("holiday"))],
          ],
        },
      ],
      demands: demands(lanes, total("ordinary"), total("ours"), total("fixed")),
    };
  },
};

function demands(lanes: BackTest[], ordinary: Score, ours: Score, fixed: Score): Demand[] {
  const byEnd = share(ordinary.byEnd, ordinary.reported);
  const few = lanes.find(({ name }) => name === "too few");
  return [
    {
      text: `in ordinary weeks ${percent(PROMISED - GIVE_OR_TAKE)} to ${percent(PROMISED + GIVE_OR_TAKE)} come by the window's end`,
      measured: percent(byEnd),
      met: Math.abs(byEnd - PROMISED) <= GIVE_OR_TAKE,
    },
    {
      text: "more come by the end than with a window told once, holidays included, and the windows are no wider",
      measured: `${percent(share(ours.byEnd, ours.reported))} against ${percent(share(fixed.byEnd, fixed.reported))}, ${width(ours)} against ${width(fixed)}`,
      met:
        share(ours.byEnd, ours.reported) > share(fixed.byEnd, fixed.reported) &&
        share(ours.days, ours.reported) <= share(fixed.days, fixed.reported),
    },
    {
      text: "nothing is told of a lane with fewer than twenty parcels",
      measured: few ? `${few.ours.reported} of ${few.ours.asked}` : "no such lane",
      met: few?.ours.reported === 0 && few.ours.asked > 0,
    },
  ];
}

function figures(score: Score): string[] {
  const { asked, reported, within, byEnd } = score;
  if (reported === 0) return [percent(share(reported, asked)), "–", "–", "–"];
  return [
    percent(share(reported, asked)),
    percent(share(within, reported)),
    percent(share(byEnd, reported)),
    width(score),
  ];
}

const width = ({ days, reported }: Score) => `${rounded(share(days, reported), 1)} days`;

const share = (part: number, of: number) => (of === 0 ? 0 : part / of);

function percent(value: number): string {
  return `${rounded(value * 100)} %`;
}
