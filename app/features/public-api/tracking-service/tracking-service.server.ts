import {
  admitCall,
  findApiKeys,
  isUseDue,
  noteKeyUse,
  type KnownKey,
} from "~/features/public-api/keys/api-keys.queries.server";
import { isRefusedByDatabase } from "~/platform/database/client.server";
import { checkpointsOf, type StoredCheckpoint } from "~/features/shipments/tracking-state.queries.server";
import type { TrackingName } from "~/features/shipments/tracking-changes.queries.server";
import { countStatuses } from "~/features/shipments/status-counts.queries.server";
import { findTrackings, trackingsById, type TrackingRow } from "~/features/shipments/trackings.queries.server";
import { listTrackings } from "~/features/shipments/tracking-list.queries.server";
import { courierName } from "~/domain/carriers/catalogue";
import type { CarrierDirectory } from "~/domain/carriers/directory";
import { detectCouriers } from "~/domain/carriers/detect";
import { orderNameKey } from "~/domain/orders/order-name";
import { numberKey } from "~/domain/tracking/number";
import { wholeDirectory } from "~/features/carriers/account-carriers.server";
import type { Services } from "~/features/services.server";
import { remoteCheckFifths } from "~/tracking-api/contract/limits";
import type { ApiCaller, CarrierRecord, TrackingRecord, TrackingService } from "~/tracking-api/server/service";
import { airCargo } from "./air-cargo.server";
import { askNow } from "./ask-now.server";
import { openProvider } from "./ask-provider.server";
import { askForPrice } from "./charged-question.server";
import { changeCarrier } from "./change-carrier.server";
import { costTimes } from "./cost-times.server";
import { changeTrackings } from "./change-trackings.server";
import { createPrepared, prepareCreates, type PreparedCreate } from "./create-trackings.server";
import { groupedWork } from "~/platform/grouped-work";
import { removeTrackings, stopFollowing } from "./remove-trackings.server";
import { readUserInfo } from "./user-info.server";
import { carriersOfTrackings, trackingRecord } from "./tracking-record.server";

type Deps = Pick<Services, "db" | "vault" | "clock" | "systemClock" | "log" | "jobs" | "providerFor" | "handedIn">;

interface NamedOf extends TrackingName {
  accountId: string;
}

interface Creating {
  accountId: string;
  writes: PreparedCreate[];
}

/** How far ahead of its pace a call may arrive: the jitter of a network, not a second call. */
const EARLY_MS = 500;
/**
 * Numbers in one transaction, and look-ups in one statement: larger groups would only wait longer.
 */
const CREATES_AT_ONCE = 1000;
const LOOK_UPS_AT_ONCE = 100;

/**
 * The served API over the accounts' own shipments: every method reads and writes only what belongs
 * to the caller's account.
 */
