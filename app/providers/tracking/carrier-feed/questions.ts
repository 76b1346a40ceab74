import type { AirTracking } from "~/tracking-api/contract/air-cargo";
import type { Place, RemoteAreas } from "~/tracking-api/contract/remote";
import type { FeedAirWaybill, FeedRemoteAreas } from "./feed";

/**
 * A feed's remote areas as the API has them; null where the answer names a place that was not asked
 * about.
 */
export function toRemoteAreas(places: readonly Place[], { remote }: FeedRemoteAreas): RemoteAreas | null {
  if (remote.some(({ place }) => place >= places.length)) return null;
  const reported = new Set(remote.map(({ place }) => place));
  return {
    other: places.filter((_, index) => !reported.has(index)).map(printPlace),
    remote: remote.map(({ place, company, countryCode, country }) => ({
      far_express_company: company.toLowerCase(),
      two_code: countryCode.toUpperCase(),
      far_country: country,
      far_city_postcode: places[place]?.postcode ?? "",
    })),
  };
}

/** As it was asked: without a courier where none was named. */
function printPlace({ country, postcode, company }: Place): Record<string, string> {
  return { country, postcode, ...(company === null ? {} : { company }) };
}

/** A waybill as the API has it; one the feed does not know is an empty record. */
export function toAirTracking(number: string, reported: FeedAirWaybill | undefined): AirTracking {
  const { airline, flights = [], events = [] } = reported ?? {};
  return {
    airline_info: {
      name: airline?.name ?? "",
      url: airline?.website ?? "",
      track_url: airline?.trackingPage ?? "",
    },
    return_data: {
      track_number: number,
      weight: reported?.weight ?? "",
      piece: reported?.pieces ?? 0,
      origin: reported?.origin ?? "",
      destination: reported?.destination ?? "",
      status_number: reported?.statusCode ?? 0,
      last_event: events[0]?.text ?? "",
      flight_info: Object.fromEntries(
        flights.map((flight) => [
          flight.number,
          {
            depart_station: flight.from,
            depart_time: flight.departed ?? "",
            plan_depart_time: flight.departurePlanned ?? "",
            arrival_station: flight.to,
            arrival_time: flight.arrived ?? "",
            plan_arrival_time: flight.arrivalPlanned ?? "",
          },
        ]),
      ),
      track_info: events.map((event) => ({
        plan_date: event.planned ?? "",
        actual_date: event.happened ?? "",
        event: event.text,
        station: event.station,
        flight_number: event.flight ?? "",
        status: event.code,
        piece: event.pieces?.toString() ?? "",
        weight: event.weight ?? "",
      })),
    },
  };
}
