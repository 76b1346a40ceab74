// What the app answers. Its own shapes are in app/features/shopper: look-up/answer.ts,
// customer-account/parcels.server.ts.

export interface ParcelEvent {
  /** The carrier's own words. */
  text: string;
  /**
   * The key of the same in the shopper's language (`event.*` of the words); null where there is
   * none.
   */
  phraseKey: string | null;
  place: string;
  /** The carrier's wall clock, `YYYY-MM-DDTHH:MM:SS`, without a zone. */
  local: string;
}

export interface Parcel {
  /** Null for a visitor who is not signed in. */
  number: string | null;
  carrier: { name: string; url: string | null; phone: string | null } | null;
  status: string;
  substatusKey: string | null;
  step: number;
  trouble: boolean;
  expected: { from: string | null; to: string | null } | null;
  lastEvent: ParcelEvent | null;
  /** Newest first. */
  events: ParcelEvent[];
  contents: { title: string; quantity: number }[];
  checkedAt: string | null;
  silentDays: number | null;
}

/** About an order, or one fulfillment of it. */
export interface Answer {
  /** The app's own now: the visitor's clock may be wrong. */
  answeredAt: string;
  parcels: Parcel[];
}

/** A page of all the parcels of a customer. */
export interface ListAnswer {
  answeredAt: string;
  parcels: ListedParcel[];
  next: string | null;
  hasOlderOrders: boolean;
}

export interface ListedParcel {
  key: string;
  group: "on-the-way" | "earlier";
  order: { name: string; id: string };
  parcel: Parcel;
}

export type Outcome<Found> =
  | { kind: "found"; answer: Found }
  | { kind: "not-found" }
  /** The app does not know who is signed in. */
  | { kind: "no-customer" };
