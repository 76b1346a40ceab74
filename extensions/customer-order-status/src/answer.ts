// What the app answers about one order; the shape is app/features/storefront-lookup/answer.ts.

export interface ParcelEvent {
  /** The carrier's own words. */
  text: string;
  /** What they say, for a text in the shopper's language. */
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

export interface Answer {
  order: { name: string };
  /** The app's own now: the visitor's clock may be wrong. */
  answeredAt: string;
  parcels: Parcel[];
}

export type Outcome = { kind: "found"; answer: Answer } | { kind: "not-found" } | { kind: "too-many" };
