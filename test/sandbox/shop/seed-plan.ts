import type { NumberKind } from "./tracking-numbers";

/** A parcel's carrier and the two digits that choose its journey (null: any quick one). */
export type PlannedShipment = readonly [kind: NumberKind, ending: string | null];

/** One fulfillment of the seeded month. */
export interface PlannedFulfillment {
  daysAgo: number;
  country: string;
  parcels: readonly PlannedShipment[];
  /** Tracking as a merchant typed it, where it is not one of the carriers above. */
  typed?: { company: string | null; numbers: readonly string[] };
  /** Goes on the order of the row before. */
  sameOrder?: true;
  note?: string;
}

const parcel = (daysAgo: number, country: string, kind: NumberKind, ending: string | null): PlannedFulfillment => ({
  daysAgo,
  country,
  parcels: [[kind, ending]],
});

/**
 * A big order in five boxes. Together they make a lane long enough for the shop to tell by itself
 * when the next parcel comes.
 */
const boxes = (daysAgo: number, country: string, kind: NumberKind, first: string | null): PlannedFulfillment => ({
  daysAgo,
  country,
  parcels: [first, "01", "02", "03", "04"].map((ending) => [kind, ending] as const),
});

/** Sixty orders, oldest first. What a row shows today follows from its journey and its age. */
export const seedPlan: readonly PlannedFulfillment[] = [
  // Delivered in the weeks before, by everyone.
  parcel(29.6, "US", "chinaPost", "05"),
  boxes(29.1, "US", "usps", "01"),
  parcel(28.7, "GB", "royalMail", "02"),
  parcel(28.2, "DE", "dhlGermany", "01"),
  parcel(27.4, "US", "ups", "03"),
  parcel(26.9, "DE", "yunexpress", "06"),
  parcel(26.2, "CA", "canadaPost", "02"),
  // Two scans, then silence.
  parcel(25.8, "US", "usps", "96"),
  parcel(25.1, "FR", "laPoste", "04"),
  parcel(24.6, "US", "fedex", "02"),
  parcel(24.3, "AU", "australiaPost", "01"),
  { ...parcel(23.7, "US", "ups", "04"), note: "Please leave with the neighbour if I am out" },
  parcel(23.2, "DE", "deutschePost", "96"),
  boxes(22.5, "US", "usps", null),
  parcel(21.9, "GB", "royalMail", "03"),
  parcel(21.3, "US", "chinaPost", "07"),
  parcel(20.6, "US", "fedex", null),
  parcel(19.8, "FR", "fourPx", "07"),
  parcel(19.2, "US", "ups", "02"),
  parcel(18.5, "DE", "dhlExpress", "01"),
  boxes(17.7, "US", "usps", "03"),
  parcel(17.1, "CA", "canadaPost", null),
  parcel(16.4, "GB", "royalMail", null),
  parcel(15.6, "US", "chinaPost", "05"),
  boxes(14.9, "US", "usps", "04"),
  parcel(14.1, "DE", "dhlGermany", null),
  parcel(13.3, "US", "ups", null),
  // Lost after the hub.
  parcel(12.6, "US", "fedex", "93"),
  parcel(12.2, "AU", "australiaPost", "02"),
  parcel(11.5, "FR", "laPoste", null),
  boxes(10.8, "US", "usps", "02"),
  // A label nobody scanned, a number nobody knows.
  parcel(9.9, "US", "ups", "99"),
  parcel(9.3, "DE", "fourPx", "06"),
  parcel(8.8, "US", "usps", "98"),
  // Two parcels in one fulfillment.
  {
    daysAgo: 8.2,
    country: "US",
    parcels: [
      ["ups", "01"],
      ["ups", "02"],
    ],
  },
  parcel(7.6, "GB", "royalMail", "92"),
  // Two carriers, on the way.
  parcel(7.1, "DE", "yunexpress", "06"),
  parcel(6.5, "US", "fedex", "94"),
  // Shipped without a number.
  { daysAgo: 6.1, country: "US", parcels: [], typed: { company: null, numbers: [] } },
  parcel(5.8, "US", "chinaPost", "05"),
  parcel(5.4, "US", "chinaPost", "95"),
  // One order in two fulfillments.
  parcel(5.1, "US", "usps", "01"),
  { ...parcel(2.4, "US", "fedex", "08"), sameOrder: true },
  parcel(4.7, "DE", "dhlGermany", "92"),
  parcel(4.4, "FR", "laPoste", "91"),
  // With customs today.
  parcel(4.1, "GB", "fourPx", "07"),
  parcel(3.9, "CA", "canadaPost", "09"),
  // Numbers whose carrier cannot be told.
  { daysAgo: 3.6, country: "US", parcels: [], typed: { company: "Other", numbers: ["HH-20261118-A"] } },
  parcel(3.4, "US", "ups", "91"),
  parcel(3.1, "US", "usps", "09"),
  parcel(2.9, "US", "fedex", "10"),
  parcel(2.7, "DE", "yunexpress", "06"),
  parcel(2.6, "US", "usps", "08"),
  parcel(2.5, "GB", "royalMail", "91"),
  parcel(2.2, "AU", "australiaPost", "08"),
  { daysAgo: 2.0, country: "US", parcels: [], typed: { company: null, numbers: ["748291035562881"] } },
  parcel(1.8, "US", "ups", "10"),
  parcel(1.5, "US", "chinaPost", "05"),
  // Announced, not handed over: the carrier gives no estimate yet.
  parcel(1.2, "US", "fedex", "97"),
  parcel(0.8, "US", "usps", "02"),
  parcel(0.3, "US", "usps", "97"),
];
