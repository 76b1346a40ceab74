import type { TrackingStatus } from "./status";

/**
 * The two halves of an international parcel's story: the carrier that sent it off and the one that
 * delivers it.
 */
export type Leg = "origin" | "destination";

/** Marked moments of an item's way. */
export const milestones = [
  "ItemReceived",
  "ItemDispatched",
  "DepartfromAirport",
  "ArrivalfromAbroad",
  "CustomsClearance",
  "DestinationArrived",
] as const;

/** One marked moment. */
export type Milestone = (typeof milestones)[number];

/** One event as a carrier tells it. */
export interface CheckpointReport {
  leg: Leg;
  /** The carrier's wall clock at the event's place, `YYYY-MM-DDTHH:MM:SS`, never converted. */
  local: string;
  /** Minutes east of UTC where the carrier told its zone, otherwise null. */
  offsetMinutes: number | null;
  text: string;
  /** Place as told; may be empty. */
  place: string;
  /** The provider's status word for this event, as it came; null where none was given. */
  status: string | null;
  substatus: string | null;
  milestone: Milestone | null;
}

/** What is known of one leg besides its events. */
export interface LegReport {
  courierCode: string | null;
  /** ISO 3166-1 alpha-2 where known. */
  country: string | null;
  website: string | null;
  phone: string | null;
}

/**
 * The whole present story of one parcel as one provider tells it; always complete, never a
 * difference.
 */
export interface TrackingUpdate {
  number: string;
  courierCode: string;
  providerId: string | null;
  /** The provider's main status word, as it came. */
  status: string;
  substatus: string | null;
  /**
   * When the provider last changed the item, an instant; null where it does not say. Orders updates
   * against each other.
   */
  updatedAt: Date | null;
  /** False once the provider has stopped following the parcel. */
  following: boolean;
  originCountry: string | null;
  destinationCountry: string | null;
  expected: { from: Date | null; to: Date | null } | null;
  legs: Partial<Record<Leg, LegReport>>;
  /** Events of both legs, in any order. */
  checkpoints: CheckpointReport[];
}

/** A stored event: what was told, and what we add. */
export interface Checkpoint extends CheckpointReport {
  /** Same time, status and text on the same leg is the same event. */
  identity: string;
  firstSeenAt: Date;
}

/** Why a status stands: the rule that decided and the event it rests on. */
export interface StatusReason {
  rule: string;
  /** Identity of the deciding checkpoint, null where none decided. */
  identity: string | null;
}

/**
 * Status with its reason. `status` is one of the eight; `rawStatus` keeps a provider's unknown
 * word.
 */
export interface CurrentStatus extends StatusReason {
  status: TrackingStatus;
  rawStatus: string | null;
  substatus: string | null;
}
