import { batchLimit, filterLimit } from "~/tracking-api/contract/limits";
import { pairKey } from "~/tracking-api/contract/words";
import { failed } from "~/providers/tracking/port/failures";
import type {
  AirCargoAnswer,
  ChangeCourierAnswer,
  ProviderConnection,
  ReadAnswer,
  TrackingKey,
  TrackingProvider,
} from "~/providers/tracking/port/tracking-provider";
import { lookUpInOneCall, registerInOneCall, type LookedUp } from "~/providers/tracking/port/settle";
import { toCreateRequest } from "../trackingmore-v2/mapping";
import { trackingMoreV4Client, type TrackingMoreV4Client, type V4ListAsk, type V4Page } from "./client";
import { failureOf, isUnknownNumberCode, isUnknownWaybillCode } from "./codes";
import { toOutcome, toUpdate } from "./mapping";

/** v4 documents no default and no maximum; 100 is what every version gives. */
const pageSize = 100;

/** 10 calls a second are allowed on each path used here; "throttle well below", 8 a second. */
const paceIntervalMs = 125;

const notOffered = async () => ({ kind: "not-offered" }) as const;

/**
 * TrackingMore v4. It has no call for asking a carrier now, remote areas, the quota left, or an end
 * of following : those are not offered. A change of courier goes by the provider's id, which is
 * looked up first; the two calls use two paths, and each path has its own rate.
 */
export function trackingMoreV4Provider(connection: ProviderConnection): TrackingProvider {
  const client = trackingMoreV4Client(connection);
  return {
    kind: "trackingmore-v4",
    capabilities: {
      registers: true,
      listsChanges: true,
      batchSize: batchLimit,
      numbersPerQuery: filterLimit,
      pageSize,
      waybillsPerCall: 1,
      paceIntervalMs,
    },
    register: (items) =>
      registerInOneCall(items, {
        create: (sent) => client.createTrackings(sent.map(toCreateRequest)),
        toOutcome,
        failureOf,
      }),
    lookUp: (keys) => lookUpInOneCall(keys, (numbers) => lookUp(client, numbers)),

    async changesSince({ since, page, pageSize: size }) {
      const result = await client.listTrackings({ ...everything, updatedSince: since, page, pageSize: size });
      if (result.kind !== "ok") return failureOf(result);
      const { items, unreadableItems } = result.data;
      // No total is told: a page that is not full is the last one.
      const more = items.length + unreadableItems >= size;
      return { kind: "page", updates: items.map(toUpdate), more, total: null, unreadableItems };
    },

    read: (key) => read(client, key),
    readNow: notOffered,
    changeCourier: (key, courierCode) => changeCourier(client, key, courierCode),
    remoteAreas: notOffered,
    airCargo: (waybills) => airCargo(client, waybills),

    async test() {
      // Free, and fails on a wrong key.
      const result = await client.listCouriers();
      return result.kind === "ok" ? { kind: "works" } : failureOf(result);
    },

    async carriers() {
      const result = await client.listCouriers();
      return result.kind === "ok" ? { kind: "carriers", carriers: result.data } : failureOf(result);
    },

    stopFollowing: notOffered,
    quota: notOffered,
  };
}

const everything: V4ListAsk = { numbers: null, courierCode: null, updatedSince: null, page: 1, pageSize };

async function lookUp(client: TrackingMoreV4Client, numbers: string[]): Promise<LookedUp> {
  // A number with a comma would be read as two; none can have been registered, so leaving it out is
  // to find nothing.
  const askable = numbers.filter((number) => !number.includes(","));
  if (askable.length === 0) return { kind: "all", updates: [] };
  const result = await client.listTrackings({ ...everything, numbers: askable });
  if (result.kind !== "ok") return failureOf(result);
  return { kind: isWhole(result.data) ? "all" : "part", updates: result.data.items.map(toUpdate) };
}

/**
 * Whether a page is all there is. Should v4 say "never created" of forty numbers because of one,
 * the others are created again, which costs nothing and answers that they exist.
 */
function isWhole({ items, unreadableItems }: V4Page): boolean {
  return unreadableItems === 0 && items.length < pageSize;
}

/** The pair among what the list has under its number; the courier filter alone is not relied on. */
async function read(client: TrackingMoreV4Client, key: TrackingKey): Promise<ReadAnswer> {
  const { number, courierCode } = key;
  if (number.includes(",")) return { kind: "unknown-number" };
  const result = await client.listTrackings({ ...everything, numbers: [number], courierCode });
  if (result.kind !== "ok") return failureOf(result);
  const found = result.data.items.find(
    (item) => pairKey(item.tracking_number, item.courier_code) === pairKey(number, courierCode),
  );
  if (found !== undefined) return { kind: "read", update: toUpdate(found) };
  return isWhole(result.data) ? { kind: "unknown-number" } : failed("unreadable", "part of the list is missing");
}

async function changeCourier(
  client: TrackingMoreV4Client,
  key: TrackingKey,
  courierCode: string,
): Promise<ChangeCourierAnswer> {
  const known = await read(client, key);
  if (known.kind !== "read") return known;
  const { providerId } = known.update;
  if (providerId === null) return failed("unreadable", "the tracking has no id");
  const result = await client.changeCourier(providerId, courierCode);
  if (result.kind === "ok") return { kind: "changed" };
  const unknown = result.kind === "api-error" && isUnknownNumberCode(result.code);
  return unknown ? { kind: "unknown-number" } : failureOf(result);
}

async function airCargo(client: TrackingMoreV4Client, waybills: readonly string[]): Promise<AirCargoAnswer> {
  const [waybill, ...more] = waybills;
  if (more.length > 0) throw new RangeError(`${waybills.length} waybills in a call of one`);
  if (waybill === undefined) return { kind: "waybills", waybills: {} };
  const result = await client.trackWaybill(waybill);
  if (result.kind === "ok") return { kind: "waybills", waybills: { [waybill]: result.data } };
  const unknown = result.kind === "api-error" && isUnknownWaybillCode(result.code);
  return unknown ? { kind: "waybills", waybills: {} } : failureOf(result);
}
