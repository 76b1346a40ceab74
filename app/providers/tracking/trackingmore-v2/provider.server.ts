import { createTrackingClient, type TrackingClient } from "~/tracking-api/client/client";
import type { Brand } from "~/tracking-api/contract/brands";
import type { BatchSettlement } from "~/tracking-api/contract/batch";
import { endpoints, type EndpointName } from "~/tracking-api/contract/endpoints";
import { batchLimit, filterLimit, pageLimit } from "~/tracking-api/contract/limits";
import type { TrackingPage } from "~/tracking-api/contract/list";
import type { TrackingPair } from "~/tracking-api/contract/pair";
import { pairKey } from "~/tracking-api/contract/words";
import { failed, unlessRefused } from "../failures";
import type {
  LookUpAnswer,
  ProviderConnection,
  QuotaAnswer,
  RegisterAnswer,
  RegistrationItem,
  TrackingKey,
  TrackingProvider,
  TrackingProviderKind,
} from "../port";
import { failureOf, isUnknownNumberCode } from "./codes";
import { toCarrier, toCreateRequest, toOutcome, toUpdate } from "./mapping";

/** The kinds this adapter speaks for: one API under two names (SPEC §1, §11). */
export type V2Kind = Extract<TrackingProviderKind, "trackingmore-v2" | "trackru-v1"> & Brand;

/** TrackingMore v2 and its sisters, through the typed client. One call per method, never repeated here. */
export function trackingMoreV2Provider(kind: V2Kind, connection: ProviderConnection): TrackingProvider {
  const client = createTrackingClient({ brand: kind, ...connection });
  const has = (name: EndpointName) => endpoints[name].brands.some((brand) => brand === kind);
  return {
    kind,
    capabilities: {
      registers: true,
      listsChanges: true,
      batchSize: batchLimit,
      numbersPerQuery: filterLimit,
      pageSize: pageLimit,
    },
    register: (items) => register(client, items),
    lookUp: (keys) => lookUp(client, keys),

    async changesSince({ since, page, pageSize }) {
      const updatedAt = { min: since, max: null };
      const result = await client.listTrackings({ updatedAt, page, limit: pageSize });
      if (result.kind !== "ok") return failureOf(result);
      const { items, total, unreadableItems } = result.data;
      const more = items.length + unreadableItems >= pageSize;
      return { kind: "page", updates: items.map(toUpdate), more, total, unreadableItems };
    },

    async read({ number, courierCode }) {
      const result = await client.getTracking({ number, carrierCode: courierCode, lang: null });
      if (result.kind === "ok") return { kind: "read", update: toUpdate(result.data) };
      const unknown = result.kind === "api-error" && isUnknownNumberCode(result.code);
      return unknown ? { kind: "unknown-number" } : failureOf(result);
    },

    async readNow({ number, courierCode }) {
      const result = await client.getRealtime({ number, carrierCode: courierCode, keepCarrier: true });
      if (result.kind === "ok") {
        return result.data === null ? { kind: "unknown-number" } : { kind: "read", update: toUpdate(result.data) };
      }
      const unknown = result.kind === "api-error" && isUnknownNumberCode(result.code);
      return unknown ? { kind: "unknown-number" } : failureOf(result);
    },

    async changeCourier(key, courierCode) {
      if (!has("changeCarrier")) return { kind: "not-offered" };
      const result = await client.changeCarrier({ ...toPair(key), newCarrierCode: courierCode });
      if (result.kind === "ok") return { kind: "changed" };
      if (result.kind === "api-error" && isUnknownNumberCode(result.code)) return { kind: "unknown-number" };
      return unlessRefused(failureOf(result));
    },

    async remoteAreas(places) {
      if (!has("checkRemote")) return { kind: "not-offered" };
      const result = await client.checkRemote(places);
      return result.kind === "ok" ? { kind: "areas", areas: result.data } : unlessRefused(failureOf(result));
    },

    async airCargo(waybills, lang) {
      if (!has("trackAirCargo")) return { kind: "not-offered" };
      const result = await client.trackAirCargo({ waybills, lang });
      return result.kind === "ok" ? { kind: "waybills", waybills: result.data } : unlessRefused(failureOf(result));
    },

    async test() {
      const result = await client.listTrackings({ page: 1, limit: 1 });
      return result.kind === "ok" ? { kind: "works" } : failureOf(result);
    },

    async carriers() {
      const result = await client.listCarriers({ lang: "en" });
      return result.kind === "ok" ? { kind: "carriers", carriers: result.data.map(toCarrier) } : failureOf(result);
    },

    async stopFollowing(keys) {
      if (!has("stopTrackings")) return { kind: "not-offered" };
      const result = await client.stopTrackings(keys.map(toPair));
      return result.kind === "ok" ? { kind: "stopped" } : unlessRefused(failureOf(result));
    },

    async quota() {
      if (!has("getUserInfo")) return { kind: "not-offered" };
      return toQuota(await client.getUserInfo({}));
    },
  };
}

