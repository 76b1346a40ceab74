import type { ListingLanguage } from "~/domain/carriers/listing";
import type { TrackingUpdate } from "~/domain/tracking/update";
import type { AirTracking } from "~/tracking-api/contract/air-cargo";
import type { Place, RemoteAreas } from "~/tracking-api/contract/remote";

/** Every kind of connection the data model knows. */
export const trackingProviderKinds = ["trackingmore-v2", "trackingmore-v4", "trackru-v1", "carrier-feed"] as const;

/** One kind of connection. */
export type TrackingProviderKind = (typeof trackingProviderKinds)[number];

/** A number with the courier it is followed under. */
export interface TrackingKey {
  number: string;
  courierCode: string;
}

/** What a provider can do and how much of it in one call. Callers read their limits from here. */
export interface ProviderCapabilities {
  /** False where numbers need no registration: a carrier feed is simply read. */
  registers: boolean;
  /** False where there is no list to page through; then `read` is the only way to news. */
  listsChanges: boolean;
  batchSize: 40;
  numbersPerQuery: 40;
  /** Items on one page of the list. */
  pageSize: number;
  /** Air waybills in one call. */
  waybillsPerCall: number;
  /**
   * Least time between two calls over one connection: what the provider allows, with room to spare.
   */
  paceIntervalMs: number;
}

/**
 * One number to be followed, with everything a batch create can carry. `auto_correct: 1` is always
 * added on the way out.
 */
export interface RegistrationItem extends TrackingKey {
  /** The order's name, `#1001`; it is what the provider's `orders` filter finds. */
  orderName: string | null;
  title: string | null;
  logisticsChannel: string | null;
  /** ISO 3166-1 alpha-2. */
  destinationCode: string | null;
  /** Shop-local text without zero padding, `2017/8/27 16:51`. */
  orderCreateTime: string | null;
  /** Two letters. */
  lang: string | null;
  comment: string | null;
  customerName: string | null;
  customerEmail: string | null;
  customerPhone: string | null;
  /** Special couriers only. `YYYYMMDD`. */
  shipDate: string | null;
  postalCode: string | null;
  accountNumber: string | null;
  /** Goes out as `specialNumberDestination` and, on TrackRu, `tracking_destination_country`. */
  destinationCountry: string | null;
}

/**
 * Why a whole call failed. `outcomeKnown` is false by type: even a call that was refused may have
 * been carried out by something between us and the provider, so a failed registration is always
 * looked up before it is sent again.
 */
export interface ProviderFailure {
  kind: "bad-key" | "quota" | "too-fast" | "unreachable" | "unreadable" | "refused";
  /** For logs and the merchant's history; holds no key and no customer data. */
  detail: string;
  /** How long the provider wants silence, null where it does not say. */
  retryAfterMs: number | null;
  outcomeKnown: false;
}

/** The failed arm of every answer. */
export interface FailedAnswer {
  kind: "failed";
  failure: ProviderFailure;
}

/** How one number of a batch ended. */
export type RegisterOutcome =
  | { kind: "registered"; providerId: string | null; providerCourierCode: string }
  | { kind: "exists" }
  | { kind: "rejected"; code: number; message: string }
  | { kind: "quota"; code: number; message: string }
  /** The answer does not mention the number: settle it by a look-up. */
  | { kind: "unknown" };

/** One outcome per item sent, in the order sent; never fewer. */
export interface SettledRegistration {
  kind: "settled";
  results: { item: RegistrationItem; outcome: RegisterOutcome }[];
  /**
   * What in the answer belonged to no item (never sent, or told twice). Worth a warning, never a
   * success.
   */
  oddities: string[];
}

export type RegisterAnswer = SettledRegistration | FailedAnswer;

/** What the provider knows of the numbers asked for. */
export interface SettledLookUp {
  kind: "settled";
  /** Under the courier asked for. */
  found: TrackingUpdate[];
  /**
   * Same number under another courier (the provider corrected it, or somebody else registered it).
   */
  underOtherCourier: TrackingUpdate[];
  /** Asked for and not there under this courier. */
  missing: TrackingKey[];
}

/**
 * An answer that does not hold all there is (a total that is larger than the list, items nobody can
 * read, a page that is full): what it names is there, of the rest it says nothing.
 */
export interface PartOfLookUp {
  kind: "part";
  found: TrackingUpdate[];
}

export type LookUpAnswer = SettledLookUp | PartOfLookUp | FailedAnswer;