export function createTrackingService(deps: Deps): TrackingService {
  const { db, vault, systemClock } = deps;
  const limits = new WeakMap<ApiCaller, KnownKey>();

  const records = async (accountId: string, rows: TrackingRow[]): Promise<TrackingRecord[]> => {
    const byShipment = new Map<string, StoredCheckpoint[]>(rows.map((row) => [row.shipmentId, []]));
    for (const checkpoint of await checkpointsOf(db, [...byShipment.keys()])) {
      byShipment.get(checkpoint.shipmentId)?.push(checkpoint);
    }
    const carriers = await carriersOfTrackings(db, accountId, rows);
    return rows.map((row) => trackingRecord(vault, row, byShipment.get(row.shipmentId) ?? [], carriers));
  };

  const recordsById = async (accountId: string, rows: TrackingRow[]) =>
    new Map((await records(accountId, rows)).map((record, index) => [rows[index]?.shipmentId, record]));

  const findKey = groupedWork((keys: readonly string[]) => findApiKeys(db, vault, keys), {
    keyOf: () => "all",
    limit: LOOK_UPS_AT_ONCE,
  });

  const findRecord = groupedWork(
    async (names: readonly NamedOf[], accountId) => {
      const found = await findTrackings(db, accountId, names);
      const recordOf = await recordsById(
        accountId,
        found.filter((row) => row !== null),
      );
      return found.map((row) => row && (recordOf.get(row.shipmentId) ?? null));
    },
    { keyOf: ({ accountId }) => accountId, limit: LOOK_UPS_AT_ONCE },
  );
  const find = (accountId: string, courierCode: string, number: string) =>
    findRecord({ accountId, courierCode, numberKey: numberKey(number) });

  // An account with a quota is locked while it creates: one by one, its calls would queue for each
  // other's commits, and each commit with a job waits for a NOTIFY.
  const create = groupedWork(
    async (calls: readonly Creating[], accountId) => {
      const outcomes = await createPrepared(
        deps,
        accountId,
        calls.flatMap(({ writes }) => writes),
      );
      let end = 0;
      return calls.map(({ writes }) => outcomes.slice(end, (end += writes.length)));
    },
    {
      keyOf: ({ accountId }) => accountId,
      limit: CREATES_AT_ONCE,
      weigh: ({ writes }) => writes.length,
      mayBeFaultOfOne: isRefusedByDatabase,
    },
  );

  return {
    async authenticate(apiKey) {
      const key = await findKey(apiKey);
      if (!key) return "unknown";
      if (key.revoked) return "revoked";
      const now = systemClock.now();
      if (isUseDue(key, now)) await noteKeyUse(db, key.keyId, now);
      const caller: ApiCaller = { accountId: key.accountId, keyId: key.keyId };
      limits.set(caller, key);
      return caller;
    },
    async admit(caller) {
      const key = limits.get(caller);
      if (!key) return "too-fast";
      return (await admitCall(db, key, { now: systemClock.now(), earlyMs: EARLY_MS })) ? "allowed" : "too-fast";
    },
    create: async ({ accountId }, requests) =>
      create({ accountId, writes: await prepareCreates(deps, accountId, requests) }),
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
      const met = await changeTrackings(deps, caller.accountId, changes);
      const ids = [...new Set(met.filter((id) => id !== null))];
      const rows = await trackingsById(db, caller.accountId, ids);
      const printed = await recordsById(caller.accountId, rows);
      return met.map((id) => (id === null ? null : (printed.get(id) ?? null)));
    },
    remove: (caller, pairs) => removeTrackings(deps, caller.accountId, pairs),
    stopFollowing: (caller, pairs) => stopFollowing(deps, caller.accountId, pairs),
    async realtime(caller, request) {
      const outcome = await askNow(deps, caller.accountId, request);
      if (outcome.kind === "refused") return outcome;
      const record = await find(caller.accountId, request.carrierCode, request.number);
      return record ? { kind: "asked", record } : { kind: "refused", code: 4031 };
    },
    changeCarrier: (caller, change) => changeCarrier(deps, caller.accountId, change),
    costTimes: (caller, routes) => costTimes(deps, caller.accountId, routes),
    async remoteAreas(caller, places) {
      const opened = await openProvider(deps, caller.accountId);
      if ("kind" in opened) return opened;
      return askForPrice(deps, opened, places.length * remoteCheckFifths, (provider) => provider.remoteAreas(places));
    },
    airCargo: (caller, waybills, lang) => airCargo(deps, caller.accountId, { waybills, lang }),
    countByStatus: (caller, query) => countStatuses(db, caller.accountId, query),
    detect: (number, lang) =>
      Promise.resolve(
        detectCouriers(numberKey(number)).map(({ courierCode }) => ({
          name: courierName(courierCode, lang ?? "en"),
          code: courierCode,
        })),
      ),
    userInfo: (caller) => readUserInfo(deps, caller.accountId),
    carriers: async (caller, lang) => carrierRecords(await wholeDirectory(db, caller.accountId), lang),
  };
}

/**
 * The couriers an account can track with: a merchant's own carriers cannot be followed, and
 * are left out.
 */
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
