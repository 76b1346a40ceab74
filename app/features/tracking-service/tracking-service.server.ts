import { admitCall, findApiKey, noteKeyUse, type KnownKey } from "~/db/api-keys.server";
import { checkpointsOf, type StoredCheckpoint } from "~/db/tracking-state.server";
import { countStatuses } from "~/db/status-counts.server";
import { findTracking, listTrackings, trackingsById, type TrackingRow } from "~/db/trackings.server";
import { courierName } from "~/domain/carriers/catalogue";
import type { CarrierDirectory } from "~/domain/carriers/directory";
import { detectCouriers } from "~/domain/carriers/detect";
import { orderNameKey } from "~/domain/orders/order-name";
import { numberKey } from "~/domain/tracking/number";
import { wholeDirectory } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/services.server";
import { remoteCheckFifths } from "~/tracking-api/contract/limits";
import type { ApiCaller, CarrierRecord, TrackingRecord, TrackingService } from "~/tracking-api/server/service";
import { airCargo } from "./air-cargo.server";
import { askNow } from "./ask-now.server";
import { openProvider } from "./ask-provider.server";
import { askForPrice } from "./charged-question.server";
import { changeCarrier } from "./change-carrier.server";
import { costTimes } from "./cost-times.server";
import { changeTrackings } from "./change-trackings.server";
import { createTrackings } from "./create-trackings.server";
import { groupCreates } from "./grouped-creates.server";
import { removeTrackings, stopFollowing } from "./remove-trackings.server";
import { readUserInfo } from "./user-info.server";
import { carriersOfTrackings, trackingRecord } from "./tracking-record.server";

type Parts = Pick<Services, "db" | "vault" | "clock" | "wallClock" | "log" | "jobs" | "providerFor">;

/** How far ahead of its pace a call may arrive: the jitter of a network, not a second call. */
const EARLY_MS = 500;

/** The served API over the accounts' own shipments: every method reads and writes only what belongs to the caller's account. */
export function createTrackingService(parts: Parts): TrackingService {
  const { db, vault, clock, wallClock } = parts;
  const limits = new WeakMap<ApiCaller, KnownKey>();
  const create = groupCreates((accountId, requests) => createTrackings(parts, accountId, requests));

  const records = async (accountId: string, rows: TrackingRow[]): Promise<TrackingRecord[]> => {
    const byShipment = new Map<string, StoredCheckpoint[]>(rows.map((row) => [row.shipmentId, []]));
    for (const checkpoint of await checkpointsOf(db, [...byShipment.keys()])) {
      byShipment.get(checkpoint.shipmentId)?.push(checkpoint);
    }
    const carriers = await carriersOfTrackings(db, accountId, rows);
    return rows.map((row) => trackingRecord(vault, row, byShipment.get(row.shipmentId) ?? [], carriers));
  };

  const find = async (accountId: string, courierCode: string, number: string) => {
    const row = await findTracking(db, accountId, { courierCode, numberKey: numberKey(number) });
    return row && ((await records(accountId, [row]))[0] ?? null);
  };

  return {
    async authenticate(apiKey) {
      const key = await findApiKey(db, vault, apiKey);
      if (!key) return "unknown";
      if (key.revoked) return "revoked";
      await noteKeyUse(db, key.keyId, wallClock.now());
      const caller: ApiCaller = { accountId: key.accountId, keyId: key.keyId };
      limits.set(caller, key);
      return caller;
    },
    async admit(caller) {
      const key = limits.get(caller);
      if (!key) return "too-fast";
      return (await admitCall(db, key, { now: clock.now(), earlyMs: EARLY_MS })) ? "allowed" : "too-fast";
    },
    create: (caller, requests) => create(caller.accountId, requests),
    get: (caller, carrierCode, number) => find(caller.accountId, carrierCode, number),
    async list(caller, query) {
      const filter = {
        ...query,
        numberKeys: query.numbers?.map(numberKey) ?? null,
        orderNameKeys: query.orders?.map(orderNameKey) ?? null,
      };
      const page = { offset: (query.page - 1) * query.limit, limit: query.limit };
      const { total, rows } = await listTrackings(db, caller.accountId, filter, page);
      return { total, items: await records(caller.accountId, rows) };
    },
    async update(caller, changes) {
      const met = await changeTrackings(parts, caller.accountId, changes);
      const ids = [...new Set(met.filter((id) => id !== null))];
      const rows = await trackingsById(db, caller.accountId, ids);
      const printed = new Map(
        (await records(caller.accountId, rows)).map((record, index) => [rows[index]?.shipmentId, record]),
      );
      return met.map((id) => (id === null ? null : (printed.get(id) ?? null)));
    },
    remove: (caller, pairs) => removeTrackings(parts, caller.accountId, pairs),
    stopFollowing: (caller, pairs) => stopFollowing(parts, caller.accountId, pairs),
    async realtime(caller, request) {
      const outcome = await askNow(parts, caller.accountId, request);
      if (outcome.kind === "refused") return outcome;
      const record = await find(caller.accountId, request.carrierCode, request.number);
      return record ? { kind: "asked", record } : { kind: "refused", code: 4031 };
    },
    changeCarrier: (caller, change) => changeCarrier(parts, caller.accountId, change),
    costTimes: (caller, routes) => costTimes(parts, caller.accountId, routes),
    async remoteAreas(caller, places) {
      const opened = await openProvider(parts, caller.accountId);
      if ("kind" in opened) return opened;
      return askForPrice(parts, opened, places.length * remoteCheckFifths, (provider) => provider.remoteAreas(places));
    },
    airCargo: (caller, waybills, lang) => airCargo(parts, caller.accountId, { waybills, lang }),
    countByStatus: (caller, query) => countStatuses(db, caller.accountId, query),
    detect: (number, lang) =>
      Promise.resolve(
        detectCouriers(numberKey(number)).map(({ courierCode }) => ({
          name: courierName(courierCode, lang ?? "en"),
          code: courierCode,
        })),
      ),
    userInfo: (caller) => readUserInfo(parts, caller.accountId),
    carriers: async (caller, lang) => carrierRecords(await wholeDirectory(db, caller.accountId), lang),
  };
}

/** The couriers an account can track with: a merchant's own carriers are nobody's to follow, and are left out. */
function carrierRecords(directory: CarrierDirectory, lang: string | null): CarrierRecord[] {
  return directory.couriers().map((courier) => ({
    code: courier.code,
    name: directory.name(courier.code, lang ?? "en"),
    nameLocal: courier.nameLocal,
    phone: courier.phone ?? "",
    homepage: courier.homepage ?? "",
    type: courier.type === "globalpost" ? "globalpost" : "express",
    picture: courier.picture ?? "",
  }));
}
