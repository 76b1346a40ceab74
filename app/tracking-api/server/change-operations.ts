import { problem, type ApiProblem } from "../contract/errors";
import { manyLimit } from "../contract/limits";
import { printPair, type TrackingPair } from "../contract/pair";
import { statusWishCodes, type TrackingChange, type UpdateTracking, type UpdateTrackings } from "../contract/update";
import { printInstant } from "../contract/times";
import { statusCodes } from "../contract/words";
import type { Operation } from "./operation";
import type { ApiCaller, TrackingRecord, TrackingService } from "./service";

/** Changes one tracking; a field left out stays as it was. */
export const updateTracking: Operation<"updateTracking"> = async ({ service, caller }, change) => {
  const [record] = await service.update(caller, [change]);
  return record ? { kind: "reply", code: 200, data: printChange(change, record) } : problem(4017);
};

/** Changes many; each ends by itself. */
export const updateTrackings: Operation<"updateTrackings"> = async ({ service, caller }, entries) => {
  if (entries.length > manyLimit) return problem(4020);
  const changes = entries.flatMap(({ change }) => (isProblem(change) ? [] : [change]));
  const records = (changes.length === 0 ? [] : await service.update(caller, changes)).values();
  const data: UpdateTrackings["emitted"] = { submitted: entries.length, update: 0, trackings: [], errors: [] };
  for (const { given, change } of entries) {
    if (!isProblem(change) && records.next().value) {
      data.trackings.push(printPair(change));
      data.update += 1;
    } else {
      const { code, message } = isProblem(change) ? change : problem(4017);
      data.errors.push({ ...given, code, message });
    }
  }
  return { kind: "reply", code: 200, data };
};

/** Deletes one tracking. */
export const deleteTracking: Operation<"deleteTracking"> = async ({ service, caller }, pair) => {
  const [removed] = await service.remove(caller, [pair]);
  return removed ? { kind: "reply", code: 200, data: [] } : problem(4017);
};

/** Deletes many; those that were never there are left out of the answer. */
export const deleteTrackings: Operation<"deleteTrackings"> = async ({ service, caller }, entries) => {
  if (entries.length > manyLimit) return problem(4020);
  const done = await thoseDone(entries, caller, service.remove.bind(service));
  return { kind: "reply", code: 200, data: { submitted: entries.length, delete: done.length, trackings: done } };
};

/** Stops refreshing many. */
export const stopTrackings: Operation<"stopTrackings"> = async ({ service, caller }, entries) => {
  if (entries.length > manyLimit) return problem(4020);
  const done = await thoseDone(entries, caller, service.stopFollowing.bind(service));
  return { kind: "reply", code: 200, data: { submitted: entries.length, change: done.length, trackings: done } };
};

async function thoseDone(
  entries: readonly (TrackingPair | ApiProblem)[],
  caller: ApiCaller,
  act: TrackingService["remove"],
) {
  const pairs = entries.filter((entry): entry is TrackingPair => !isProblem(entry));
  const outcomes = pairs.length === 0 ? [] : await act(caller, pairs);
  return pairs.filter((_, index) => outcomes[index]).map(printPair);
}

function printChange(change: TrackingChange, record: TrackingRecord): UpdateTracking["emitted"] {
  return {
    id: record.id,
    tracking_number: record.number,
    carrier_code: record.carrierCode,
    created_at: printInstant(record.createdAt),
    updated_at: record.updatedAt && printInstant(record.updatedAt),
    customer_email: record.customerEmail,
    customer_name: record.customerName,
    order_id: record.orderId,
    title: record.title,
    destination_code: record.destinationCode,
    customer_phone: record.customerPhone,
    // One typed client wants a boolean here, others text: left out unless it was asked for.
    ...(change.archived === null ? {} : { archived: record.archived ? "true" : "false" }),
    status: String(change.status === null ? statusCodes[record.status] : statusWishCodes[change.status]),
    logistics_channel: record.logisticsChannel,
  };
}

function isProblem(entry: object): entry is ApiProblem {
  return "kind" in entry;
}
