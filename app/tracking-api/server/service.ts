import type { CreateRequest } from "../contract/create";
import type { ListQuery } from "../contract/list";
import type { AirTracking } from "../contract/air-cargo";
import type { CarrierChange } from "../contract/change-carrier";
import type { Route } from "../contract/cost-time";
import type { ProblemCode } from "../contract/errors";
import type { Place, RemoteAreas } from "../contract/remote";
import type { TrackingPair } from "../contract/pair";
import type { CountQuery } from "../contract/status-counts";
import type { TrackingChange } from "../contract/update";
import type { MilestoneName, StatusWord } from "../contract/words";

export type { AirTracking, CarrierChange, CountQuery, Place, RemoteAreas, Route };
export type { CreateRequest, ListQuery, TrackingChange, TrackingPair };

/** Who holds the key. What is inside belongs to the service; the server only passes it back. */
export interface ApiCaller {
  accountId: string;
  keyId: string;
}

/** One event of a parcel's way. */
export interface CheckpointRecord {
  leg: "origin" | "destination";
  /** The carrier's wall clock at the event's place, `YYYY-MM-DDTHH:MM:SS`. */
  local: string;
  /** Minutes east of UTC where known; without it `local` is read as UTC when days are counted. */
  offsetMinutes: number | null;
  text: string;
  place: string;
  /** One of the eight words, or null where the event has none. */
  status: string | null;
  substatus: string | null;
  milestone: MilestoneName | null;
}

/** What is known of one half of the way besides its events. */
export interface LegRecord {
  carrierCode: string | null;
  weblink: string | null;
  phone: string | null;
}

/** One tracking as the service knows it, free of the wire's spelling. */
export interface TrackingRecord {
  id: string;
  number: string;
  carrierCode: string;
  status: StatusWord;
  substatus: string | null;
  /** False once nobody looks at the parcel any more. */
  following: boolean;
  archived: boolean;
  createdAt: Date;
  updatedAt: Date | null;
  /** The text a create gave, or `YYYY-MM-DD HH:MM`; printed by `normalOrderTime`. */
  orderCreateTime: string | null;
  orderId: string | null;
  title: string | null;
  comment: string | null;
  customerName: string | null;
  customerEmail: string | null;
  customerPhone: string | null;
  logisticsChannel: string | null;
  /** English names as the API prints them ("Hong Kong [CN]"), null where unknown. */
  originCountry: string | null;
  destinationCountry: string | null;
  /** Alpha-2, as the account gave it. */
  destinationCode: string | null;
  origin: LegRecord;
  /** Null leaves `destination_info` out. */
  destination: LegRecord | null;
  /**
   * Of both halves, newest first. The order is the service's: which of two events is newer is
   * decided in one place.
   */
  checkpoints: CheckpointRecord[];
}

/**
 * Why one create was refused: 4014 bad number, 4015 courier unknown, 4016 there already, 4021
 * quota.
 */
export type CreateProblemCode = 4013 | 4014 | 4015 | 4016 | 4021;

/** How one create ended. */
export type CreateOutcome =
  /** `carrierCode` is the courier's canonical spelling. */
  { kind: "created"; id: string; createdAt: Date; carrierCode: string } | { kind: "refused"; code: CreateProblemCode };

/** What the account's provider would not or could not do, as the code that says so. */
export interface Refused {
  kind: "refused";
  code: ProblemCode;
}

/** How long a route takes, over the account's own parcels. */
export interface CostTime {
  route: Route;
  total: number;
  delivered: number;
  /** Of the delivered: up to 7, 15, 30, 60 days, and more. */
  shares: [number, number, number, number, number];
  averageDays: number;
}

/** The account behind a key. */
export interface UserInfoRecord {
  /** May be empty. */
  email: string;
  registeredAt: Date;
  /** Numbers that may still be added. */
  quotaLeft: number;
}

/** One courier of the list. */
export interface CarrierRecord {
  code: string;
  /** In the asked language where there is one, else English. */
  name: string;
  nameLocal: string | null;
  phone: string;
  homepage: string;
  type: "express" | "globalpost";
  /** Protocol-relative or absolute; may be empty. */
  picture: string;
}

/**
 * What stands behind the server: the port that the app's features (and, in tests, a memory) fill.
 * Every method is scoped to the caller's account. A thrown error is answered as 500.
 */
export interface TrackingService {
  authenticate(apiKey: string): Promise<ApiCaller | "unknown" | "revoked">;
  /** The house's own rate limit, asked once per call after the key was found good. */
  admit(caller: ApiCaller): Promise<"allowed" | "too-fast">;
  /**
   * One outcome per request, same order. At most 40; pairs may repeat inside one call (the second
   * is 4016).
   */
  create(caller: ApiCaller, requests: readonly CreateRequest[]): Promise<CreateOutcome[]>;
  /** Null where this account never added the pair. Number by `numberKey`. */
  get(caller: ApiCaller, carrierCode: string, number: string, lang: string | null): Promise<TrackingRecord | null>;
  /** Newest `createdAt` first. `total` counts all pages. */
  list(caller: ApiCaller, query: ListQuery): Promise<{ total: number; items: TrackingRecord[] }>;
  /** Each tracking after its change, in the order given; null where the pair was never added. */
  update(caller: ApiCaller, changes: readonly TrackingChange[]): Promise<(TrackingRecord | null)[]>;
  /** Whether each pair was there to be deleted. */
  remove(caller: ApiCaller, pairs: readonly TrackingPair[]): Promise<boolean[]>;
  /** Whether each pair was there to be stopped; one that stands still already counts. */
  stopFollowing(caller: ApiCaller, pairs: readonly TrackingPair[]): Promise<boolean[]>;
  countByStatus(caller: ApiCaller, query: CountQuery): Promise<Record<StatusWord, number>>;
  /** Couriers the number can belong to, likeliest first; asks nobody. */
  detect(number: string, lang: string | null): Promise<{ name: string; code: string }[]>;
  /**
   * Has the account's provider asked now; adds a number that is not there. 429 within two hours of
   * the last time.
   */
  realtime(caller: ApiCaller, request: CreateRequest): Promise<{ kind: "asked"; record: TrackingRecord } | Refused>;
  /** 4017 never added, 4015 unknown courier, 4016 there already under the new one. */
  changeCarrier(caller: ApiCaller, change: CarrierChange): Promise<{ kind: "changed" } | Refused>;
  /** One row per route, same order; 4015 where a courier is unknown. */
  costTimes(caller: ApiCaller, routes: readonly Route[]): Promise<{ kind: "times"; times: CostTime[] } | Refused>;
  remoteAreas(caller: ApiCaller, places: readonly Place[]): Promise<{ kind: "areas"; areas: RemoteAreas } | Refused>;
  airCargo(
    caller: ApiCaller,
    waybills: readonly string[],
    lang: string | null,
  ): Promise<{ kind: "waybills"; waybills: Record<string, AirTracking> } | Refused>;
  userInfo(caller: ApiCaller): Promise<UserInfoRecord>;
  carriers(caller: ApiCaller, lang: string | null): Promise<CarrierRecord[]>;
}
