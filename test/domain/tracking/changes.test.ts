import { describe, expect, it } from "vitest";
import { describeChange, type TrackingSnapshot } from "~/domain/tracking/changes";
import type { TrackingStatus } from "~/domain/tracking/status";
import { mergeTimeline } from "~/domain/tracking/timeline";
import type { CheckpointReport } from "~/domain/tracking/update";
import { aReport } from "./a-checkpoint";

function snapshot(status: TrackingStatus, reported?: CheckpointReport): TrackingSnapshot {
  const { all } = mergeTimeline([], reported === undefined ? [] : [reported], new Date("2026-03-10T00:00:00Z"));
  return { status: { status, substatus: null }, latest: all[0] ?? null };
}

describe("describeChange", () => {
  it("is quiet when nothing moved", () => {
    expect(describeChange(snapshot("transit", aReport()), snapshot("transit", aReport({ place: "" })))).toEqual({
      statusChanged: false,
      substatusChanged: false,
      newLatestEvent: null,
      delivered: false,
      outForDelivery: false,
      trouble: false,
    });
  });

  it("tells of a delivery once, with its event", () => {
    const done = snapshot("delivered", aReport({ text: "Delivered", status: "delivered" }));
    expect(describeChange(snapshot("pickup", aReport()), done)).toMatchObject({
      statusChanged: true,
      delivered: true,
      newLatestEvent: { text: "Delivered" },
    });
    expect(describeChange(done, done)).toMatchObject({ delivered: false, newLatestEvent: null });
    expect(describeChange(null, done)).toMatchObject({ statusChanged: true, delivered: true });
  });

  it("tells of trouble once, also when one trouble follows another", () => {
    expect(describeChange(snapshot("pickup"), snapshot("undelivered")).trouble).toBe(true);
    expect(describeChange(snapshot("pickup"), snapshot("exception")).trouble).toBe(true);
    expect(describeChange(null, snapshot("exception")).trouble).toBe(true);
    expect(describeChange(snapshot("undelivered"), snapshot("exception"))).toMatchObject({
      statusChanged: true,
      trouble: false,
    });
  });

  it("takes the same event on the other leg for news", () => {
    const after = snapshot("transit", aReport({ leg: "destination" }));
    expect(describeChange(snapshot("transit", aReport()), after).newLatestEvent).toMatchObject({ leg: "destination" });
  });

  it("tells of a parcel coming to the door and of a new reason", () => {
    expect(describeChange(snapshot("transit"), snapshot("pickup")).outForDelivery).toBe(true);
    const customs = { ...snapshot("exception"), status: { status: "exception", substatus: "exception006" } as const };
    expect(describeChange(snapshot("exception"), customs)).toMatchObject({
      statusChanged: false,
      substatusChanged: true,
    });
    expect(describeChange(customs, customs)).toMatchObject({ substatusChanged: false });
    expect(describeChange(customs, snapshot("exception"))).toMatchObject({ substatusChanged: true });
  });
});
