import type { KnownShipment } from "~/features/shipments/shipments.queries.server";
import type { PlannedShipment } from "./plan-shipments";

/** A shipment some fulfillment of an order should have. */
export interface WantedShipment {
  planned: PlannedShipment;
  order: { id: string };
}

/** The shipment that is wanted: one that is known, or one to be made. */
export interface Place<Wanted extends WantedShipment> {
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

export interface MatchedShipments<Wanted extends WantedShipment> {
  /** One for each wanted shipment, in the same order. */
  places: Place<Wanted>[];
  /**
   * Known shipments that get another courier, in an order in which no two of them ever stand under
   * one.
   */
  corrections: { shipmentId: string; numberKey: string; by: Wanted }[];
  /** Shipments to be made. */
  missing: { by: Wanted }[];
}

/**
 * Finds every wanted shipment. A number on two orders is one shipment, unless they name two
 * couriers.
 */
export function matchShipments<Wanted extends WantedShipment>(
  known: readonly KnownShipment[],
  wanted: readonly Wanted[],
): MatchedShipments<Wanted> {
  const all: Place<Wanted>[] = known.map((shipment) => ({ ...shipment, decidedBy: null }));
  const corrections: MatchedShipments<Wanted>["corrections"] = [];
  const places = wanted.map((entry) => {
    const { planned, order } = entry;
    const found = matching(all, entry);
    if (!found) {
      const { numberKey, courierCode, source: courierSource } = planned;
      const made = { id: null, numberKey, courierCode, courierSource, registrationState: "none", orderId: order.id };
      const place = { ...made, decidedBy: entry };
      all.push(place);
      return place;
    }
    if (courierMayChange(found, planned)) {
      found.courierCode = planned.courierCode;
      found.decidedBy = entry;
      if (found.id !== null) corrections.push({ shipmentId: found.id, numberKey: found.numberKey, by: entry });
    }
    return found;
  });
  const missing = all.flatMap(({ id, decidedBy }) => (id === null && decidedBy ? [{ by: decidedBy }] : []));
  return { places, corrections, missing };
}

/**
 * The same courier, else the shipment this order had; where one side names no courier, the number
 * alone decides.
 */
function matching<Wanted extends WantedShipment>(
  all: readonly Place<Wanted>[],
  { planned, order }: Wanted,
): Place<Wanted> | undefined {
  const sameNumber = all.filter((place) => place.numberKey === planned.numberKey);
  return (
    sameNumber.find((place) => place.courierCode === planned.courierCode) ??
    sameNumber.find((place) => place.orderId === order.id) ??
    sameNumber.find((place) => planned.courierCode === "" || place.courierCode === "")
  );
}

/**
 * Before it is registered, Shopify's correction counts; a merchant's own choice in Homeward always
 * wins.
 */
function courierMayChange(place: Place<WantedShipment>, planned: PlannedShipment): boolean {
  const isUnregistered = ["none", "waiting", "rejected"].includes(place.registrationState);
  return (
    isUnregistered &&
    planned.courierCode !== "" &&
    place.courierCode !== planned.courierCode &&
    place.courierSource !== "merchant"
  );
}
