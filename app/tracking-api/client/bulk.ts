import { waybillKey, type AirTracking } from "../contract/air-cargo";
import type { BatchResult } from "../contract/batch";
import type { GetCostTimes, Route } from "../contract/cost-time";
import type { CreateRequest } from "../contract/create";
import { endpoints, type EndpointName } from "../contract/endpoints";
import { apiCodes } from "../contract/errors";
import type { TrackingItem } from "../contract/item";
import { filterLimit } from "../contract/limits";
import type { TrackingPage } from "../contract/list";
import type { TrackingPair } from "../contract/pair";
import type { Place, RemoteAreas, RemoteRow } from "../contract/remote";
import type { PairResult } from "../contract/settle-pairs";
import type { ChangeAsk } from "../contract/update";
import { numberKey } from "../contract/words";
import type { TrackingClient } from "./client";
import type { CallResult, Unreachable, Unreadable } from "./result";
import { isAnswered } from "./retry";

/** How one item ended. Every item handed in has exactly one of these, at its place. */
export type ItemEnd<Item, Value> =
  | { item: Item; end: "done"; value: Value }
  /**
   * `sent: false`: no call was made for it, because an earlier answer or the item itself left no
   * doubt.
   */
  | { item: Item; end: "refused"; code: number; message: string; sent: boolean }
  /** Sent, and nobody knows whether it was carried out. Find out before sending it again. */
  | { item: Item; end: "unknown"; reason: Unreachable["reason"] | Unreadable["reason"] | "missing-from-answer" };

/** How long one route takes, as a client reads it. */
export type CostTimeRow = GetCostTimes["answer"][number];

/**
 * The endpoints that take lists, for lists of any length: cut into calls of each endpoint's limit,
 * one after another, and put together again with one end per item in the order given. One bad call
 * spoils its own items only. After an answer that concerns the key or the endpoint as a whole
 * (wrong key, no quota, too fast, not offered) nothing more is sent, and the rest ends as refused
 * with that code.
 */
export interface TrackingBulk {
  /** Refused with 4016 is "there already": for most purposes a success. */
  create(items: readonly CreateRequest[]): Promise<ItemEnd<CreateRequest, BatchResult>[]>;
  update(items: readonly ChangeAsk[]): Promise<ItemEnd<ChangeAsk, PairResult>[]>;
  delete(items: readonly TrackingPair[]): Promise<ItemEnd<TrackingPair, PairResult>[]>;
  /** Ends the refreshing. */
  stop(items: readonly TrackingPair[]): Promise<ItemEnd<TrackingPair, PairResult>[]>;
  /**
   * Everything known under each number, whatever the courier; an empty list where it was never
   * added.
   */
  find(numbers: readonly string[]): Promise<ItemEnd<string, TrackingItem[]>[]>;
  /** The couriers that call each place remote; an empty list where none does. */
  checkRemote(places: readonly Place[]): Promise<ItemEnd<Place, RemoteRow[]>[]>;
  costTimes(routes: readonly Route[]): Promise<ItemEnd<Route, CostTimeRow>[]>;
  /**
   * Waybills in any form; one that cannot be a waybill is refused (4014) without spoiling the
   * others.
   */
  airCargo(waybills: readonly string[], lang: string | null): Promise<ItemEnd<string, AirTracking>[]>;
}

/**
 * The list endpoints of a client for lists of any length. Its pace, attempts and time limits are
 * the client's, call by call.
 */
export function bulkOf(client: TrackingClient): TrackingBulk {
  return {
    create: (items) =>
      inChunks(items, limitOf("createTrackings"), client.createTrackings, ({ results }, item, index) =>
        batchEnd(item, results[index]),
      ),
    update: (items) =>
      inChunks(items, limitOf("updateTrackings"), client.updateTrackings, ({ results }, item, index) =>
        pairEnd(item, results[index]),
      ),
    delete: (items) =>
      inChunks(items, limitOf("deleteTrackings"), client.deleteTrackings, ({ results }, item, index) =>
        pairEnd(item, results[index]),
      ),
    stop: (items) =>
      inChunks(items, limitOf("stopTrackings"), client.stopTrackings, ({ results }, item, index) =>
        pairEnd(item, results[index]),
      ),
    find: (numbers) => {
      const list = (chunk: readonly string[]) =>
        client.listTrackings({ numbers: [...chunk], page: 1, limit: limitOf("listTrackings") });
      return inChunks(numbers, filterLimit, list, foundEnd);
    },
    checkRemote: (places) => inChunks(places, limitOf("checkRemote"), client.checkRemote, remoteEnd),
    costTimes: (routes) => inChunks(routes, limitOf("getCostTimes"), client.getCostTimes, costTimeEnd),
    airCargo: (waybills, lang) => airCargo(client, waybills, lang),
  };
}

function limitOf(name: EndpointName): number {
  const { limit } = endpoints[name];
  if (limit === null) throw new RangeError(`${name} takes no list`);
  return limit;
}

/**
 * Refusals that would meet every further call of the same kind: the key, the money, the pace, the
 * endpoint itself.
 */
const endsEverything: ReadonlySet<number> = new Set([401, 402, 403, 404, 405, 429, 4001, 4002, 4018, 4019, 4021]);

