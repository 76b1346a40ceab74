import type { KnownShipment } from "~/features/shipments/shipments.queries.server";
import type { PlannedParcel } from "./plan-shipments";

/** A parcel some fulfillment of an order should have. */
export interface WantedParcel {
  parcel: PlannedParcel;
  order: { id: string };
}

/** The shipment a wanted parcel belongs to: one that is known, or one to be made. */
export interface Place<Wanted extends WantedParcel> {
  /** Null until it is made. */
  id: string | null;
  numberKey: string;
  courierCode: string;
  courierSource: string;
  registrationState: string;
  orderId: string | null;
  /** What decides about it now; null while nothing new was said. */
  decidedBy: Wanted | null;
}

export interface MatchedShipments<Wanted extends WantedParcel> {
  /** One for each wanted parcel, in the same order. */
  places: Place<Wanted>[];
  /** Known shipments that get another courier, in an order in which no two of them ever stand under one. */
  corrections: { shipmentId: string; numberKey: string; by: Wanted }[];
  /** Shipments to be made. */
  missing: { by: Wanted }[];
}

/** Finds the shipment of every wanted parcel. A number on two orders is one shipment, unless they name two couriers. */
export function matchShipments<Wanted extends WantedParcel>(
  known: readonly KnownShipment[],
  wanted: readonly Wanted[],
): MatchedShipments<Wanted> {
  const all: Place<Wanted>[] = known.map((shipment) => ({ ...shipment, decidedBy: null }));
  const corrections: MatchedShipments<Wanted>["corrections"] = [];
  const places = wanted.map((entry) => {
    const { parcel, order } = entry;
    const found = matching(all, entry);
    if (!found) {
      const { numberKey, courierCode, source: courierSource } = parcel;
      const made = { id: null, numberKey, courierCode, courierSource, registrationState: "none", orderId: order.id };
      const place = { ...made, decidedBy: entry };
      all.push(place);
      return place;
    }
    if (courierMayChange(found, parcel)) {
      found.courierCode = parcel.courierCode;
      found.decidedBy = entry;
      if (found.id !== null) corrections.push({ shipmentId: found.id, numberKey: found.numberKey, by: entry });
    }
    return found;
  });
  const missing = all.flatMap(({ id, decidedBy }) => (id === null && decidedBy ? [{ by: decidedBy }] : []));
  return { places, corrections, missing };
}

/** The same courier, else the shipment this order had; where one side names no courier, the number alone decides. */
function matching<Wanted extends WantedParcel>(
  all: readonly Place<Wanted>[],
  { parcel, order }: Wanted,
): Place<Wanted> | undefined {
  const sameNumber = all.filter((place) => place.numberKey === parcel.numberKey);
  return (
    sameNumber.find((place) => place.courierCode === parcel.courierCode) ??
    sameNumber.find((place) => place.orderId === order.id) ??
    sameNumber.find((place) => parcel.courierCode === "" || place.courierCode === "")
  );
}

/** Before the provider was told, Shopify's correction counts; a merchant's own choice in Homeward always wins. */
function courierMayChange(place: Place<WantedParcel>, parcel: PlannedParcel): boolean {
  const untold = ["none", "waiting", "rejected"].includes(place.registrationState);
  return (
    untold &&
    parcel.courierCode !== "" &&
    place.courierCode !== parcel.courierCode &&
    place.courierSource !== "merchant"
  );
}
