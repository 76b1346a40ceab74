import { describe, expect, it } from "vitest";
import type { KnownNumber } from "./numbers";
import { byCourier, overall, ratio, type Detector } from "./score";

const numbers: KnownNumber[] = [
  { key: "TOP", carriers: [["ups"]], right: new Set(["ups"]), valid: true, intact: true },
  { key: "SECOND", carriers: [["ups"]], right: new Set(["ups"]), valid: true, intact: true },
  { key: "MISSED", carriers: [["dhl"]], right: new Set(["dhl"]), valid: true, intact: true },
  { key: "SHARED", carriers: [["usps"], ["dhl", "usps"]], right: new Set(["usps", "dhl"]), valid: true, intact: true },
  { key: "UNCATALOGUED", carriers: [], right: new Set(), valid: true, intact: true },
  { key: "NOBODYS", carriers: [], right: new Set(), valid: false, intact: false },
];

const answers: Readonly<Record<string, readonly string[]>> = {
  TOP: ["ups"],
  SECOND: ["fedex", "ups"],
  SHARED: ["usps"],
  UNCATALOGUED: ["ups"],
  NOBODYS: ["fedex"],
};
const detect: Detector = (key) => answers[key] ?? [];

describe("the score of a detector", () => {
  it("has recall over the catalogue's carriers and precision over everything that got a candidate", () => {
    expect(overall(numbers, detect)).toEqual({
      first: { hits: 2, of: 4 },
      among: { hits: 3, of: 4 },
      precision: { hits: 2, of: 5 },
    });
  });

  it("counts a shared number for each of its carriers, and a wrong candidate against the courier it names", () => {
    const scores = byCourier(numbers, detect);
    expect(scores.get("ups")).toEqual({
      first: { hits: 1, of: 2 },
      among: { hits: 2, of: 2 },
      precision: { hits: 1, of: 2 },
    });
    expect(scores.get("dhl")).toMatchObject({ first: { hits: 1, of: 2 }, precision: { hits: 0, of: 0 } });
    expect(scores.get("usps")).toMatchObject({ first: { hits: 1, of: 1 }, precision: { hits: 1, of: 1 } });
    expect(scores.get("fedex")).toMatchObject({ first: { of: 0 }, precision: { hits: 0, of: 2 } });
  });

  it("meets no demand where there is nothing to measure", () => {
    expect(ratio({ hits: 0, of: 0 }) >= 0).toBe(false);
  });
});
