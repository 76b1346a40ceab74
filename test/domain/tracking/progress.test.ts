import { describe, expect, it } from "vitest";
import { progressOf, progressSteps } from "~/domain/tracking/progress";
import { trackingStatuses } from "~/domain/tracking/status";

describe("progressOf", () => {
  it("never goes back on the way from shipped to delivered", () => {
    const way = (["pending", "notfound", "transit", "pickup", "delivered"] as const).map(
      (status) => progressOf(status, null).step,
    );
    expect(way).toEqual([2, 2, 3, 4, 5]);
    expect(progressSteps).toHaveLength(5);
  });

  it("marks trouble where the parcel does not go on by itself", () => {
    const inTrouble = trackingStatuses.filter((status) => progressOf(status, null).trouble);
    expect(inTrouble).toEqual(["expired", "undelivered", "exception"]);
  });

  it("leaves a parcel refused or not collected at the door", () => {
    expect(progressOf("exception", "exception009")).toEqual({ step: 4, trouble: true });
    expect(progressOf("exception", "exception004")).toEqual({ step: 4, trouble: true });
    expect(progressOf("exception", "exception006")).toEqual({ step: 3, trouble: true });
  });
});
