import { numberKey, pairKey, type StatusWord } from "~/tracking-api/contract/words";
import { orderInstant } from "~/tracking-api/contract/times";
import type { TimeRange } from "~/tracking-api/contract/list";
import type { ProblemCode } from "~/tracking-api/contract/errors";
import type {
  AirTracking,
  ApiCaller,
  CarrierChange,
  CarrierRecord,
  CostTime,
  CountQuery,
  CreateOutcome,
  CreateRequest,
  ListQuery,
  Place,
  Refused,
  RemoteAreas,
  Route,
  TrackingChange,
  TrackingPair,
  TrackingRecord,
  TrackingService,
} from "~/tracking-api/server/service";

/** Couriers the memory knows; another code is 4015. */
export const memoryCarriers: CarrierRecord[] = [
  "china-post",
  "china-ems",
  "usps",
  "dhl",
  "zto",
  "yanwen",
  "singapore-post",
].map((code) => ({
  code,
  name: code.toUpperCase(),
  nameLocal: null,
  phone: "1 800 225 5345",
  homepage: `https://carrier.example/${code}`,
  type: "express",
  picture: `//pictures.example/${code}.png`,
}));

/** A tracking service that forgets everything: accounts as given, one store per account. */
export class MemoryTrackingService implements TrackingService {
  readonly #keys: ReadonlyMap<string, ApiCaller | "revoked">;
  readonly #stores = new Map<string, TrackingRecord[]>();
  readonly #now: () => Date;
  readonly #askedFor = new Set<TrackingRecord>();
  #created = 0;

  /** Answers of `admit` to come; empty means allowed. */
  readonly admissions: ("allowed" | "too-fast")[] = [];
  /** Creates left before 4021. */
  quota = 1_000_000;
  /** What everything that asks the account's provider is refused with; null lets it through. */
  providerRefusal: ProblemCode | null = null;

  constructor(options: { keys: Record<string, ApiCaller | "revoked">; now: () => Date }) {
    this.#keys = new Map(Object.entries(options.keys));
    this.#now = options.now;
  }

  /** Changes one stored tracking, as an update of its story would. */
  change(accountId: string, number: string, changes: Partial<TrackingRecord>): void {
    const store = this.#store(accountId);
    const index = store.findIndex((record) => numberKey(record.number) === numberKey(number));
    const record = store[index];
    if (record === undefined) throw new Error(`${number} was never added`);
    store[index] = { ...record, ...changes };
  }

  async authenticate(apiKey: string) {
    return this.#keys.get(apiKey) ?? "unknown";
  }

  async admit() {
    return this.admissions.shift() ?? "allowed";
  }

