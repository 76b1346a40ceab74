import { createTrackingClient, type TrackingClient } from "~/tracking-api/client/client";
import type { Brand } from "~/tracking-api/contract/brands";
import { endpoints, type EndpointName } from "~/tracking-api/contract/endpoints";
import { batchLimit, filterLimit, pageLimit } from "~/tracking-api/contract/limits";
import type { TrackingPage } from "~/tracking-api/contract/list";
import type { TrackingPair } from "~/tracking-api/contract/pair";
import { unlessRefused } from "~/providers/tracking/port/failures";
import type {
  ProviderConnection,
  QuotaAnswer,
  TrackingKey,
  TrackingProvider,
  TrackingProviderKind,
} from "~/providers/tracking/port/tracking-provider";
import { lookUpInOneCall, registerInOneCall, type LookedUp } from "~/providers/tracking/port/settle";
import { failureOf, isUnknownNumberCode } from "./codes";
import { toCarrier, toCreateRequest, toOutcome, toUpdate } from "./mapping";

/** The kinds this adapter speaks for: one API under two names. */
export type V2Kind = Extract<TrackingProviderKind, "trackingmore-v2" | "trackru-v1"> & Brand;

/**
 * TrackingMore v2 and its sisters, through the typed client. One call per method, never repeated
 * here.
 */
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
      waybillsPerCall: batchLimit,
      // "1 request a second".
      paceIntervalMs: 1_000,
    },
    register: (items) =>
      registerInOneCall(items, {
        create: (sent) => client.createTrackings(sent.map(toCreateRequest)),
        toOutcome,
        failureOf,
      }),
    lookUp: (keys) => lookUpInOneCall(keys, (numbers) => lookUp(client, numbers)),

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

    async carriers(lang = "en") {
      const result = await client.listCarriers({ lang });
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

async function lookUp(client: TrackingClient, numbers: string[]): Promise<LookedUp> {
  const result = await client.listTrackings({ numbers, page: 1, limit: pageLimit });
  if (result.kind !== "ok") return failureOf(result);
  return { kind: isWhole(result.data) ? "all" : "part", updates: result.data.items.map(toUpdate) };
}

function isWhole({ items, total, unreadableItems }: TrackingPage): boolean {
  return unreadableItems === 0 && (total ?? 0) <= items.length && items.length < pageLimit;
}
