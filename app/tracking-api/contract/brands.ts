/** One member of the family of services that speak this API. */
export interface BrandRecord {
  baseUrl: string;
  keyHeader: string;
  /** How a single tracking is answered: TrackRu very likely gives a list of one. */
  singleAs: "object" | "list";
  /** What a create calls the destination country of special couriers. */
  destinationField: "specialNumberDestination" | "tracking_destination_country";
  /** Whether a number cannot be added without a courier; elsewhere a blank one is detected. */
  needsCourier: boolean;
}

/** The five names of one API. */
export const brands = {
  "trackingmore-v2": {
    baseUrl: "https://api.trackingmore.com/v2",
    keyHeader: "Trackingmore-Api-Key",
    singleAs: "object",
    destinationField: "specialNumberDestination",
    needsCourier: true,
  },
  "51tracking-v2": {
    baseUrl: "https://api.51tracking.com/v2",
    keyHeader: "Tracking-Api-Key",
    singleAs: "object",
    destinationField: "tracking_destination_country",
    needsCourier: false,
  },
  "tracktry-v1": {
    baseUrl: "https://api.tracktry.com/v1",
    keyHeader: "Tracktry-Api-Key",
    singleAs: "object",
    destinationField: "tracking_destination_country",
    needsCourier: false,
  },
  "trackru-v1": {
    baseUrl: "https://api.trackru.ru/v1",
    keyHeader: "Api-Key",
    singleAs: "list",
    destinationField: "tracking_destination_country",
    needsCourier: false,
  },
  "parceltrack-v1": {
    baseUrl: "https://api.parceltrack.ru/v1",
    keyHeader: "Api-Key",
    singleAs: "list",
    destinationField: "tracking_destination_country",
    needsCourier: false,
  },
} as const satisfies Record<string, BrandRecord>;

/** A brand's name. */
export type Brand = keyof typeof brands;

/** Every brand, for the endpoints all of them have. */
export const allBrands: readonly Brand[] = [
  "trackingmore-v2",
  "51tracking-v2",
  "tracktry-v1",
  "trackru-v1",
  "parceltrack-v1",
];

/** Header names a key may come in, on any route: two official kits send the wrong one. */
export const keyHeaders: readonly string[] = [
  "trackingmore-api-key",
  "tracking-api-key",
  "tracktry-api-key",
  "api-key",
];
