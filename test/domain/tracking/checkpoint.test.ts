import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkpointIdentity, estimateInstant, orderCheckpoints } from "~/domain/tracking/checkpoint";
import { aReport, someReport } from "./a-checkpoint";
import { cases } from "#test/support/cases";

describe("checkpointIdentity", () => {
  it("is time, status and text: nothing else, and neither blanks nor case", () => {
    const identity = checkpointIdentity(aReport());
    expect(
      checkpointIdentity(aReport({ leg: "destination", place: "", offsetMinutes: 480, substatus: "transit001" })),
    ).toBe(identity);
    expect(checkpointIdentity(aReport({ text: " departed\u00a0", status: "Transit" }))).toBe(identity);
    expect(checkpointIdentity(aReport({ local: "2019-03-08T20:10:01" }))).not.toBe(identity);
    expect(checkpointIdentity(aReport({ status: "pickup" }))).not.toBe(identity);
    expect(checkpointIdentity(aReport({ text: "Departed again" }))).not.toBe(identity);
  });

  it("does not change between releases: it is stored", () => {
    expect(checkpointIdentity(aReport())).toBe("2019-03-08T20:10:00~0aed3fcce5f08a");
  });

  it("tells ten thousand texts of one second apart", () => {
    const identities = Array.from({ length: 10_000 }, (_, index) =>
      checkpointIdentity(aReport({ text: `Scan ${index}` })),
    );
    expect(new Set(identities).size).toBe(10_000);
  });
});

describe("orderCheckpoints", () => {
  it("puts the destination leg first where both legs tell the same time", () => {
    const origin = aReport({ local: "2015-11-02T17:26:00", text: "Delivered" });
    const destination = aReport({ leg: "destination", local: "2015-11-02T17:26:00", text: "Delivered" });
    expect(orderCheckpoints([origin, destination])).toEqual([destination, origin]);
    expect(orderCheckpoints([destination, origin])).toEqual([destination, origin]);
  });

  it("orders by instant across zones, where a clock alone would mislead", () => {
    const left = aReport({ local: "2026-11-20T23:00:00", offsetMinutes: 480, text: "Left Guangzhou" });
    const landed = aReport({ local: "2026-11-20T20:00:00", offsetMinutes: -480, text: "Landed in Los Angeles" });
    expect(orderCheckpoints([left, landed]).map(({ text }) => text)).toEqual([landed.text, left.text]);
  });

  it("places an event without a zone among the others by local time", () => {
    const left = aReport({ local: "2026-11-20T23:00:00", offsetMinutes: 480, text: "Left" });
    const landed = aReport({ local: "2026-11-20T20:00:00", offsetMinutes: -480, text: "Landed" });
    const early = aReport({ local: "2026-11-20T19:00:00", text: "Handed over" });
    const late = aReport({ local: "2026-11-21T08:00:00", text: "Out for delivery" });
    expect(orderCheckpoints([early, left, late, landed]).map(({ text }) => text)).toEqual([
      "Out for delivery",
      "Landed",
      "Left",
      "Handed over",
    ]);
  });

  it("puts the word that says more first within one minute of one leg", () => {
    const out = aReport({ text: "Out for delivery", status: "pickup" });
    const done = aReport({ text: "Delivered", status: "delivered" });
    expect(orderCheckpoints([out, done])[0]).toEqual(done);
  });

  it("depends on the set alone, whatever order it comes in", () => {
    const distinct = fc.uniqueArray(someReport, {
      selector: (event) => `${event.leg}${checkpointIdentity(event)}`,
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        distinct.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([events, shuffled]) => {
          expect(orderCheckpoints(shuffled)).toEqual(orderCheckpoints(events));
        },
      ),
      { numRuns: cases(10_000, 1_000) },
    );
  });
});

describe("estimateInstant", () => {
  const firstSeenAt = new Date("2026-11-20T12:00:00Z");

  it("is exact where the zone was told, even when we heard of it in advance", () => {
    expect(estimateInstant(aReport({ local: "2026-11-20T17:11:00", offsetMinutes: 480 }), firstSeenAt)).toEqual(
      new Date("2026-11-20T09:11:00Z"),
    );
    expect(estimateInstant(aReport({ local: "2026-11-20T13:00:00", offsetMinutes: 0 }), firstSeenAt)).toEqual(
      new Date("2026-11-20T13:00:00Z"),
    );
  });

  it("is the moment we saw it where a carrier dates it more than a day later", () => {
    const dated = (local: string) => estimateInstant(aReport({ local, offsetMinutes: 0 }), firstSeenAt);
    expect(dated("2026-11-21T12:00:00")).toEqual(new Date("2026-11-21T12:00:00Z"));
    expect(dated("2026-11-21T12:00:01")).toEqual(firstSeenAt);
    expect(dated("2036-11-20T12:00:00")).toEqual(firstSeenAt);
  });

  it("reads a time without zone as UTC, but never later than we saw it", () => {
    expect(estimateInstant(aReport({ local: "2026-11-20T09:11:00" }), firstSeenAt)).toEqual(
      new Date("2026-11-20T09:11:00Z"),
    );
    expect(estimateInstant(aReport({ local: "2026-11-20T19:11:00" }), firstSeenAt)).toEqual(firstSeenAt);
    expect(estimateInstant(aReport({ local: "yesterday", offsetMinutes: 60 }), firstSeenAt)).toEqual(firstSeenAt);
  });
});