/** One page of what changed. */
export interface ChangesPage {
  kind: "page";
  updates: TrackingUpdate[];
  /** True where a further page is worth asking for. */
  more: boolean;
  /** Items all pages hold together, null where the provider does not say. */
  total: number | null;
  /** Items of this page that could not be read; the rest is unharmed. */
  unreadableItems: number;
}

export type ChangesAnswer = ChangesPage | FailedAnswer;

/** The story of one number, or the news that it was never registered there. */
export type ReadAnswer = { kind: "read"; update: TrackingUpdate } | { kind: "unknown-number" } | FailedAnswer;

/** `not-offered`: the provider asks carriers by its own schedule only. */
export type ReadNowAnswer = ReadAnswer | { kind: "not-offered" };

/** Does the connection work? */
export type TestAnswer = { kind: "works" } | FailedAnswer;

/** One courier as a provider lists it. */
export interface ProviderCarrier {
  code: string;
  name: string;
  type: string | null;
  homepage: string | null;
  phone: string | null;
  picture: string | null;
}

export type CarriersAnswer = { kind: "carriers"; carriers: ProviderCarrier[] } | { kind: "not-offered" } | FailedAnswer;

/** Whether the provider has stopped following numbers. */
export type StopAnswer = { kind: "stopped" } | { kind: "not-offered" } | FailedAnswer;

/**
 * Whether the provider follows a number under another courier now. `unknown-number`: it has no such
 * pair.
 */
export type ChangeCourierAnswer =
  { kind: "changed" } | { kind: "unknown-number" } | { kind: "not-offered" } | FailedAnswer;

/** Which places are remote for express couriers. */
export type RemoteAreasAnswer = { kind: "areas"; areas: RemoteAreas } | { kind: "not-offered" } | FailedAnswer;

/** Air waybills by their number in the hyphen form. */
export type AirCargoAnswer =
  { kind: "waybills"; waybills: Record<string, AirTracking> } | { kind: "not-offered" } | FailedAnswer;

/** How many numbers may still be added. */
export type QuotaAnswer = { kind: "quota"; remaining: number } | { kind: "not-offered" } | FailedAnswer;

/**
 * Who tells us a parcel's story. Adapters do one call per method (TrackingMore v4 finds a parcel's
 * id first where it needs one) and never repeat it, wait or pace: the budget and the ledger of the
 * account decide that. Expected failures are values; a thrown error is a bug.
 */
export interface TrackingProvider {
  readonly kind: TrackingProviderKind;
  readonly capabilities: ProviderCapabilities;
  /** At most `batchSize` items. */
  register(items: readonly RegistrationItem[]): Promise<RegisterAnswer>;
  /** At most `numbersPerQuery` numbers. */
  lookUp(keys: readonly TrackingKey[]): Promise<LookUpAnswer>;
  /** Pages count from 1; `since: null` reads everything. */
  changesSince(input: { since: Date | null; page: number; pageSize: number }): Promise<ChangesAnswer>;
  read(key: TrackingKey): Promise<ReadAnswer>;
  /**
   * Has the carrier asked now instead of telling what is known; may cost where the number was never
   * registered.
   */
  readNow(key: TrackingKey): Promise<ReadNowAnswer>;
  /** Corrects a courier without registering the number again. */
  changeCourier(key: TrackingKey, courierCode: string): Promise<ChangeCourierAnswer>;
  /** At most 200 places; costs quota. */
  remoteAreas(places: readonly Place[]): Promise<RemoteAreasAnswer>;
  /** At most `waybillsPerCall` waybills in the hyphen form; costs quota. */
  airCargo(waybills: readonly string[], lang: string | null): Promise<AirCargoAnswer>;
  test(): Promise<TestAnswer>;
  /**
   * Every courier the provider knows, with the names it has in a language; in English unless told.
   */
  carriers(language?: ListingLanguage): Promise<CarriersAnswer>;
  quota(): Promise<QuotaAnswer>;
  /** At most 200 numbers. */
  stopFollowing(keys: readonly TrackingKey[]): Promise<StopAnswer>;
}

/** What an adapter is made from. `fetch` is the place to guard outgoing addresses. */
export interface ProviderConnection {
  /** Without trailing slash, e.g. `https://api.trackingmore.com/v2`. */
  baseUrl: string;
  apiKey: string;
  fetch: typeof fetch;
  /** For the whole call, body included. */
  timeoutMs: number;
  /** Reads an HTTP date in `Retry-After`. */
  now: () => Date;
}