async function inChunks<Item, Answer, Value>(
  items: readonly Item[],
  limit: number,
  call: (chunk: readonly Item[]) => Promise<CallResult<Answer>>,
  settle: (answer: Answer, item: Item, index: number, chunk: readonly Item[]) => ItemEnd<Item, Value>,
): Promise<ItemEnd<Item, Value>[]> {
  const ends: ItemEnd<Item, Value>[] = [];
  for (let start = 0; start < items.length; start += limit) {
    const chunk = items.slice(start, start + limit);
    const result = await call(chunk);
    if (result.kind === "ok") {
      ends.push(...chunk.map((item, index) => settle(result.data, item, index, chunk)));
      continue;
    }
    ends.push(...chunk.map((item) => failedEnd(item, result)));
    const refused = refusalOf(result);
    if (refused === null || !endsEverything.has(refused.code)) continue;
    ends.push(...items.slice(start + limit).map((item) => refusedEnd(item, refused, false)));
    return ends;
  }
  return ends;
}

interface Refusal {
  code: number;
  message: string;
}

type Failed = Exclude<CallResult<unknown>, { kind: "ok" }>;

/** What the API said no to; null where nobody knows whether it carried the call out. */
function refusalOf(result: Failed): Refusal | null {
  if (result.kind === "rate-limited") return { code: 429, message: apiCodes[429].message };
  return result.kind === "api-error" && isAnswered(result) ? result : null;
}

function failedEnd<Item>(item: Item, result: Failed): ItemEnd<Item, never> {
  const refused = refusalOf(result);
  if (refused !== null) return refusedEnd(item, refused, true);
  return { item, end: "unknown", reason: "reason" in result ? result.reason : "http" };
}

function refusedEnd<Item>(item: Item, { code, message }: Refusal, sent: boolean): ItemEnd<Item, never> {
  return { item, end: "refused", code, message, sent };
}

function notReported<Item>(item: Item): ItemEnd<Item, never> {
  return { item, end: "unknown", reason: "missing-from-answer" };
}

function batchEnd(item: CreateRequest, result: BatchResult | undefined): ItemEnd<CreateRequest, BatchResult> {
  if (result?.outcome === "added") return { item, end: "done", value: result };
  if (result === undefined || result.code === null) return notReported(item);
  return refusedEnd(item, { code: result.code, message: result.message }, true);
}

function pairEnd<Item extends TrackingPair>(item: Item, result: PairResult | undefined): ItemEnd<Item, PairResult> {
  if (result?.outcome === "done") return { item, end: "done", value: result };
  if (result === undefined || result.code === null) return notReported(item);
  return refusedEnd(item, { code: result.code, message: result.message }, true);
}

/** "Not there" is only said of a page that was read to its end. */
function foundEnd({ items, total, unreadableItems }: TrackingPage, item: string): ItemEnd<string, TrackingItem[]> {
  const found = items.filter((entry) => numberKey(entry.tracking_number) === numberKey(item));
  const isWhole = unreadableItems === 0 && (total ?? 0) <= items.length;
  return found.length > 0 || isWhole ? { item, end: "done", value: found } : notReported(item);
}

/**
 * Rows are told by place, not in order. One that belongs to no place may be anybody's, so then only
 * places with rows are known.
 */
function remoteEnd(
  { remote }: RemoteAreas,
  item: Place,
  _index: number,
  chunk: readonly Place[],
): ItemEnd<Place, RemoteRow[]> {
  const rows = remote.filter((row) => isAboutPlace(row, item));
  const allPlaced = remote.every((row) => chunk.some((place) => isAboutPlace(row, place)));
  return rows.length > 0 || allPlaced ? { item, end: "done", value: rows } : notReported(item);
}

function isAboutPlace(row: RemoteRow, { country, postcode, company }: Place): boolean {
  const isThere = isSame(row.two_code, country) || isSame(row.far_country, country);
  const isAsked = company === null || isSame(row.far_express_company, company);
  return isThere && isAsked && isSame(row.far_city_postcode, postcode);
}

const isSame = (one: string, other: string) => numberKey(one) === numberKey(other);

function costTimeEnd(rows: readonly CostTimeRow[], item: Route): ItemEnd<Route, CostTimeRow> {
  const row = rows.find(
    ({ carrier_code: carrier, original, destination }) =>
      isSame(carrier, item.carrierCode) &&
      isSame(original, item.originCode) &&
      isSame(destination, item.destinationCode),
  );
  return row === undefined ? notReported(item) : { item, end: "done", value: row };
}

async function airCargo(
  client: TrackingClient,
  waybills: readonly string[],
  lang: string | null,
): Promise<ItemEnd<string, AirTracking>[]> {
  // Every waybill costs: one that was given twice is asked for once.
  const keys = [...new Set(waybills.map(waybillKey).filter((key) => key !== null))];
  const track = (chunk: readonly string[]) => client.trackAirCargo({ waybills: chunk, lang });
  const ends = await inChunks(keys, limitOf("trackAirCargo"), track, (reported, key): ItemEnd<string, AirTracking> => {
    const value = reported[key];
    return value === undefined ? notReported(key) : { item: key, end: "done", value };
  });
  const byKey = new Map(ends.map((end) => [end.item, end]));
  return waybills.map((item) => {
    const end = byKey.get(waybillKey(item) ?? "");
    return end === undefined
      ? refusedEnd(item, { code: 4014, message: apiCodes[4014].message }, false)
      : { ...end, item };
  });
}
