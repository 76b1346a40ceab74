import type { TrackingStatus } from "~/domain/tracking/status";

/**
 * What a merchant is told instead of a status while nobody can follow the parcel, and the eight
 * statuses themselves.
 */
export type ShownStatus = TrackingStatus | "needs-carrier" | "not-tracked";

/** What of a shipment decides its badge. */
export interface StatusFacts {
  status: TrackingStatus;
  substatus: string | null;
  courierCode: string;
  registrationState: string;
  /** Why it is not tracked, a key of `rejection` in the words. */
  registrationReason: string | null;
  lastEventAt: string | null;
}

/** A parcel that moves is shown by its status, however it came to be followed. */
export function shownStatus(facts: Pick<StatusFacts, "status" | "courierCode" | "registrationState">): ShownStatus {
  const unheard = facts.status === "pending" || facts.status === "notfound";
  if (unheard && facts.registrationState === "rejected") return "not-tracked";
  if (unheard && facts.courierCode === "") return "needs-carrier";
  return facts.status;
}
