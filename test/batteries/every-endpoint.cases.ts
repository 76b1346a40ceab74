import { expect } from "vitest";
import { allBrands, type Brand } from "~/tracking-api/contract/brands";
import type { Method } from "~/tracking-api/contract/endpoint";
import type { EndpointName } from "~/tracking-api/contract/endpoints";
import type { ApiCode, ProblemCode } from "~/tracking-api/contract/errors";

/** What an account's provider can be made to answer, as the code the documents have for it. */
export type ProviderTrouble = 409 | 4018 | 4021 | 4031 | 503;

/**
 * What a case needs to be so before its call; each step is done over the served API or by the maker
 * of the service.
 */
export type Preparation =
  | { step: "call"; method: Method; path: string; body: unknown }
  /** Does what is due at the account's provider. */
  | { step: "work" }
  | { step: "use up the quota" }
  | { step: "provider"; answers: ProviderTrouble };

/** One call and the outcome the documents have for it. */
export interface Case {
  about: string;
  code: ApiCode;
  method: Method;
  /** Below the base address. */
  path: string;
  /** Sent as JSON; with a GET too. Left out means no body. */
  body?: unknown;
  before: readonly Preparation[];
  /** Part of `data`. */
  data?: unknown;
  /** Codes that the answer's `errors` name, in any order: refusals of single entries of a list. */
  entries?: readonly ProblemCode[];
  /** Brands whose documents say so; without it, all of them. */
  only?: readonly Brand[];
  /** Where it is not the one that goes with the code. */
  message?: string;
}

/**
 * One endpoint: the call that works as the documents show it, and everything else they say of it.
 */
export interface ProvenEndpoint {
  works: Case;
  others: readonly Case[];
}

type Given = Partial<Case> & Pick<Case, "about" | "code">;

/** Cases differ from the call that works in one thing each. */
function proven(
  call: Pick<Case, "method" | "path" | "body"> & Pick<Partial<Case>, "before" | "data" | "message">,
  others: readonly Given[],
): ProvenEndpoint {
  const works = { about: "works", code: 200 as const, before: [], ...call };
  const { data, message, ...plain } = works;
  return { works, others: others.map((other) => ({ ...plain, ...other })) };
}

const letter = { tracking_number: "RB123456785CN", carrier_code: "china-post" };
const parcel = { tracking_number: "9400110200881234567890", carrier_code: "usps" };
const single = "/trackings/china-post/RB123456785CN";
const neverAdded = "/trackings/china-post/RB000000005CN";

const impossible = { tracking_number: "??", carrier_code: "usps" };
const unknownCourier = { ...letter, carrier_code: "nobody-express" };
const impossibleCourier = { ...letter, carrier_code: "no courier!" };
const fitsNobody = { tracking_number: "NO-FORMAT_HAS-THIS" };
const noNumber = { carrier_code: "usps" };

/** Brands whose pages let the courier of a new number be left out. */
const sisters = allBrands.filter((brand) => brand !== "trackingmore-v2");

const added = {
  step: "call",
  method: "POST",
  path: "/trackings/post",
  body: { ...letter, order_id: "#1001" },
} as const;
const addedToo = { ...added, body: { ...letter, carrier_code: "china-ems" } };
const work = { step: "work" } as const;
const registered = [added, work];
const noQuota = { step: "use up the quota" } as const;
const provider = (answers: ProviderTrouble): Preparation => ({ step: "provider", answers });
const many = (count: number, entry: unknown) => Array.from({ length: count }, () => entry);

const emptyList: Given = { about: "an empty list", code: 4012, body: [] };
const noList: Given = { about: "no list", code: 4012, body: letter };
const over200 = (entry: unknown): Given => ({ about: "201 entries", code: 4020, body: many(201, entry) });

/** What any call to the account's provider may end in. */
const providerTroubles = (before: readonly Preparation[]): Given[] => [
  { about: "a provider that does not offer it", code: 4018, before: [...before, provider(4018)] },
  { about: "a provider without quota", code: 4021, before: [...before, provider(4021)] },
  { about: "a provider out of reach", code: 503, before: [...before, provider(503)] },
];