  async create(caller: ApiCaller, requests: readonly CreateRequest[]): Promise<CreateOutcome[]> {
    return requests.map((request) => this.#createOne(this.#store(caller.accountId), request));
  }

  async get(caller: ApiCaller, carrierCode: string, number: string) {
    return this.#find(this.#store(caller.accountId), number, carrierCode) ?? null;
  }

  async list(caller: ApiCaller, query: ListQuery) {
    const fits = this.#store(caller.accountId).filter((record) => matches(record, query));
    const newestFirst = fits.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    const start = (query.page - 1) * query.limit;
    return { total: fits.length, items: newestFirst.slice(start, start + query.limit) };
  }

  async update(caller: ApiCaller, changes: readonly TrackingChange[]) {
    return changes.map((change) => {
      const record = this.#find(this.#store(caller.accountId), change.number, change.carrierCode);
      return record ? Object.assign(record, changed(record, change)) : null;
    });
  }

  async remove(caller: ApiCaller, pairs: readonly TrackingPair[]) {
    const store = this.#store(caller.accountId);
    return pairs.map(({ number, carrierCode }) => {
      const record = this.#find(store, number, carrierCode);
      if (record) store.splice(store.indexOf(record), 1);
      return record !== undefined;
    });
  }

  async stopFollowing(caller: ApiCaller, pairs: readonly TrackingPair[]) {
    return pairs.map(({ number, carrierCode }) => {
      const record = this.#find(this.#store(caller.accountId), number, carrierCode);
      if (record) record.following = false;
      return record !== undefined;
    });
  }

  async countByStatus(caller: ApiCaller, query: CountQuery) {
    const all = { ...noFilter, ...query };
    const fits = this.#store(caller.accountId).filter((record) => matches(record, all));
    const count = (status: StatusWord) => fits.filter((record) => record.status === status).length;
    const [pending, notfound, transit, pickup] = [
      count("pending"),
      count("notfound"),
      count("transit"),
      count("pickup"),
    ];
    const [delivered, undelivered] = [count("delivered"), count("undelivered")];
    const [exception, expired] = [count("exception"), count("expired")];
    return { pending, notfound, transit, pickup, delivered, undelivered, exception, expired };
  }

  async detect(number: string) {
    return /CN$/i.test(number.trim()) ? [{ name: "China Post", code: "china-post" }] : [];
  }

  async realtime(caller: ApiCaller, request: CreateRequest) {
    const store = this.#store(caller.accountId);
    const made = this.#createOne(store, request);
    if (made.kind === "refused" && made.code !== 4016) return made;
    if (this.providerRefusal !== null) return { kind: "refused" as const, code: this.providerRefusal };
    const record = this.#find(store, request.number, request.carrierCode);
    if (!record) throw new Error(`${request.number} was not added`);
    if (this.#askedFor.has(record)) return { kind: "refused" as const, code: 429 as const };
    this.#askedFor.add(record);
    return { kind: "asked" as const, record };
  }

  async changeCarrier(caller: ApiCaller, { number, carrierCode, newCarrierCode }: CarrierChange) {
    const refused = (code: ProblemCode) => ({ kind: "refused" as const, code });
    const store = this.#store(caller.accountId);
    const record = this.#find(store, number, carrierCode);
    const carrier = memoryCarriers.find(({ code }) => code === newCarrierCode.toLowerCase());
    if (!record) return refused(4017);
    if (!carrier) return refused(4015);
    const other = this.#find(store, number, carrier.code);
    if (other && other !== record) return refused(4016);
    if (this.providerRefusal !== null) return refused(this.providerRefusal);
    record.carrierCode = carrier.code;
    return { kind: "changed" as const };
  }

  async costTimes(_caller: ApiCaller, routes: readonly Route[]) {
    const isKnown = ({ carrierCode }: Route) => memoryCarriers.some(({ code }) => code === carrierCode.toLowerCase());
    if (!routes.every(isKnown)) return { kind: "refused" as const, code: 4015 as const };
    const times = routes.map((route): CostTime => ({
      route,
      total: 0,
      delivered: 0,
      shares: [0, 0, 0, 0, 0],
      averageDays: 0,
    }));
    return { kind: "times" as const, times };
  }

  async remoteAreas(
    _caller: ApiCaller,
    places: readonly Place[],
  ): Promise<{ kind: "areas"; areas: RemoteAreas } | Refused> {
    if (this.providerRefusal !== null) return { kind: "refused", code: this.providerRefusal };
    return { kind: "areas", areas: { other: [...places], remote: [] } };
  }

  async airCargo(_caller: ApiCaller, waybills: readonly string[]) {
    if (this.providerRefusal !== null) return { kind: "refused" as const, code: this.providerRefusal };
    return { kind: "waybills" as const, waybills: Object.fromEntries(waybills.map((key) => [key, quietWaybill(key)])) };
  }

  async userInfo() {
    return { email: "user@example.com", registeredAt: new Date("2019-01-01T00:00:00Z"), quotaLeft: this.quota };
  }

  async carriers(_caller: ApiCaller, _lang: string | null) {
    return memoryCarriers;
  }

  #store(accountId: string): TrackingRecord[] {
    const store = this.#stores.get(accountId) ?? [];
    this.#stores.set(accountId, store);
    return store;
  }

  #find(store: readonly TrackingRecord[], number: string, carrierCode: string): TrackingRecord | undefined {
    const wanted = pairKey(number, carrierCode);
    return store.find((record) => pairKey(record.number, record.carrierCode) === wanted);
  }

