import type { TrackingStatus } from "./status";
import { substatusReason } from "./substatus";

/** The five steps of a parcel's way, in order. */
export const progressSteps = ["ordered", "shipped", "in-transit", "out-for-delivery", "delivered"] as const;

/**
 * How far a parcel is. `step` counts from 1; `trouble`: it will not go on by itself, or nobody
 * knows.
 */
export interface Progress {
  step: 1 | 2 | 3 | 4 | 5;
  trouble: boolean;
}

/**
 * How far along the five steps a parcel stands. A parcel with a number has been shipped by the
 * merchant, so it starts at 2; step 1 is for orders without a parcel. Trouble at the door (refused,
 * not collected) keeps step 4.
 */
export function progressOf(status: TrackingStatus, substatus: string | null): Progress {
  switch (status) {
    case "pending":
    case "notfound":
      return { step: 2, trouble: false };
    case "transit":
      return { step: 3, trouble: false };
    case "pickup":
      return { step: 4, trouble: false };
    case "delivered":
      return { step: 5, trouble: false };
    case "undelivered":
      return { step: 4, trouble: true };
    case "expired":
      return { step: 3, trouble: true };
    case "exception": {
      const reason = substatusReason(substatus);
      const atTheDoor = reason === "refused" || reason === "not-collected";
      return { step: atTheDoor ? 4 : 3, trouble: true };
    }
  }
}