/**
 * Every endpoint of the contract with all that its documentation says of its outcomes. What is the
 * same for all of them (key, pace, size, method, route, an unreadable body) is not repeated here:
 * the battery adds it.
 */
export const everyEndpoint: { readonly [Name in EndpointName]: ProvenEndpoint } = {
  createTracking: proven(
    {
      method: "POST",
      path: "/trackings/post",
      body: { ...letter, title: "Red mug", order_id: "#1001", order_create_time: "2019/3/4 9:05", lang: "en" },
      data: { ...letter, title: "Red mug", order_create_time: "2019/3/4 9:05", status: "pending", destination: "" },
    },
    [
      { about: "a list", code: 4012, body: [letter] },
      { about: "a field that is no text", code: 4012, body: { ...letter, title: {} } },
      { about: "no number", code: 4013, body: noNumber },
      { about: "a number that cannot be", code: 4014, body: impossible },
      { about: "an unknown courier", code: 4015, body: unknownCourier },
      {
        about: "no courier",
        code: 4015,
        body: { tracking_number: letter.tracking_number },
        only: ["trackingmore-v2"],
      },
      {
        about: "no courier, which is detected",
        code: 200,
        body: { tracking_number: letter.tracking_number },
        data: letter,
        only: sisters,
      },
      { about: "no courier, and none that fits", code: 4032, body: fitsNobody, only: sisters },
      { about: "a number that is there", code: 4016, before: [added] },
      { about: "no quota", code: 4021, before: [noQuota] },
    ],
  ),

  createTrackings: proven(
    {
      method: "POST",
      path: "/trackings/batch",
      body: [letter, parcel],
      data: { submitted: 2, added: 2, trackings: [letter, parcel], errors: [] },
    },
    [
      { about: "one new and one known", code: 201, before: [added], data: { added: 1 }, entries: [4016] },
      { about: "none new", code: 201, before: [added], body: [letter], data: { added: 0 }, entries: [4016] },
      {
        about: "every other refusal of an entry",
        code: 201,
        body: [7, noNumber, impossible, unknownCourier, parcel],
        data: { submitted: 5, added: 1, trackings: [parcel] },
        entries: [4012, 4013, 4014, 4015],
      },
      {
        about: "an entry without courier, and without one that fits",
        code: 201,
        body: [{ tracking_number: letter.tracking_number }, fitsNobody],
        data: { submitted: 2, added: 1, trackings: [letter] },
        entries: [4015],
        only: sisters,
      },
      { about: "no quota", code: 201, before: [noQuota], data: { added: 0 }, entries: [4021, 4021] },
      emptyList,
      noList,
      { about: "41 entries", code: 4020, body: many(41, letter), message: "Up to 40 at a time" },
    ],
  ),

  listTrackings: proven(
    {
      method: "GET",
      path: "/trackings/get?page=1&limit=25&status=pending&numbers=RB123456785CN&archived=false",
      before: [added],
      data: { page: 1, limit: 25, total: "1", items: [letter] },
    },
    [
      { about: "POST with the filters in the body", code: 200, method: "POST", body: { orders: "#1001" } },
      { about: "a GET with a body", code: 200, path: "/trackings/get", body: { orders: "#1001" } },
      { about: "nothing that fits", code: 4031, path: "/trackings/get?orders=%23404" },
      { about: "a page behind the last", code: 4031, path: "/trackings/get?page=2" },
      { about: "an unknown status", code: 4033, path: "/trackings/get?status=lost" },
      {
        about: "41 numbers",
        code: 4012,
        path: `/trackings/get?numbers=${many(41, 0)
          .map((_, at) => `LX${at}`)
          .join()}`,
      },
      {
        about: "41 orders",
        code: 4012,
        path: `/trackings/get?orders=${many(41, 0)
          .map((_, at) => at)
          .join()}`,
      },
      { about: "a page that is no number", code: 4012, path: "/trackings/get?page=first" },
    ],
  ),

  getTracking: proven({ method: "GET", path: single, before: [added] }, [
    { about: "a language", code: 200, path: `${single}/en` },
    { about: "a pair that was never added", code: 4031, path: neverAdded },
    { about: "a number that cannot be", code: 4014, path: "/trackings/china-post/%3F%3F" },
    { about: "a courier that cannot be", code: 4015, path: "/trackings/no%20courier/RB123456785CN" },
  ]),

  updateTracking: proven(
    {
      method: "PUT",
      path: single,
      body: { title: "Blue mug", archived: "true", status: 7 },
      before: [added],
      data: { ...letter, title: "Blue mug", archived: "true", status: "7" },
    },
    [
      { about: "an empty body", code: 200, body: undefined, data: { ...letter, order_id: "#1001", status: "0" } },
      { about: "POST", code: 200, method: "POST", data: { archived: "true", status: "7" } },
      {
        about: "a status other than 4, 7 and 8",
        code: 4012,
        body: { status: 5 },
        message: "The value of `status` can only be 4, 7 or 8.",
      },
      { about: "a list", code: 4012, body: [1] },
      { about: "a number that cannot be", code: 4014, path: "/trackings/china-post/%3F%3F" },
      { about: "a courier that cannot be", code: 4015, path: "/trackings/no%20courier/RB123456785CN" },
      { about: "a pair that was never added", code: 4017, path: neverAdded },
    ],
  ),

  deleteTracking: proven({ method: "DELETE", path: single, before: [added], data: [] }, [
    { about: "a number that cannot be", code: 4014, path: "/trackings/china-post/%3F%3F" },
    { about: "a courier that cannot be", code: 4015, path: "/trackings/no%20courier/RB123456785CN" },
    { about: "a pair that was never added", code: 4017, path: neverAdded },
  ]),

  updateTrackings: proven(
    {
      method: "POST",
      path: "/trackings/updatemore",
      body: [{ ...letter, title: "Blue mug", status: "7" }],
      before: [added],
      data: { submitted: 1, update: 1, trackings: [letter], errors: [] },
    },
    [
      {
        about: "every refusal of an entry",
        code: 200,
        body: [7, noNumber, impossible, impossibleCourier, parcel, letter],
        data: { submitted: 6, update: 1, trackings: [letter] },
        entries: [4012, 4013, 4014, 4015, 4017],
      },
      emptyList,
      noList,
      over200(letter),
    ],
  ),

  deleteTrackings: proven(
    {
      method: "POST",
      path: "/trackings/delete",
      body: [letter, parcel, impossible],
      before: [added],
      data: { submitted: 3, delete: 1, trackings: [letter] },
    },
    [emptyList, noList, over200(letter)],
  ),

  stopTrackings: proven(
    {
      method: "POST",
      path: "/trackings/notupdate",
      body: [letter, parcel, impossible],
      before: registered,
      data: { submitted: 3, change: 1, trackings: [letter] },
    },
    [emptyList, noList, over200(letter)],
  ),

  getRealtime: proven(
    { method: "POST", path: "/trackings/realtime", body: letter, before: registered, data: { items: [letter] } },
    [
      { about: "a list", code: 4012, body: [letter] },
      { about: "no number", code: 4013, body: noNumber },
      { about: "a number that cannot be", code: 4014, body: impossible },
      { about: "an unknown courier", code: 4015, body: unknownCourier },
      { about: "no courier, and none that fits", code: 4032, body: fitsNobody, only: sisters },
      { about: "a new number without quota", code: 4021, before: [noQuota] },
      { about: "a provider that knows nothing yet", code: 4031, before: [...registered, provider(4031)] },
      {
        about: "the second time within two hours",
        code: 429,
        before: [...registered, { step: "call", method: "POST", path: "/trackings/realtime", body: letter }],
      },
      ...providerTroubles(registered),
    ],
  ),

  changeCarrier: proven(
    {
      method: "POST",
      path: "/trackings/update",
      body: { ...letter, update_carrier_code: "china-ems" },
      before: registered,
      data: { Usertag: "" },
    },
    [
      { about: "a list", code: 4012, body: [letter] },
      { about: "no number", code: 4013, body: noNumber },
      { about: "a number that cannot be", code: 4014, body: impossible },
      { about: "no new courier", code: 4015, body: letter },
      { about: "an unknown new courier", code: 4015, body: { ...letter, update_carrier_code: "nobody-express" } },
      { about: "a pair that is there under the new one", code: 4016, before: [added, addedToo, work] },
      { about: "a pair that was never added", code: 4017, body: { ...parcel, update_carrier_code: "dhl" } },
      { about: "a registration under way", code: 409, before: [added, provider(409)] },
      ...providerTroubles(registered),
    ],
  ),

  getUserInfo: proven({ method: "GET", path: "/trackings/getuserinfo", data: { phone: "", money: 0 } }, [
    { about: "POST", code: 200, method: "POST", body: {} },
    { about: "a number for the quota that is used up", code: 200, before: [noQuota], data: { track_number: 0 } },
  ]),

  countStatuses: proven(
    {
      method: "GET",
      path: "/trackings/getstatusnumber?created_at_min=1500000000",
      before: [added],
      data: {
        ...{ pending: 1, notfound: 0, transit: 0, pickup: 0 },
        ...{ delivered: 0, undelivered: 0, exception: 0, expired: 0 },
      },
    },
    [
      {
        about: "POST with the times in the body",
        code: 200,
        method: "POST",
        body: { created_at_max: 1500000000 },
        data: { pending: 0 },
      },
      { about: "a time that is none", code: 4012, path: "/trackings/getstatusnumber?created_at_min=soon" },
    ],
  ),

  checkRemote: proven(
    {
      method: "POST",
      path: "/trackings/remote",
      body: [{ country: "JP", postcode: "1000001", company: "DHL" }],
      data: { submitted: 1 },
      message: "The request was successful.",
    },
    [
      emptyList,
      { about: "a place without a country", code: 4012, body: [{ postcode: "1000001" }] },
      over200({ country: "JP", postcode: "1000001" }),
      ...providerTroubles([]),
    ],
  ),

  getCostTimes: proven(
    {
      method: "POST",
      path: "/trackings/costtime",
      body: [{ carrier_code: "china-post", original: "cn", destination: "US" }],
      data: [{ carrier_code: "china-post", original: "CN", destination: "US", total: 0, delivered: 0 }],
    },
    [
      emptyList,
      {
        about: "a country that is none",
        code: 4012,
        body: [{ carrier_code: "dhl", original: "China", destination: "US" }],
      },
      {
        about: "a courier that cannot be",
        code: 4015,
        body: [{ carrier_code: "no courier!", original: "CN", destination: "US" }],
      },
      {
        about: "an unknown courier",
        code: 4015,
        body: [{ carrier_code: "nobody-express", original: "CN", destination: "US" }],
      },
      over200({ carrier_code: "china-post", original: "CN", destination: "US" }),
    ],
  ),

  trackAirCargo: proven(
    {
      method: "POST",
      path: "/trackings/aircargo",
      body: { track_number: "17228891936", lang: "en" },
      data: { "172-28891936": { return_data: { track_number: "172-28891936" } } },
    },
    [
      {
        about: "a list",
        code: 200,
        body: { track_number: ["172 28891936", "172-0000001"] },
        data: { "172-0000001": {} },
      },
      { about: "a body that is a list", code: 4012, body: [] },
      { about: "no waybill", code: 4013, body: {} },
      { about: "a waybill that cannot be", code: 4014, body: { track_number: "12-3" } },
      {
        about: "41 waybills",
        code: 4020,
        body: { track_number: many(41, "172-28891936") },
        message: "Up to 40 at a time",
      },
      ...providerTroubles([]),
    ],
  ),

  listCarriers: proven({ method: "GET", path: "/carriers" }, [
    { about: "a slash at the end", code: 200, path: "/carriers/" },
  ]),

  detectCarrier: proven(
    {
      method: "POST",
      path: "/carriers/detect",
      body: { tracking_number: "RB123456785CN" },
      data: expect.arrayContaining([{ code: "china-post", name: "China Post" }]),
    },
    [
      { about: "a list", code: 4012, body: [letter] },
      { about: "no number", code: 4013, body: {} },
      { about: "a number that cannot be", code: 4014, body: impossible },
      { about: "a number of no courier", code: 4032, body: fitsNobody },
    ],
  ),
};
