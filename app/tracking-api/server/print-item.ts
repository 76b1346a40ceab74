import { normalOrderTime, printInstant, printLocal } from "../contract/times";
import type { EmittedEvent, EmittedHalf, EmittedItem } from "../contract/item";
import { milestoneNames, type MilestoneName } from "../contract/words";
import { itemTimeLengthDays, stayTimeLengthDays } from "./lengths";
import type { CheckpointRecord, LegRecord, TrackingRecord } from "./service";

/**
 * A tracking as items of get, list and push print it, its keys in the documented order. `now`
 * counts days.
 */
export function printItem(record: TrackingRecord, now: Date): EmittedItem {
  const newest = record.checkpoints[0];
  return {
    id: record.id,
    tracking_number: record.number,
    carrier_code: record.carrierCode,
    status: record.status,
    track_update: record.following,
    created_at: printInstant(record.createdAt),
    updated_at: record.updatedAt === null ? null : printInstant(record.updatedAt),
    order_create_time: normalOrderTime(record.orderCreateTime),
    customer_email: record.customerEmail,
    customer_phone: record.customerPhone,
    title: record.title,
    order_id: record.orderId,
    comment: record.comment,
    customer_name: record.customerName,
    archived: record.archived,
    original_country: record.originCountry ?? "",
    ...(record.destinationCountry === null ? {} : { destination_country: record.destinationCountry }),
    itemTimeLength: itemTimeLengthDays(record),
    stayTimeLength: stayTimeLengthDays(record, now),
    service_code: null,
    status_info: null,
    substatus: record.substatus ?? "",
    origin_info: printHalf(record, "origin", record.origin),
    // Left out rather than empty: strictly typed clients choke on `[]`.
    ...(record.destination === null ? {} : { destination_info: printHalf(record, "destination", record.destination) }),
    lastEvent: newest === undefined ? "" : printLastEvent(newest),
    lastUpdateTime: newest === undefined ? "" : printLocal(newest.local),
  };
}

/** Text, place and time joined by commas, an empty place dropped. */
function printLastEvent(event: CheckpointRecord): string {
  return [event.text, event.place, printLocal(event.local)].filter((part) => part !== "").join(",");
}

function printHalf(record: TrackingRecord, name: CheckpointRecord["leg"], leg: LegRecord): EmittedHalf {
  const newest = record.checkpoints.filter((event) => event.leg === name);
  const reached = (milestone: MilestoneName): string | null => {
    const first = newest.findLast((event) => event.milestone === milestone);
    return first === undefined ? null : printLocal(first.local);
  };
  const [received, dispatched, departed, arrived, customs, destination] = milestoneNames;
  return {
    ItemReceived: reached(received),
    ItemDispatched: reached(dispatched),
    DepartfromAirport: reached(departed),
    ArrivalfromAbroad: reached(arrived),
    CustomsClearance: reached(customs),
    DestinationArrived: reached(destination),
    weblink: leg.weblink,
    phone: leg.phone,
    carrier_code: leg.carrierCode,
    trackinfo: newest.length === 0 ? null : newest.map(printEvent),
  };
}

function printEvent(event: CheckpointRecord): EmittedEvent {
  return {
    Date: printLocal(event.local),
    StatusDescription: event.text,
    Details: event.place,
    checkpoint_status: event.status ?? "",
    ...(event.substatus === null ? {} : { substatus: event.substatus }),
    ...(event.milestone === null ? {} : { ItemNode: event.milestone }),
  };
}
