import { arrivalFactsOf } from "~/features/shopper/arrival/lane-transit.queries.server";
import { dayIn, expectedArrival, isAwaited, type ArrivalBasis } from "~/domain/arrival/arrival";
import type { Services } from "~/features/services.server";
import { countryName } from "~/domain/carriers/country-name";
import type { ShipmentDetails } from "./details.server";

/**
 * When a parcel is expected and why, for the merchant. Days of the shop's calendar, `YYYY-MM-DD`.
 */
export interface ShipmentArrival {
  window: { from: string | null; to: string | null; basis: ShownBasis } | null;
  /** The last day of the carrier's estimate where it is over and the parcel has not come. */
  missed: string | null;
}

type ShownBasis =
  | { by: "carrier" | "shopify" }
  /** Countries by their names; `origin` is null where the carrier does not tell it. */
  | { by: "lane"; parcels: number; origin: string | null; destination: string | null };

/**
 * What shoppers are told of a parcel, with its basis, and what the merchant alone is told: that an
 * estimate was missed.
 */
export async function shipmentArrival(
  { db, clock }: Pick<Services, "db" | "clock">,
  account: { id: string; timeZone: string },
  shipment: ShipmentDetails,
): Promise<ShipmentArrival> {
  const { courierCode, courier, registrationState, expectedFrom, expectedTo } = shipment;
  const isTracked = courierCode !== "" && !courier.isOwn && registrationState !== "rejected";
  if (!isTracked || !isAwaited(shipment)) return { window: null, missed: null };
  const facts = (await arrivalFactsOf(db, account.id, [shipment.id])).get(shipment.id);
  if (!facts) return { window: null, missed: null };
  const now = clock.now();
  const { timeZone } = account;
  const arrival = expectedArrival({ ...shipment, ...facts }, { now, timeZone });
  const last = expectedTo ?? expectedFrom;
  const lastDay = last && dayIn(timeZone, last);
  return {
    window: arrival && { ...arrival, basis: shownBasis(arrival.basis, shipment) },
    missed: lastDay !== null && lastDay < dayIn(timeZone, now) ? lastDay : null,
  };
}

function shownBasis(basis: ArrivalBasis, { destinationName }: ShipmentDetails): ShownBasis {
  if (basis.by !== "lane") return basis;
  return { by: "lane", parcels: basis.parcels, origin: countryName(basis.originCountry), destination: destinationName };
}