function toQuota(result: Awaited<ReturnType<TrackingClient["getUserInfo"]>>): QuotaAnswer {
  if (result.kind === "ok") {
    const remaining = result.data.track_number;
    return remaining === null
      ? { kind: "not-offered" }
      : { kind: "quota", remaining: Math.max(0, Math.floor(remaining)) };
  }
  return unlessRefused(failureOf(result));
}

function toPair({ number, courierCode }: TrackingKey): TrackingPair {
  return { number, carrierCode: courierCode };
}

async function register(client: TrackingClient, items: readonly RegistrationItem[]): Promise<RegisterAnswer> {
  if (items.length > batchLimit) throw new RangeError(`${items.length} items in a batch of ${batchLimit}`);
  if (items.length === 0) return { kind: "settled", results: [], oddities: [] };
  const result = await client.createTrackings(items.map(toCreateRequest));
  if (result.kind !== "ok") return failureOf(result);
  const outcomes = result.data.results.map(toOutcome);
  return {
    kind: "settled",
    results: items.map((item, index) => ({ item, outcome: outcomes[index] ?? { kind: "unknown" } })),
    oddities: odditiesOf(result.data),
  };
}

function odditiesOf({ neverSent, repeated, unreadableEntries }: BatchSettlement): string[] {
  return [
    ...neverSent.map((pair) => `answered but never sent: ${pair}`),
    ...repeated.map((pair) => `answered more than once: ${pair}`),
    ...(unreadableEntries > 0 ? [`entries without a readable number: ${unreadableEntries}`] : []),
  ];
}

async function lookUp(client: TrackingClient, keys: readonly TrackingKey[]): Promise<LookUpAnswer> {
  if (keys.length > filterLimit) throw new RangeError(`${keys.length} numbers in a query of ${filterLimit}`);
  if (keys.length === 0) return { kind: "settled", found: [], underOtherCourier: [], missing: [] };
  const result = await client.listTrackings({ numbers: keys.map(({ number }) => number), page: 1, limit: pageLimit });
  if (result.kind !== "ok") return failureOf(result);
  return isWhole(result.data)
    ? settleLookUp(keys, result.data)
    : failed("unreadable", "part of the look-up is missing");
}

/** "Missing" leads to another create, which may cost quota: it is only said of an answer that was read to the end. */
function isWhole({ items, total, unreadableItems }: TrackingPage): boolean {
  return unreadableItems === 0 && (total ?? 0) <= items.length && items.length < pageLimit;
}

function settleLookUp(keys: readonly TrackingKey[], { items }: TrackingPage): LookUpAnswer {
  const asked = new Set(keys.map(({ number, courierCode }) => pairKey(number, courierCode)));
  const { found = [], other = [] } = Object.groupBy(items, (item) =>
    asked.has(pairKey(item.tracking_number, item.carrier_code)) ? "found" : "other",
  );
  const there = new Set(found.map((item) => pairKey(item.tracking_number, item.carrier_code)));
  return {
    kind: "settled",
    found: found.map(toUpdate),
    underOtherCourier: other.map(toUpdate),
    missing: keys.filter(({ number, courierCode }) => !there.has(pairKey(number, courierCode))),
  };
}
