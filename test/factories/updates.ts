import type { CheckpointReport, TrackingUpdate } from "~/domain/tracking/update";

/** One event as a carrier tells it, and what a test changes. */
export function reportSample(changes: Partial<CheckpointReport> = {}): CheckpointReport {
  return {
    leg: "origin",
    local: "2026-11-20T09:00:00",
    offsetMinutes: null,
    text: "Accepted",
    place: "Memphis",
    status: "transit",
    substatus: null,
    milestone: null,
    ...changes,
  };
}

/** A parcel's whole story as its provider tells it, and what a test changes. */
export function updateSample(number: string, changes: Partial<TrackingUpdate> = {}): TrackingUpdate {
  return {
    number,
    courierCode: "usps",
    providerId: null,
    status: "transit",
    substatus: null,
    updatedAt: new Date("2026-11-20T10:00:00Z"),
    following: true,
    originCountry: null,
    destinationCountry: null,
    expected: null,
    legs: {},
    checkpoints: [],
    ...changes,
  };
}
