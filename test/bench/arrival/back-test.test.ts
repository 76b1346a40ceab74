import { describe, expect, it } from "vitest";
import { backTest } from "./back-test";
import { rememberedDays, simulatedDays, simulatedLanes } from "./lanes";

const everyDay = (took: (setOut: number) => number) =>
  Array.from({ length: simulatedDays }, (_, setOut) => ({ setOut, took: took(setOut) }));

describe("the back-test", () => {
  it("finds every parcel of a lane without surprises in its window of one day, on each of its days", () => {
    const { parcels, ours, fixed } = backTest({ name: "steady", journeys: everyDay(() => 5) });
    expect(parcels).toBe(simulatedDays - rememberedDays);
    expect(ours.asked).toBe((parcels - 5) * 6 + 5 + 4 + 3 + 2 + 1);
    expect(ours).toEqual({ ...ours, reported: ours.asked, within: ours.asked, byEnd: ours.asked, days: ours.asked });
    expect(fixed).toEqual(ours);
  });

  it("knows nothing of deliveries that have not happened yet", () => {
    const slower = everyDay((setOut) => (setOut < rememberedDays ? 5 : 9));
    const { ours, fixed } = backTest({ name: "slower", journeys: slower });
    expect(ours.reported).toBeLessThan(ours.asked);
    expect(fixed.byEnd).toBeLessThan(fixed.reported);
  });

  it("tells nothing of a lane with nineteen parcels", () => {
    const journeys = everyDay(() => 5).filter(({ setOut }) => setOut >= rememberedDays && setOut < rememberedDays + 19);
    const { ours } = backTest({ name: "few", journeys });
    expect(ours).toMatchObject({ asked: 19 * 6, reported: 0 });
  });

  it("is of the same lanes every time", () => {
    expect(simulatedLanes(5)).toEqual(simulatedLanes(5));
    expect(simulatedLanes(5)).not.toEqual(simulatedLanes(6));
  });
});