  #createOne(store: TrackingRecord[], request: CreateRequest): CreateOutcome {
    const carrier = memoryCarriers.find(({ code }) => code === request.carrierCode.toLowerCase());
    if (carrier === undefined) return { kind: "refused", code: 4015 };
    if (this.#find(store, request.number, carrier.code)) return { kind: "refused", code: 4016 };
    if (this.quota <= 0) return { kind: "refused", code: 4021 };
    this.quota -= 1;
    this.#created += 1;
    const id = this.#created.toString(16).padStart(32, "0");
    const createdAt = this.#now();
    store.push(newRecord(request, carrier, id, createdAt));
    return { kind: "created", id, createdAt, carrierCode: carrier.code };
  }
}

/** A waybill of which nobody has told anything. */
function quietWaybill(key: string): AirTracking {
  return {
    airline_info: { name: "", url: "", track_url: "" },
    return_data: {
      track_number: key,
      weight: "",
      piece: 0,
      origin: "",
      destination: "",
      status_number: 0,
      last_event: "",
      flight_info: {},
      track_info: [],
    },
  };
}

function newRecord(request: CreateRequest, carrier: CarrierRecord, id: string, createdAt: Date): TrackingRecord {
  return {
    id,
    number: request.number,
    carrierCode: carrier.code,
    status: "pending",
    substatus: null,
    following: true,
    archived: false,
    createdAt,
    updatedAt: null,
    orderCreateTime: request.orderCreateTime,
    orderId: request.orderId,
    title: request.title,
    comment: request.comment,
    customerName: request.customerName,
    customerEmail: request.customerEmail,
    customerPhone: request.customerPhone,
    logisticsChannel: request.logisticsChannel,
    originCountry: null,
    destinationCountry: null,
    destinationCode: request.destinationCode,
    origin: { carrierCode: carrier.code, weblink: carrier.homepage, phone: carrier.phone },
    destination: null,
    checkpoints: [],
  };
}

const noFilter: Pick<ListQuery, "status" | "archived" | "numbers" | "orders" | "updatedAt"> = {
  status: null,
  archived: null,
  numbers: null,
  orders: null,
  updatedAt: { min: null, max: null },
};

function changed(record: TrackingRecord, change: TrackingChange): Partial<TrackingRecord> {
  const status = change.status === "automatic" ? "pending" : change.status;
  return {
    title: change.title ?? record.title,
    logisticsChannel: change.logisticsChannel ?? record.logisticsChannel,
    customerName: change.customerName ?? record.customerName,
    customerEmail: change.customerEmail ?? record.customerEmail,
    customerPhone: change.customerPhone ?? record.customerPhone,
    orderId: change.orderId ?? record.orderId,
    destinationCode: change.destinationCode ?? record.destinationCode,
    archived: change.archived ?? record.archived,
    status: status ?? record.status,
  };
}

type MemoryQuery = typeof noFilter & Pick<ListQuery, "createdAt" | "orderCreatedAt">;

function matches(record: TrackingRecord, query: MemoryQuery): boolean {
  const orderedAt = orderInstant(record.orderCreateTime);
  return (
    (query.status === null || record.status === query.status) &&
    (query.archived === null || record.archived === query.archived) &&
    (query.numbers === null || query.numbers.some((number) => numberKey(number) === numberKey(record.number))) &&
    (query.orders === null || query.orders.some((order) => order === record.orderId)) &&
    isWithin(record.createdAt, query.createdAt) &&
    isWithin(record.updatedAt ?? record.createdAt, query.updatedAt) &&
    (orderedAt === null ? query.orderCreatedAt.min === null : isWithin(orderedAt, query.orderCreatedAt))
  );
}

function isWithin(instant: Date, { min, max }: TimeRange): boolean {
  return (min === null || instant >= min) && (max === null || instant <= max);
}
