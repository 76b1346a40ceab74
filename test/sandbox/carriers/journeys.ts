import type { PlaceRole } from "./places";

/** One scan, or with `silent` a change of status that no scan tells. */
export interface Step {
  /** Hours after the parcel was handed over. */
  at: number;
  leg: "origin" | "destination";
  place: PlaceRole;
  text: string;
  status: string;
  substatus?: string;
  milestone?: Milestone;
  silent?: true;
}

export type Milestone =
  | "ItemReceived"
  | "ItemDispatched"
  | "DepartfromAirport"
  | "ArrivalfromAbroad"
  | "CustomsClearance"
  | "DestinationArrived";

export interface Journey {
  name: string;
  about: string;
  /**
   * Two carriers, one that sends the parcel off and one that delivers it, with their countries
   * (`recipient`: wherever the order goes). Otherwise one carrier does all in one country.
   */
  route: "domestic" | { from: string; to: string };
  /**
   * What the carrier says before the first scan: that it does not know the number, or that it was
   * announced.
   */
  before: "unknown" | "announced";
  steps: readonly Step[];
  /** Hours after the start between which delivery was promised. */
  expected: readonly [from: number, to: number] | null;
}

const step = (
  at: number,
  place: PlaceRole,
  text: string,
  status: string,
  substatus?: string,
  milestone?: Milestone,
): Step => ({ at, leg: "origin", place, text, status, substatus, milestone });

const abroad = (steps: readonly Step[]): Step[] => steps.map((one) => ({ ...one, leg: "destination" }));

const pickedUp: Step[] = [
  step(2, "shipper", "Shipping label created, carrier awaiting item", "notfound", "notfound001"),
  step(5, "shipper", "Picked up by carrier", "transit", "transit001", "ItemReceived"),
  step(9, "shipper", "Departed origin facility", "transit", "transit001", "ItemDispatched"),
];
const throughHub: Step[] = [
  step(20, "hub", "Arrived at regional sorting hub", "transit", "transit002"),
  step(26, "hub", "Departed regional sorting hub", "transit", "transit002"),
];
const atDepot = step(38, "depot", "Arrived at delivery facility", "transit", "transit003", "DestinationArrived");
const outForDelivery = step(44, "depot", "Out for delivery", "pickup", "pickup001");
const delivered = (at: number): Step => step(at, "door", "Delivered, front door", "delivered", "delivered001");

const leavesChina: Step[] = [
  step(3, "shipper", "Shipment information received", "notfound", "notfound001"),
  step(8, "shipper", "Accepted by carrier", "transit", "transit001", "ItemReceived"),
  step(18, "hub", "Processed at sorting center", "transit", "transit002"),
  step(30, "airport", "Departed outward office of exchange", "transit", "transit001", "ItemDispatched"),
  step(40, "airport", "Export customs clearance complete", "transit", "transit005"),
  step(48, "airport", "Departed from airport of origin", "transit", "transit001", "DepartfromAirport"),
];
const entersCountry: Step[] = abroad([
  step(66, "arrival", "Arrived in destination country", "transit", "transit004", "ArrivalfromAbroad"),
  step(82, "customs", "Inbound out of customs", "transit", "transit005", "CustomsClearance"),
  step(110, "hub", "Arrived at regional facility", "transit", "transit002"),
  step(140, "depot", "Arrived at delivery unit", "transit", "transit003", "DestinationArrived"),
]);

const domestic = (name: string, about: string, steps: readonly Step[], hours: [number, number] | null): Journey => ({
  name,
  about,
  route: "domestic",
  before: "unknown",
  steps,
  expected: hours,
});

