import fc from "fast-check";
import { trackingStatuses } from "~/domain/tracking/status";
import type { CheckpointReport } from "~/domain/tracking/update";

/** One event as told, a scan in Guangzhou unless said otherwise. */
export function aReport(reported: Partial<CheckpointReport> = {}): CheckpointReport {
  return {
    leg: "origin",
    local: "2019-03-08T20:10:00",
    offsetMinutes: null,
    text: "Departed",
    place: "Guangzhou",
    status: "transit",
    substatus: null,
    milestone: null,
    ...reported,
  };
}

/** Events out of a small world, so that times, texts and legs meet often. */
export const someReport: fc.Arbitrary<CheckpointReport> = fc.record({
  leg: fc.constantFrom("origin", "destination"),
  local: fc.constantFrom("2026-03-08T20:10:00", "2026-03-08T20:40:00", "2026-03-09T01:00:00", "2026-03-09T09:30:00"),
  offsetMinutes: fc.constantFrom(null, null, 0, 480, -300, 330),
  text: fc.constantFrom("Departed", "Arrived", "departed ", "Out for delivery", "Delivered"),
  place: fc.constantFrom("", "Guangzhou", "Renton, WA"),
  status: fc.constantFrom(null, "inforeceived", ...trackingStatuses),
  substatus: fc.constantFrom(null, "transit001", "transit004"),
  milestone: fc.constantFrom(null, "ItemReceived", "ArrivalfromAbroad"),
});
