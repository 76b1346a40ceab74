import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latest, longestText, maxCheckpoints, mergeTimeline } from "~/domain/tracking/timeline";
import type { Checkpoint, CheckpointReport } from "~/domain/tracking/update";
import { aReport, someReport } from "./a-checkpoint";
import { cases } from "#test/support/cases";

const seenAt = new Date("2026-03-10T00:00:00Z");

describe("mergeTimeline", () => {
  it("adds what is new and keeps what it knew, newest first", () => {
    const accepted = aReport({ local: "2019-03-05T18:00:00", text: "Accepted" });
    const first = mergeTimeline([], [accepted], seenAt);
    const second = mergeTimeline(first.all, [aReport(), accepted], new Date("2026-03-11T00:00:00Z"));
    expect(second.all.map(({ text }) => text)).toEqual(["Departed", "Accepted"]);
    expect(second.added.map(({ text }) => text)).toEqual(["Departed"]);
    expect(second.completed).toEqual([]);
    expect(second.all[1]).toEqual(first.all[0]);
  });

  it("keeps events a provider stops telling", () => {
    const known = mergeTimeline([], [aReport()], seenAt).all;
    expect(mergeTimeline(known, [], seenAt)).toEqual({ all: known, added: [], completed: [], dropped: [] });
  });

  it("keeps as much of an endless text as a line may have, once however often it is told", () => {
    const endless = "📦".repeat(1_000_000);
    const report = aReport({ text: `Left ${endless}`, place: endless, status: endless, substatus: endless });
    const { all } = mergeTimeline([], [report, report], seenAt);
    const [kept] = all;
    expect(all).toHaveLength(1);
    expect(kept?.text).toMatch(/^Left 📦/u);
    expect(kept?.text).toHaveLength(longestText.text);
    for (const field of ["place", "status", "substatus"] as const)
      expect(kept?.[field]).toHaveLength(longestText.place);
    expect(JSON.stringify(all)).toBe(JSON.stringify(all).toWellFormed());
    expect(mergeTimeline(all, [report], seenAt)).toEqual({ all, added: [], completed: [], dropped: [] });
  });

  it("is one event when it is told again with more, and two on two legs", () => {
    const known = mergeTimeline([], [aReport({ place: "", offsetMinutes: null })], seenAt).all;
    const again = mergeTimeline(known, [aReport({ offsetMinutes: 480 }), aReport({ leg: "destination" })], seenAt);
    expect(again.added).toHaveLength(1);
    expect(again.completed).toMatchObject([{ leg: "origin", place: "Guangzhou", offsetMinutes: 480 }]);
    expect(mergeTimeline(again.all, [aReport({ place: "" })], seenAt).completed).toEqual([]);
  });

  it.each<[string, Partial<CheckpointReport>]>([
    ["the zone", { offsetMinutes: 480 }],
    ["blanks in its text", { text: "Departed   " }],
    ["a fuller place", { place: "Guangzhou, CN" }],
    ["a substatus", { substatus: "transit001" }],
    ["a milestone", { milestone: "ItemReceived" }],
  ])("is completed by %s alone, whichever telling comes first", (_, more) => {
    const known = mergeTimeline([], [aReport()], seenAt).all;
    const fuller = mergeTimeline(known, [aReport(more)], seenAt);
    expect(fuller.added).toEqual([]);
    expect(fuller.completed).toEqual(fuller.all);
    expect(mergeTimeline(mergeTimeline([], [aReport(more)], seenAt).all, [aReport()], seenAt).all).toEqual(fuller.all);
    expect(mergeTimeline(fuller.all, [aReport(more)], seenAt).completed).toEqual([]);
  });

  it("remembers the first time an event was seen, whichever telling comes first", () => {
    const sooner = new Date(seenAt.getTime() - 3_600_000);
    const late = mergeTimeline([], [aReport()], seenAt).all;
    const { all, completed } = mergeTimeline(late, [aReport()], sooner);
    expect(all).toMatchObject([{ firstSeenAt: sooner }]);
    expect(completed).toEqual(all);
    expect(mergeTimeline(all, [aReport()], seenAt).all).toMatchObject([{ firstSeenAt: sooner }]);
  });

  it("does not let a carrier tell again what was taken out of an event", () => {
    const signed = aReport({ text: "Delivered, signed by Ada Lovelace" });
    const known = mergeTimeline([], [signed], seenAt).all.map((event) => ({ ...event, text: "Delivered, signed by" }));
    const again = mergeTimeline(known, [signed], seenAt);
    expect(again.all.map(({ text }) => text)).toEqual(["Delivered, signed by"]);
    expect(again.added).toEqual([]);
  });

  it("keeps the newest of a feed gone wrong", () => {
    const flood = Array.from({ length: maxCheckpoints + 500 }, (_, index) => aReport({ text: `Scan ${index}` }));
    const newest = aReport({ local: "2019-03-09T00:00:00" });
    const { all } = mergeTimeline([], [...flood, newest], seenAt);
    expect(all).toHaveLength(maxCheckpoints);
    expect(all[0]).toMatchObject(newest);
  });

  it("names the known events that newer ones push out, and no others", () => {
    const reports = Array.from({ length: maxCheckpoints }, (_, index) => aReport({ text: `Scan ${index}` }));
    const known = mergeTimeline([], reports, seenAt);
    expect(known.dropped).toEqual([]);
    const newer = [1, 2, 3].map((hour) => aReport({ local: `2019-03-09T0${hour}:00:00` }));
    const older = aReport({ local: "2001-01-01T00:00:00" });
    const { all, dropped } = mergeTimeline(known.all, [...newer, older], seenAt);
    expect(dropped).toEqual(known.all.slice(-3));
    expect(all).toHaveLength(maxCheckpoints);
  });

  it("is the same for any order and any repetition of the same reports", () => {
    const reported = fc.array(fc.tuple(fc.array(someReport, { maxLength: 6 }), fc.integer({ min: 0, max: 3 })), {
      maxLength: 5,
    });
    const orders = reported.chain((updates) =>
      fc.tuple(
        fc.constant(updates),
        fc.shuffledSubarray(updates, { minLength: updates.length }),
        fc.array(updates.length === 0 ? fc.constant(undefined) : fc.constantFrom(...updates), { maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(orders, ([updates, shuffled, repeated]) => {
        const again = [...repeated.filter((update) => update !== undefined), ...shuffled];
        expect(apply(again)).toEqual(apply(updates));
      }),
      { numRuns: cases(10_000, 1_000) },
    );
  });
});

describe("latest", () => {
  it("is the newest over both legs, or null", () => {
    const { all } = mergeTimeline(
      [],
      [aReport(), aReport({ leg: "destination", local: "2019-03-09T08:00:00" })],
      seenAt,
    );
    expect(latest([...all].reverse())).toMatchObject({ leg: "destination" });
    expect(latest([])).toBeNull();
  });
});

function apply(updates: [CheckpointReport[], number][]): Checkpoint[] {
  return updates.reduce<Checkpoint[]>(
    (known, [reports, hour]) => mergeTimeline(known, reports, new Date(seenAt.getTime() + hour * 3_600_000)).all,
    [],
  );
}
