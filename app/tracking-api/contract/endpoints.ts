import { z } from "zod";
import { trackAirCargo, type TrackAirCargo } from "./air-cargo";
import { batchAnswer, batchRequest, emittedBatch, settleBatch } from "./batch";
import type { BatchEntry, BatchSettlement, EmittedBatch } from "./batch";
import { allBrands } from "./brands";
import { carriersAnswer, emittedCarrier, type CarrierItem, type EmittedCarrier } from "./carriers";
import { changeCarrier, type ChangeCarrier } from "./change-carrier";
import { getCostTimes, type GetCostTimes } from "./cost-time";
import { createRequest, printCreate, type CreateRequest } from "./create";
import { createdTracking, emittedCreated, type CreatedTracking, type EmittedCreated } from "./created";
import type { Endpoint } from "./endpoint";
import { languageOf, textField } from "./fields";
import { detectCarrier, type DetectCarrier } from "./detect";
import { emittedItem, singleAnswer, type EmittedItem, type TrackingItem } from "./item";
import { batchLimit, pageLimit } from "./limits";
import { emittedList, emptyPage, listAnswer, listQuery, printListQuery } from "./list";
import type { EmittedList, ListAsk, ListQuery, TrackingPage } from "./list";
import { getRealtime, type GetRealtime } from "./realtime";
import { checkRemote, type CheckRemote } from "./remote";
import { deleteTracking, deleteTrackings, stopTrackings } from "./remove";
import type { DeleteTracking, DeleteTrackings, StopTrackings } from "./remove";
import { singleQuery, type SingleQuery } from "./single";
import { countStatuses, type CountStatuses } from "./status-counts";
import { updateTracking, updateTrackings, type UpdateTracking, type UpdateTrackings } from "./update";
import { getUserInfo, type GetUserInfo } from "./user-info";

/**
 * The types behind each endpoint; a name here without a record below, a method or an operation does
 * not compile.
 */
export interface EndpointTypes {
  createTracking: {
    ask: CreateRequest;
    accepted: CreateRequest;
    data: CreatedTracking | null;
    answer: CreatedTracking | null;
    emitted: EmittedCreated;
  };
  createTrackings: {
    ask: readonly CreateRequest[];
    accepted: BatchEntry[];
    data: z.output<typeof batchAnswer>;
    answer: BatchSettlement;
    emitted: EmittedBatch;
  };
  listTrackings: { ask: ListAsk; accepted: ListQuery; data: TrackingPage; answer: TrackingPage; emitted: EmittedList };
  getTracking: {
    ask: SingleQuery;
    accepted: SingleQuery;
    data: TrackingItem;
    answer: TrackingItem;
    emitted: EmittedItem | [EmittedItem];
  };
  updateTracking: UpdateTracking;
  deleteTracking: DeleteTracking;
  updateTrackings: UpdateTrackings;
  deleteTrackings: DeleteTrackings;
  stopTrackings: StopTrackings;
  getRealtime: GetRealtime;
  changeCarrier: ChangeCarrier;
  getUserInfo: GetUserInfo;
  countStatuses: CountStatuses;
  checkRemote: CheckRemote;
  getCostTimes: GetCostTimes;
  trackAirCargo: TrackAirCargo;
  detectCarrier: DetectCarrier;
  listCarriers: {
    ask: { lang: string | null };
    accepted: { lang: string | null };
    data: CarrierItem[];
    answer: CarrierItem[];
    emitted: EmittedCarrier[];
  };
}

/** An endpoint's name; also its method's and its operation's. */
export type EndpointName = keyof EndpointTypes;

/** The whole table. */
export const endpoints: { [Name in EndpointName]: Endpoint<EndpointTypes[Name]> } = {
  createTracking: {
    summary: "Create a tracking",
    method: "POST",
    alsoMethods: [],
    path: "/trackings/post",
    brands: allBrands,
    limit: null,
    codes: [4012, 4013, 4014, 4015, 4016, 4021, 4032],
    fieldsFrom: "body",
    input: createRequest,
    send: (ask, brand) => ({ body: printCreate(ask, brand) }),
    // A 201 with `[]` was once "fine, but added before".
    data: z.union([createdTracking, z.array(z.never()).transform(() => null)]),
    answer: (data) => data,
    whenEmpty: null,
    emitted: emittedCreated,
    safeToRepeat: false,
  },
  createTrackings: {
    summary: "Create up to 40 trackings",
    method: "POST",
    alsoMethods: [],
    path: "/trackings/batch",
    brands: allBrands,
    limit: batchLimit,
    codes: [4012, 4015, 4020],
    entryCodes: [4012, 4013, 4014, 4015, 4016, 4021],
    fieldsFrom: "body",
    input: batchRequest,
    entry: createRequest,
    send: (ask, brand) => ({ body: ask.map((item) => printCreate(item, brand)) }),
    data: batchAnswer,
    answer: (data, ask) => settleBatch(ask, data),
    whenEmpty: null,
    emitted: emittedBatch,
    safeToRepeat: false,
  },
  listTrackings: {
    summary: "List trackings",
    method: "GET",
    alsoMethods: ["POST"],
    path: "/trackings/get",
    brands: allBrands,
    limit: pageLimit,
    codes: [4012, 4015, 4031, 4033],
    fieldsFrom: "query-and-body",
    input: listQuery,
    send: (ask) => ({ query: printListQuery(ask) }),
    data: listAnswer,
    answer: (data) => data,
    whenEmpty: () => emptyPage,
    emitted: emittedList,
    safeToRepeat: true,
  },
  getTracking: {
    summary: "Get a tracking",
    method: "GET",
    alsoMethods: [],
    path: "/trackings/{carrier_code}/{tracking_number}/{lang?}",
    brands: allBrands,
    limit: null,
    codes: [4014, 4015, 4031],
    fieldsFrom: "path",
    input: singleQuery,
    send: (ask) => ({ path: { carrier_code: ask.carrierCode, tracking_number: ask.number, lang: ask.lang } }),
    data: singleAnswer,
    answer: (data) => data,
    whenEmpty: null,
    emitted: z.union([emittedItem, z.tuple([emittedItem])]),
    safeToRepeat: true,
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
  detectCarrier,
  listCarriers: {
    summary: "List carriers",
    method: "GET",
    alsoMethods: [],
    path: "/carriers/{lang?}",
    brands: allBrands,
    limit: null,
    codes: [],
    fieldsFrom: "headers",
    input: z.object({ lang: textField() }).transform(({ lang }) => ({ lang: languageOf(lang) })),
    send: ({ lang }) => (lang === null ? {} : { headers: { Lang: lang } }),
    data: carriersAnswer,
    answer: (data) => data,
    whenEmpty: () => [],
    emitted: z.array(emittedCarrier),
    safeToRepeat: true,
  },
};

/** Every endpoint's name, in the table's order. */
export const endpointNames = keysOf(endpoints);

function keysOf<Key extends string>(record: Record<Key, unknown>): Key[] {
  const names: Key[] = [];
  for (const name in record) names.push(name);
  return names;
}
