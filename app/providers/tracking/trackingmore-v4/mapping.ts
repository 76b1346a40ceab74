import { countryCode } from "~/domain/carriers/countries";
import type { CheckpointReport, Leg, LegReport, Milestone, TrackingUpdate } from "~/domain/tracking/update";
import type { BatchResult } from "~/tracking-api/contract/batch";
import { readInstant, readLocalTime } from "~/providers/tracking/port/local-time";
import type { RegisterOutcome } from "~/providers/tracking/port/tracking-provider";
import { isQuotaCode, isServersFault } from "./codes";
import type { V4Event, V4Half, V4Item } from "./item";

/**
 * The ninth word of v4: the carrier has the data, not the parcel. In the domain's eight it is
 * `notfound` with `notfound001`.
 */
const awaitingHandOver = { status: "notfound", substatus: "notfound001" };

/**
 * How one number of a batch ended, in the port's words. A fault of theirs on one item says nothing
 * about it.
 */
export function toOutcome(result: BatchResult): RegisterOutcome {
  const { outcome, code, message, providerId, providerCarrierCode, item } = result;
  if (outcome === "added") {
    return { kind: "registered", providerId, providerCourierCode: providerCarrierCode ?? item.carrierCode };
  }
  if (outcome === "exists") return { kind: "exists" };
  if (outcome === "missing-from-answer" || code === null || isServersFault(code) || code === 429) {
    return { kind: "unknown" };
  }
  return { kind: isQuotaCode(code) ? "quota" : "rejected", code, message };
}

/**
 * A tracking's whole story in the domain's words. Words that v4 does not document come through as
 * they are.
 */
export function toUpdate(item: V4Item): TrackingUpdate {
  const originCountry = toCountry(item.origin_country);
  const destinationCountry = toCountry(item.destination_country);
  return {
    number: item.tracking_number,
    courierCode: item.courier_code,
    providerId: item.id,
    ...toStatus(item.delivery_status, item.substatus),
    updatedAt: readInstant(item.update_at ?? item.updated_at),
    following: item.updating !== false,
    originCountry,
    destinationCountry,
    expected: toExpected(item.scheduled_delivery_date),
    legs: {
      ...(item.origin_info === null ? {} : { origin: toLeg(item.origin_info, originCountry) }),
      ...(item.destination_info === null ? {} : { destination: toLeg(item.destination_info, destinationCountry) }),
    },
    checkpoints: [...toCheckpoints("origin", item.origin_info), ...toCheckpoints("destination", item.destination_info)],
  };
}

function toStatus<Word extends string | null>(status: Word, substatus: string | null) {
  return status === "inforeceived" ? awaitingHandOver : { status, substatus };
}

/** Two-letter codes here, English names in v2; both are read. */
function toCountry(reported: string | null): string | null {
  return reported === null ? null : countryCode(reported);
}

/**
 * The one estimate v4 has. A moment with a zone is that moment. A day without one is a calendar
 * day, not midnight in London: its noon in UTC falls on that day wherever a shop's clock is less
 * than twelve hours away.
 */
function toExpected(text: string | null): TrackingUpdate["expected"] {
  const instant = readInstant(text);
  if (instant !== null) return { from: null, to: instant };
  const day = readLocalTime(text)?.local.slice(0, 10);
  return day === undefined ? null : { from: null, to: new Date(`${day}T12:00:00Z`) };
}

function toLeg(half: V4Half, country: string | null): LegReport {
  return { courierCode: half.courier_code, country, website: half.weblink, phone: half.courier_phone };
}

/** Events without a readable time are left out: nothing can place them. */
function toCheckpoints(leg: Leg, half: V4Half | null): CheckpointReport[] {
  return (half?.trackinfo ?? []).flatMap((event) => {
    const time = readLocalTime(event.checkpoint_date);
    if (half === null || time === null) return [];
    return {
      leg,
      ...time,
      text: event.tracking_detail ?? "",
      place: event.location ?? placeOf(event),
      ...toStatus(event.checkpoint_delivery_status, event.checkpoint_delivery_substatus),
      milestone: toMilestone(event, half),
    };
  });
}

function placeOf({ city, state, country_iso2: country }: V4Event): string {
  return [city, state, country].filter((part) => part !== null).join(", ");
}

/** v4 does not mark events; it repeats the time of the marked ones beside them. */
function toMilestone({ checkpoint_date: date }: V4Event, half: V4Half): Milestone | null {
  const marked: [Milestone, string | null][] = [
    ["ItemReceived", half.milestone_date.pickup_date ?? half.pickup_date],
    ["DepartfromAirport", half.departed_airport_date],
    ["ArrivalfromAbroad", half.arrived_abroad_date],
    ["CustomsClearance", half.customs_received_date],
    ["DestinationArrived", half.arrived_destination_date],
  ];
  return marked.find(([, at]) => at !== null && at === date)?.[0] ?? null;
}
