import type { BatchEntry, EmittedBatch } from "../contract/batch";
import type { EmittedCarrier } from "../contract/carriers";
import type { EndpointName } from "../contract/endpoints";
import { problem, type ApiProblem } from "../contract/errors";
import { batchLimit } from "../contract/limits";
import { countStatuses, getUserInfo } from "./account-operations";
import { deleteTracking, deleteTrackings, stopTrackings, updateTracking, updateTrackings } from "./change-operations";
import type { Operation } from "./operation";
import { printBatchEntry, printCreated } from "./print-created";
import { printItem } from "./print-item";
import { changeCarrier, checkRemote, getCostTimes, getRealtime, trackAirCargo } from "./provider-operations";
import type { ApiCaller, CarrierRecord, CreateOutcome, CreateRequest, TrackingService } from "./service";

/** One operation per endpoint of the contract; leaving one out does not compile. */
export const operations: { [Name in EndpointName]: Operation<Name> } = {
  async createTracking({ service, caller }, request) {
    const [outcome] = await createEach(service, caller, [request]);
    if (outcome === undefined) throw new Error("A create came back without its outcome");
    if (outcome.kind === "refused") return problem(outcome.code);
    return { kind: "reply", code: 200, data: printCreated(request, outcome) };
  },

  async createTrackings({ service, caller }, entries) {
    if (entries.length > batchLimit) return problem(4020, `Up to ${batchLimit} at a time`);
    const data = await createBatch(service, caller, entries);
    return { kind: "reply", code: data.errors.length === 0 ? 200 : 201, data };
  },

  async listTrackings({ service, caller, now }, query) {
    const { total, items } = await service.list(caller, query);
    if (items.length === 0) return problem(4031);
    const { page, limit } = query;
    const data = { page, limit, total: String(total), items: items.map((record) => printItem(record, now)) };
    return { kind: "reply", code: 200, data };
  },

  async getTracking({ service, caller, now, singleAs }, { carrierCode, number, lang }) {
    const record = await service.get(caller, carrierCode, number, lang);
    if (record === null) return problem(4031);
    const item = printItem(record, now);
    return { kind: "reply", code: 200, data: singleAs === "list" ? [item] : item };
  },

  updateTracking,
  deleteTracking,
  updateTrackings,
  deleteTrackings,
  stopTrackings,
  getRealtime,
  changeCarrier,
  getUserInfo,
  countStatuses,
  checkRemote,
  getCostTimes,
  trackAirCargo,

  async detectCarrier({ service }, { number, lang }) {
    const candidates = await service.detect(number, lang);
    return candidates.length === 0 ? problem(4032) : { kind: "reply", code: 200, data: candidates };
  },

  async listCarriers({ service, caller }, { lang }) {
    const carriers = await service.carriers(caller, lang);
    return { kind: "reply", code: 200, data: carriers.map(printCarrier) };
  },
};

/**
 * Sends the well-formed entries on and sorts every entry's end into the answer, in the order given.
 */
async function createBatch(
  service: TrackingService,
  caller: ApiCaller,
  entries: readonly BatchEntry[],
): Promise<EmittedBatch> {
  const requests = entries.flatMap(({ request }) => (isProblem(request) ? [] : [request]));
  const outcomes = (await createEach(service, caller, requests)).values();
  const answer: EmittedBatch = { submitted: entries.length, added: 0, trackings: [], errors: [] };
  for (const { given, request } of entries) {
    const end = isProblem(request) ? request : outcomes.next().value;
    if (!isProblem(request) && end?.kind === "created") {
      answer.trackings.push(printBatchEntry(request, end));
      answer.added += 1;
    } else if (end !== undefined && end.kind !== "created") {
      const { code, message } = isProblem(request) ? request : problem(end.code);
      answer.errors.push({ ...given, code, message });
    }
  }
  return answer;
}

/** One outcome per request, or nothing at all: a shorter answer would let numbers vanish. */
async function createEach(
  service: TrackingService,
  caller: ApiCaller,
  requests: readonly CreateRequest[],
): Promise<CreateOutcome[]> {
  if (requests.length === 0) return [];
  const outcomes = await service.create(caller, requests);
  if (outcomes.length !== requests.length) {
    throw new Error(`${requests.length} creates came back with ${outcomes.length} outcomes`);
  }
  return outcomes;
}

function isProblem(request: CreateRequest | ApiProblem): request is ApiProblem {
  return "kind" in request;
}

function printCarrier(carrier: CarrierRecord): EmittedCarrier {
  const { name, code, phone, homepage, type, picture, nameLocal } = carrier;
  return { name, code, phone, homepage, type, picture, ...(nameLocal === null ? {} : { name_cn: nameLocal }) };
}
