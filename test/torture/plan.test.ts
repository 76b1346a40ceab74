import { describe, expect, it } from "vitest";
import { faults } from "./faults";
import { differences, faultsOf, notOnce, type Outcome } from "./outcome";
import { planEpisodes, planFulfillments } from "./plan";

const FROM = new Date("2026-11-20T12:00:00Z");

describe("the plan of a seed", () => {
  const planned = planFulfillments(1_000, FROM);

  it("gives every number once", () => {
    const numbers = planned.flatMap(({ number, secondNumber }) => [number, ...(secondNumber ? [secondNumber] : [])]);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toHaveLength(1_250);
  });

  it("is the same for the same seed, and another for another", () => {
    const names = (seed: number) => planEpisodes(seed, planned, 10).map(({ fault }) => fault.name);
    expect(planEpisodes(3, planned, 10)).toEqual(planEpisodes(3, planned, 10));
    expect(names(3)).not.toEqual(names(4));
  });

  it("meets every danger with something to meet it, and leaves no fulfillment out", () => {
    const episodes = planEpisodes(1, planned, faults.length);
    expect(episodes.map(({ fault }) => fault.name).sort()).toEqual(faults.map(({ name }) => name).sort());
    const all = episodes.flatMap(({ fulfillments }) => fulfillments);
    expect(all).toHaveLength(planned.length);
    expect(new Set(all.map(({ delivery }) => delivery))).toEqual(
      new Set(["once", "doubled", "dropped", "late", "swapped", "lost", "half-lost"]),
    );
    for (const { fulfillments } of episodes) expect(fulfillments[0]?.delivery).toBe("once");
  });
});

describe("what a run is judged by", () => {
  const outcome = (changes: Partial<Outcome> = {}): Outcome => ({
    stories: new Map([["A1", "delivered"]]),
    charges: { "A1|usps": 1 },
    submissions: { "A1|usps": 1 },
    foundMissing: { byCheck: 0, bySync: 0 },
    ...changes,
  });

  it("is silent when all is equal, whatever was submitted again", () => {
    expect(differences(outcome(), outcome({ submissions: { "A1|usps": 3 } }))).toEqual([]);
    expect(notOnce(outcome().charges, ["A1"])).toEqual([]);
  });

  it.each([
    ["a parcel that is missing", { stories: new Map() }, /A1[\s\S]*delivered[\s\S]*missing/],
    ["another story", { stories: new Map([["A1", "lost"]]) }, /delivered[\s\S]*lost/],
    ["a second charge", { charges: { "A1|usps": 2 } }, /charged 2 times instead of 1/],
    [
      "a charge under another courier",
      { charges: { "A1|usps": 1, "A1|ups": 1 } },
      /A1\|ups was charged 1 times instead of 0/,
    ],
  ])("finds %s", (_, changes, said) => {
    const found = differences(outcome(), outcome(changes));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(said);
  });

  it.each([
    ["one that was lost and not found", 1, { byCheck: 0, bySync: 0 }, /1 lost, 0 \+ 0 found/],
    ["one found missing that was not lost", 1, { byCheck: 2, bySync: 0 }, /1 lost, 2 \+ 0 found/],
    ["a second charge", 0, { byCheck: 0, bySync: 0 }, /charged A1\|usps: 2 times/],
  ])("tells of %s", (_, lost, foundMissing, said) => {
    const charges = { "A1|usps": lost === 0 ? 2 : 1 };
    const found = faultsOf(outcome({ foundMissing, charges }), outcome({ charges }), { numbers: ["A1"], lost });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(said);
  });

  it("is content when a sync of past orders came to the lost ones first, and to others", () => {
    const stormy = outcome({ foundMissing: { byCheck: 1, bySync: 5 } });
    expect(faultsOf(stormy, outcome(), { numbers: ["A1"], lost: 2 })).toEqual([]);
  });

  it("finds what never came and what came twice", () => {
    expect(notOnce({ "A1|usps": 2 }, ["A1", "B2"])).toEqual(["B2: never", "A1|usps: 2 times"]);
  });
});
