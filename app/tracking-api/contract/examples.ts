import { blankCreate } from "./create";
import type { EndpointName, EndpointTypes } from "./endpoints";

const pair = { number: "RB123456785CN", carrierCode: "china-post" };
const create = { ...blankCreate, ...pair, title: "Red mug", orderId: "#1001", lang: "en" };

/** One ask for every endpoint: what the documents show, and what their test sends. */
export const examples: { readonly [Name in EndpointName]: EndpointTypes[Name]["ask"] } = {
  createTracking: create,
  createTrackings: [create, { ...create, number: "LX199229770CN", carrierCode: "china-ems", orderId: "#1002" }],
  listTrackings: { page: 1, limit: 25, status: "pending" },
  getTracking: { ...pair, lang: "en" },
  updateTracking: { ...pair, title: "Blue mug", archived: true },
  deleteTracking: pair,
  updateTrackings: [{ ...pair, status: "exception" }],
  deleteTrackings: [pair],
  stopTrackings: [pair],
  getRealtime: pair,
  changeCarrier: { ...pair, newCarrierCode: "china-ems" },
  getUserInfo: {},
  countStatuses: {},
  checkRemote: [{ country: "JP", postcode: "1000001", company: "DHL" }],
  getCostTimes: [{ carrierCode: "china-post", originCode: "CN", destinationCode: "US" }],
  trackAirCargo: { waybills: ["172-28891936"], lang: null },
  detectCarrier: { number: pair.number, lang: null },
  listCarriers: { lang: "en" },
};
