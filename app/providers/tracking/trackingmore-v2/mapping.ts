import { countryCode } from "~/domain/carriers/countries";
import { milestones, type CheckpointReport, type Leg, type LegReport, type Milestone } from "~/domain/tracking/update";
import type { TrackingUpdate } from "~/domain/tracking/update";
import type { BatchResult } from "~/tracking-api/contract/batch";
import type { CarrierItem } from "~/tracking-api/contract/carriers";
import type { CreateRequest } from "~/tracking-api/contract/create";
import type { TrackEvent, TrackHalf, TrackingItem } from "~/tracking-api/contract/item";
import { readInstant, readLocalTime } from "~/providers/tracking/port/local-time";
import type { ProviderCarrier, RegisterOutcome, RegistrationItem } from "~/providers/tracking/port/tracking-provider";
import { isQuotaCode } from "./codes";

/**
 * A registration as a batch create asks for it; `auto_correct: 1` always, so that our courier
 * stays.
 */
export function toCreateRequest(item: RegistrationItem): CreateRequest {
  return {
    number: item.number,
    carrierCode: item.courierCode,
    title: storable(item.title),
    logisticsChannel: storable(item.logisticsChannel),
    customerName: storable(item.customerName),
    customerEmail: storable(item.customerEmail),
    customerPhone: storable(item.customerPhone),
    orderId: storable(item.orderName),
    orderCreateTime: item.orderCreateTime,
    destinationCode: item.destinationCode,
    shipDate: item.shipDate,
    postalCode: storable(item.postalCode),
    accountNumber: storable(item.accountNumber),
    destinationCountry: item.destinationCountry,
    lang: item.lang,
    keepCarrier: true,
    comment: storable(item.comment),
  };
}

/**
 * Half a surrogate pair (a cut emoji) or a NUL would have the whole number refused for the sake of
 * a note.
 */
function storable(text: string | null): string | null {
  return text?.toWellFormed().replaceAll("\u0000", "") ?? null;
}

/** How one number of a batch ended, in the port's words. */
export function toOutcome(result: BatchResult): RegisterOutcome {
  const { outcome, code, message, providerId, providerCarrierCode, item } = result;
  if (outcome === "added") {
    return { kind: "registered", providerId, providerCourierCode: providerCarrierCode ?? item.carrierCode };
  }
  if (outcome === "exists") return { kind: "exists" };
  if (outcome === "missing-from-answer" || code === null) return { kind: "unknown" };
  return { kind: isQuotaCode(code) ? "quota" : "rejected", code, message };
}

/**
 * A tracking's whole story. Event times carry no zone in this API, so `offsetMinutes` is always
 * null.
 */
export function toUpdate(item: TrackingItem): TrackingUpdate {
  const originCountry = toCountry(item.original_country);
  const destinationCountry = toCountry(item.destination_country);
  return {
    number: item.tracking_number,
    courierCode: item.carrier_code,
    providerId: item.id,
    status: item.status,
    substatus: item.substatus,
    updatedAt: readInstant(item.updated_at),
    following: item.track_update !== false,
    originCountry,
    destinationCountry,
    expected: null,
    legs: {
      ...(item.origin_info === null ? {} : { origin: toLeg(item.origin_info, originCountry) }),
      ...(item.destination_info === null ? {} : { destination: toLeg(item.destination_info, destinationCountry) }),
    },
    checkpoints: [...toCheckpoints("origin", item.origin_info), ...toCheckpoints("destination", item.destination_info)],
  };
}

/** A courier of the provider's list. */
export function toCarrier(item: CarrierItem): ProviderCarrier {
  const { code, name, type, homepage, phone, picture } = item;
  return { code, name, type, homepage, phone, picture };
}

function toCountry(name: string | null): string | null {
  return name === null ? null : countryCode(name);
}

function toLeg(half: TrackHalf, country: string | null): LegReport {
  return { courierCode: half.carrier_code, country, website: half.weblink, phone: half.phone };
}

/** Events without a readable time are left out: nothing can place them. */
function toCheckpoints(leg: Leg, half: TrackHalf | null): CheckpointReport[] {
  return (half?.trackinfo ?? []).flatMap((event) => {
    const time = readLocalTime(event.Date);
    if (half === null || time === null) return [];
    return {
      leg,
      local: time.local,
      offsetMinutes: null,
      text: event.StatusDescription ?? "",
      place: event.Details ?? "",
      status: event.checkpoint_status,
      substatus: event.substatus,
      milestone: toMilestone(event, half),
    };
  });
}

/** Newer servers mark the event itself; older ones only repeat its time beside the events. */
function toMilestone(event: TrackEvent, half: TrackHalf): Milestone | null {
  const marked = milestones.find((name) => name === event.ItemNode);
  return marked ?? milestones.find((name) => half[name] !== null && half[name] === event.Date) ?? null;
}
