import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideStatus, newerClaim, type StatusClaim } from "~/domain/tracking/current-status";
import { trackingStatuses, type TrackingStatus } from "~/domain/tracking/status";
import { mergeTimeline } from "~/domain/tracking/timeline";
import type { Checkpoint, CheckpointReport } from "~/domain/tracking/update";
import { aReport, someReport } from "./a-checkpoint";
import { cases } from "#test/support/cases";

const at = new Date("2026-03-10T00:00:00Z");

function timelineOf(...reports: CheckpointReport[]): Checkpoint[] {
  return mergeTimeline([], reports, at).all;
}

function claimed(status: string, substatus: string | null = null): StatusClaim {
  return { status, substatus, at };
}

describe("decideStatus", () => {
  it("lets the merchant's word stand above everything", () => {
    expect(decideStatus({ claim: claimed("transit"), timeline: timelineOf(aReport()), forced: "delivered" })).toEqual({
      status: "delivered",
      rule: "merchant-forced",
      identity: null,
      rawStatus: null,
      substatus: null,
    });
  });

  it("takes the provider's word and names the event that bears it out", () => {
    const timeline = timelineOf(aReport({ local: "2019-03-09T00:00:00", text: "Note", status: null }), aReport());
    expect(decideStatus({ claim: claimed("Transit ", "transit001"), timeline, forced: null })).toEqual({
      status: "transit",
      rule: "provider-status",
      identity: timeline[1]?.identity,
      rawStatus: null,
      substatus: "transit001",
    });
    expect(decideStatus({ claim: claimed("expired"), timeline, forced: null })).toMatchObject({
      status: "expired",
      identity: null,
    });
  });

  it.each(["pending", "notfound"])("does not believe %s once there are events", (word) => {
    const timeline = timelineOf(aReport({ substatus: "transit004" }));
    expect(decideStatus({ claim: claimed(word), timeline, forced: null })).toMatchObject({
      status: "transit",
      rule: "latest-checkpoint",
      identity: timeline[0]?.identity,
      substatus: "transit004",
    });
    expect(decideStatus({ claim: claimed(word), timeline: [], forced: null })).toMatchObject({
      status: word,
      rule: "provider-status",
    });
  });

  it("keeps an unknown word visible and goes by the newest event that says something", () => {
    const timeline = timelineOf(
      aReport({ local: "2019-03-09T00:00:00", text: "Label", status: "inforeceived" }),
      aReport(),
    );
    expect(decideStatus({ claim: claimed("inforeceived"), timeline, forced: null })).toMatchObject({
      status: "transit",
      rule: "latest-checkpoint",
      rawStatus: "inforeceived",
    });
    expect(decideStatus({ claim: claimed("inforeceived"), timeline: [], forced: null })).toMatchObject({
      status: "pending",
      rule: "nothing-known",
      rawStatus: "inforeceived",
    });
  });

  it("is pending before anybody said anything", () => {
    expect(decideStatus({ claim: null, timeline: [], forced: null })).toMatchObject({
      status: "pending",
      rule: "nothing-known",
    });
  });

  it("always gives one of the eight, and the same for any order and any repetition of the same updates", () => {
    const words: fc.Arbitrary<string> = fc.constantFrom("inforeceived", "lost in space", ...trackingStatuses);
    const update = fc.record({
      reports: fc.array(someReport, { maxLength: 4 }),
      claim: fc.record({
        status: words,
        substatus: fc.constantFrom(null, "transit001", "exception006"),
        at: fc.constantFrom(null, at, new Date(at.getTime() + 1), new Date(at.getTime() + 2)),
      }),
    });
    const forced: fc.Arbitrary<TrackingStatus | null> = fc.constantFrom(null, null, null, "delivered", "exception");
    const orders = fc
      .array(update, { minLength: 1, maxLength: 6 })
      .chain((updates) =>
        fc.tuple(
          fc.constant(updates),
          fc.shuffledSubarray(updates, { minLength: updates.length }),
          fc.subarray(updates),
        ),
      );
    fc.assert(
      fc.property(orders, forced, ([updates, shuffled, repeated], set) => {
        const decide = (reported: typeof updates) =>
          decideStatus({
            claim: reported.map(({ claim }): StatusClaim => claim).reduce(newerClaim),
            timeline: reported.reduce<Checkpoint[]>((known, { reports }) => mergeTimeline(known, reports, at).all, []),
            forced: set,
          });
        const decided = decide(updates);
        expect(trackingStatuses).toContain(decided.status);
        expect(decide([...shuffled, ...repeated])).toEqual(decided);
      }),
      { numRuns: cases(10_000, 1_000) },
    );
  });
});

describe("newerClaim", () => {
  const later = { ...claimed("transit"), at: new Date(at.getTime() + 1) };

  it("lets a later word stand, even one that says less", () => {
    expect(newerClaim(later, claimed("delivered"))).toBe(later);
    expect(newerClaim(claimed("delivered"), later)).toBe(later);
  });

  it("prefers a dated word, and at one moment the word that says more", () => {
    const undated = { ...claimed("delivered"), at: null };
    expect(newerClaim(undated, later)).toBe(later);
    expect(newerClaim(claimed("pickup"), claimed("delivered")).status).toBe("delivered");
    expect(newerClaim({ ...claimed("exception"), at: null }, { ...claimed("undelivered"), at: null }).status).toBe(
      "exception",
    );
    expect(newerClaim(claimed("pending"), claimed("inforeceived")).status).toBe("pending");
  });

  it.each([
    [claimed("lost in space"), claimed("inforeceived")],
    [claimed("transit", "transit004"), claimed("transit", "transit001")],
    [claimed("transit", "transit001"), claimed("transit", null)],
  ])("does not depend on the order of two words that say as much: %o", (stands, falls) => {
    expect(newerClaim(stands, falls)).toBe(stands);
    expect(newerClaim(falls, stands)).toBe(stands);
  });
});
