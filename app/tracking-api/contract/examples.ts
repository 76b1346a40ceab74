import { blankCreate } from "./create";
import type { EndpointName, EndpointTypes } from "./endpoints";

const pair = { number: "RB123456785CN", carrierCode: "china-post" };
/** Added by the batch, and there until the end of the page. */
const kept = { number: "LX199229770CN", carrierCode: "china-ems" };
/** Added by the batch, and deleted further down. */
const passing = { number: "RB200000010CN", carrierCode: "china-post" };
const create = { ...blankCreate, ...pair, title: "Red mug", orderId: "#1001", lang: "en" };

/**
 * One ask for every endpoint: what the documents show, and what their tests send. Whoever runs them
 * one after another, in the order of the page, finds each tracking in the state that the shown
 * answers speak of.
 */
export const examples: { readonly [Name in EndpointName]: EndpointTypes[Name]["ask"] } = {
  createTracking: create,
  createTrackings: [
    { ...create, ...kept, orderId: "#1002" },
    { ...create, ...passing, orderId: "#1003" },
  ],
  listTrackings: { page: 1, limit: 25, status: "pending" },
  getTracking: { ...pair, lang: "en" },
  updateTracking: { ...pair, title: "Blue mug", archived: true },
  deleteTracking: pair,
  updateTrackings: [{ ...kept, status: "exception" }],
  deleteTrackings: [passing],
  stopTrackings: [kept],
  getRealtime: kept,
  changeCarrier: { ...kept, newCarrierCode: "china-post" },
  getUserInfo: {},
  countStatuses: {},
  checkRemote: [{ country: "JP", postcode: "9071801", company: "DHL" }],
  getCostTimes: [{ carrierCode: "china-post", originCode: "CN", destinationCode: "US" }],
  trackAirCargo: { waybills: ["172-28891936"], lang: null },
  detectCarrier: { number: pair.number, lang: null },
  listCarriers: { lang: "en" },
};
