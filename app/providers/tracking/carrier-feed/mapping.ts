import { milestones, type CheckpointReport, type TrackingUpdate } from "~/domain/tracking/update";
import { readInstant, readLocalTime } from "~/providers/tracking/port/local-time";
import type { TrackingKey } from "~/providers/tracking/port/tracking-provider";
import type { FeedParcel } from "./feed";

/**
 * A feed's parcel as the domain has it. Local times stay as told, with their zone where there is
 * one.
 */
export function toUpdate(parcel: FeedParcel): TrackingUpdate {
  return {
    number: parcel.number,
    courierCode: parcel.courier,
    providerId: null,
    status: parcel.status,
    substatus: parcel.substatus,
    updatedAt: readInstant(parcel.updatedAt),
    following: !parcel.final,
    originCountry: parcel.originCountry?.toUpperCase() ?? null,
    destinationCountry: parcel.destinationCountry?.toUpperCase() ?? null,
    expected: toExpected(parcel.expected),
    legs: Object.fromEntries(
      parcel.legs.map(({ leg, courier, country, website, phone }) => [
        leg,
        { courierCode: courier, country: country?.toUpperCase() ?? null, website, phone },
      ]),
    ),
    checkpoints: parcel.legs.flatMap(toCheckpoints),
  };
}

/**
 * What a 404 says: the carrier does not know the number yet. It has nothing to order against, so no
 * time.
 */
export function notKnownYet({ number, courierCode }: TrackingKey): TrackingUpdate {
  return {
    number,
    courierCode,
    providerId: null,
    status: "notfound",
    substatus: null,
    updatedAt: null,
    following: true,
    originCountry: null,
    destinationCountry: null,
    expected: null,
    legs: {},
    checkpoints: [],
  };
}

function toExpected(expected: FeedParcel["expected"]): TrackingUpdate["expected"] {
  if (expected === null) return null;
  const window = { from: readInstant(expected.from), to: readInstant(expected.to) };
  return window.from === null && window.to === null ? null : window;
}

/** Events without a readable time are left out: nothing can place them. */
function toCheckpoints({ leg, checkpoints }: FeedParcel["legs"][number]): CheckpointReport[] {
  return checkpoints.flatMap(({ time, text, place, status, substatus, milestone }) => {
    const reported = readLocalTime(time);
    if (reported === null) return [];
    const marked = milestones.find((name) => name === milestone) ?? null;
    return { leg, ...reported, text, place, status, substatus, milestone: marked };
  });
}