/** The journeys a number's last two digits choose. */
export const journeysByDigits: Readonly<Record<string, Journey>> = {
  "01": domestic(
    "delivered",
    "picked up, delivered after two days",
    [...pickedUp, atDepot, outForDelivery, delivered(48)],
    [40, 64],
  ),
  "02": domestic(
    "hub-route",
    "through a hub, delivered after two and a half days",
    [...pickedUp, ...throughHub, atDepot, step(55, "depot", "Out for delivery", "pickup", "pickup001"), delivered(60)],
    [48, 72],
  ),
  "03": domestic(
    "second-attempt",
    "first attempt fails, delivered the next day",
    [
      ...pickedUp,
      atDepot,
      outForDelivery,
      step(49, "door", "Delivery attempted, no access to the building", "undelivered", "undelivered002"),
      step(66, "depot", "Out for delivery, second attempt", "pickup", "pickup001"),
      delivered(70),
    ],
    [40, 64],
  ),
  "04": domestic(
    "neighbour",
    "handed to a neighbour",
    [
      ...pickedUp,
      ...throughHub,
      atDepot,
      outForDelivery,
      step(50, "door", "Delivered to neighbour at number 12", "delivered", "delivered004"),
    ],
    [40, 64],
  ),
  "05": {
    name: "china-to-us",
    about: "two carriers, China to the United States, delivered after seven days",
    route: { from: "CN", to: "US" },
    before: "unknown",
    steps: [
      ...leavesChina,
      ...entersCountry,
      ...abroad([step(164, "depot", "Out for delivery", "pickup", "pickup001"), delivered(170)]),
    ],
    expected: [144, 216],
  },
  "06": {
    name: "china-to-germany",
    about: "two carriers, China to Germany, delivered after eight days",
    route: { from: "CN", to: "DE" },
    before: "unknown",
    steps: [
      ...leavesChina,
      ...entersCountry,
      ...abroad([
        step(186, "depot", "The shipment has been loaded onto the delivery vehicle", "pickup", "pickup001"),
        step(191, "door", "The shipment has been successfully delivered", "delivered", "delivered001"),
      ]),
    ],
    expected: [168, 240],
  },
  "07": {
    name: "customs-hold",
    about: "from China, held by customs for two days, then delivered",
    route: { from: "CN", to: "recipient" },
    before: "unknown",
    steps: [
      ...leavesChina,
      ...abroad([
        step(66, "arrival", "Arrived in destination country", "transit", "transit004", "ArrivalfromAbroad"),
        step(71, "customs", "Held by customs, awaiting documents", "exception", "exception006"),
        step(119, "customs", "Released by customs", "transit", "transit005", "CustomsClearance"),
        step(150, "depot", "Arrived at delivery unit", "transit", "transit003", "DestinationArrived"),
        step(168, "depot", "Out for delivery", "pickup", "pickup001"),
        delivered(173),
      ]),
    ],
    expected: [144, 216],
  },
  "08": domestic("out-for-delivery", "rests out for delivery", [...pickedUp, atDepot, outForDelivery], [40, 64]),
  "09": domestic(
    "ready-for-pickup",
    "waits at a pickup point",
    [
      ...pickedUp,
      ...throughHub,
      atDepot,
      step(46, "shop", "Available for pickup, bring photo ID", "pickup", "pickup002"),
    ],
    [40, 64],
  ),
  "10": domestic("in-transit", "rests in transit after the hub", [...pickedUp, ...throughHub], [60, 96]),
  "91": domestic(
    "failed-attempt",
    "rests after a failed attempt",
    [
      ...pickedUp,
      atDepot,
      outForDelivery,
      step(50, "door", "Delivery attempted, nobody was home", "undelivered", "undelivered002"),
    ],
    [40, 64],
  ),
  "92": domestic(
    "returned",
    "refused address, returned to the sender",
    [
      ...pickedUp,
      atDepot,
      step(47, "door", "Undeliverable as addressed", "undelivered", "undelivered001"),
      step(60, "depot", "Being returned to sender", "exception", "exception011"),
      step(96, "shipper", "Returned to sender", "exception", "exception010"),
    ],
    [40, 64],
  ),
  "93": domestic(
    "lost",
    "scanned at the hub, then reported lost",
    [
      ...pickedUp,
      ...throughHub,
      step(68, "hub", "Parcel search started", "exception", "exception005"),
      step(240, "hub", "Parcel could not be located and is presumed lost", "exception", "exception007"),
    ],
    [48, 72],
  ),
  "94": domestic(
    "refused",
    "refused by the recipient",
    [...pickedUp, atDepot, outForDelivery, step(50, "door", "Refused by recipient", "exception", "exception009")],
    [40, 64],
  ),
  "95": {
    name: "held-by-customs",
    about: "from China, rests with customs",
    route: { from: "CN", to: "recipient" },
    before: "unknown",
    steps: [
      ...leavesChina,
      ...abroad([
        step(66, "arrival", "Arrived in destination country", "transit", "transit004", "ArrivalfromAbroad"),
        step(71, "customs", "Held by customs, import duty not paid", "exception", "exception006"),
      ]),
    ],
    expected: [144, 216],
  },
  "96": domestic(
    "expired",
    "two scans, then nothing for twenty days",
    [...pickedUp.slice(1), { ...step(9 + 20 * 24, "shipper", "", "expired", "expired001"), silent: true }],
    [40, 64],
  ),
  "97": { ...domestic("announced", "announced by the sender, never handed over", [], null), before: "announced" },
  "98": domestic("never-seen", "the carrier never knows the number", [], null),
  "99": domestic("label-only", "a label was made, the parcel never scanned", pickedUp.slice(0, 1), null),
};

/** Every other number takes one of these by a hash of it; all are done moving within 72 hours. */
export const quickJourneys: readonly Journey[] = [
  domestic(
    "quick-delivered",
    "delivered after two days",
    [...pickedUp, atDepot, outForDelivery, delivered(49)],
    [40, 64],
  ),
  domestic(
    "quick-hub",
    "through a hub, delivered after two and a half days",
    [...pickedUp, ...throughHub, atDepot, step(56, "depot", "Out for delivery", "pickup", "pickup001"), delivered(62)],
    [48, 72],
  ),
  domestic(
    "quick-pickup-point",
    "collected at a pickup point after two and a half days",
    [
      ...pickedUp,
      ...throughHub,
      atDepot,
      step(46, "shop", "Available for pickup", "pickup", "pickup002"),
      step(64, "shop", "Collected by customer", "delivered", "delivered002"),
    ],
    [40, 64],
  ),
];

/** As `quickJourneys`, for carriers that collect in China: express, two carriers. */
export const quickJourneysFromChina: readonly Journey[] = [
  {
    name: "quick-from-china",
    about: "two carriers, express, delivered within 72 hours",
    route: { from: "CN", to: "recipient" },
    before: "unknown",
    steps: [
      step(2, "shipper", "Shipment information received", "notfound", "notfound001"),
      step(5, "shipper", "Accepted by carrier", "transit", "transit001", "ItemReceived"),
      step(11, "hub", "Processed at sorting center", "transit", "transit002", "ItemDispatched"),
      step(18, "airport", "Departed from airport of origin", "transit", "transit001", "DepartfromAirport"),
      ...abroad([
        step(34, "arrival", "Arrived in destination country", "transit", "transit004", "ArrivalfromAbroad"),
        step(40, "customs", "Inbound out of customs", "transit", "transit005", "CustomsClearance"),
        step(54, "depot", "Arrived at delivery unit", "transit", "transit003", "DestinationArrived"),
        step(62, "depot", "Out for delivery", "pickup", "pickup001"),
        delivered(67),
      ]),
    ],
    expected: [60, 84],
  },
];
