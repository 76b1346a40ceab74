import type { EmittedBatchEntry } from "./created";
import type { EndpointName, EndpointTypes } from "./endpoints";
import type { EmittedItem } from "./item";

const pair = { tracking_number: "RB123456785CN", carrier_code: "china-post" };
const kept = { tracking_number: "LX199229770CN", carrier_code: "china-ems" };
const passing = { tracking_number: "RB200000010CN", carrier_code: "china-post" };

const created: EmittedBatchEntry = {
  id: "0b5f4c1d9a7e4f0e8d2c6b3a59187f42",
  ...pair,
  order_create_time: 0,
  status: "pending",
  created_at: "2026-11-20T10:00:00+00:00",
  customer_email: null,
  customer_name: null,
  customer_phone: null,
  order_id: "#1001",
  comment: null,
  title: "Red mug",
  logistics_channel: null,
};

/** A parcel on its way, as every example shows it. */
export const exampleItem: EmittedItem = {
  id: created.id,
  ...pair,
  status: "transit",
  track_update: true,
  created_at: "2026-11-20T10:00:00+00:00",
  updated_at: "2026-11-23T12:00:00+00:00",
  order_create_time: null,
  customer_email: null,
  customer_phone: null,
  title: "Red mug",
  order_id: "#1001",
  comment: null,
  customer_name: null,
  archived: false,
  original_country: "China",
  destination_country: "Germany",
  itemTimeLength: 3,
  stayTimeLength: 1,
  service_code: null,
  status_info: null,
  substatus: "transit001",
  origin_info: {
    ItemReceived: "2026-11-20 18:00:00",
    ItemDispatched: null,
    DepartfromAirport: null,
    ArrivalfromAbroad: null,
    CustomsClearance: null,
    DestinationArrived: null,
    weblink: "http://yjcx.ems.com.cn/",
    phone: "86 20 11185",
    carrier_code: "china-post",
    trackinfo: [
      {
        Date: "2026-11-22 20:10:00",
        StatusDescription: "Departed",
        Details: "Guangzhou",
        checkpoint_status: "transit",
        substatus: "transit001",
      },
      {
        Date: "2026-11-20 18:00:00",
        StatusDescription: "Accepted",
        Details: "Guangzhou",
        checkpoint_status: "transit",
        substatus: "transit001",
        ItemNode: "ItemReceived",
      },
    ],
  },
  lastEvent: "Departed,Guangzhou,2026-11-22 20:10:00",
  lastUpdateTime: "2026-11-22 20:10:00",
};

const keptId = "5d0a9c7be1f2483ca64f01b7d93e28c5";

/**
 * `data` of a successful answer for every endpoint: what the documents show beside the ask of
 * `examples.ts`.
 */
export const exampleAnswers: { readonly [Name in EndpointName]: EndpointTypes[Name]["emitted"] } = {
  createTracking: { ...created, destination: "" },
  createTrackings: {
    submitted: 2,
    added: 2,
    trackings: [
      { ...created, id: keptId, ...kept, order_id: "#1002" },
      { ...created, id: "9c41f7d20b6e4a53a8d1c05e72f3b964", ...passing, order_id: "#1003" },
    ],
    errors: [],
  },
  listTrackings: { page: 1, limit: 25, total: "1", items: [exampleItem] },
  getTracking: exampleItem,
  updateTracking: {
    id: created.id,
    ...pair,
    created_at: "2026-11-20T10:00:00+00:00",
    updated_at: "2026-11-23T12:00:00+00:00",
    customer_email: null,
    customer_name: null,
    order_id: "#1001",
    title: "Blue mug",
    destination_code: null,
    customer_phone: null,
    archived: "true",
    status: "2",
    logistics_channel: null,
  },
  deleteTracking: [],
  updateTrackings: { submitted: 1, update: 1, trackings: [kept], errors: [] },
  deleteTrackings: { submitted: 1, delete: 1, trackings: [passing] },
  stopTrackings: { submitted: 1, change: 1, trackings: [kept] },
  getRealtime: {
    items: [
      {
        ...exampleItem,
        id: keptId,
        ...kept,
        order_id: "#1002",
        status: "exception",
        track_update: false,
        origin_info: { ...exampleItem.origin_info, carrier_code: kept.carrier_code },
      },
    ],
  },
  changeCarrier: { Usertag: "" },
  getUserInfo: { email: "ops@example.com", regtime: "1795168800", phone: "", money: 0, track_number: 49 },
  countStatuses: {
    pending: 1,
    notfound: 0,
    transit: 12,
    pickup: 2,
    delivered: 85,
    undelivered: 1,
    exception: 0,
    expired: 0,
  },
  checkRemote: {
    submitted: 1,
    other: [],
    remote: [{ far_express_company: "dhl", two_code: "JP", far_country: "Japan", far_city_postcode: "9071801" }],
  },
  getCostTimes: [
    {
      carrier_code: "china-post",
      original: "CN",
      destination: "US",
      total: 120,
      delivered: 100,
      range1: 0.1,
      range3: 0.55,
      range4: 0.3,
      range5: 0.04,
      range6: 0.01,
      average: 14.2,
    },
  ],
  trackAirCargo: {
    "172-28891936": {
      airline_info: {
        name: "Cargolux",
        url: "https://www.cargolux.com/",
        track_url: "https://www.cargolux.com/track-and-trace/",
      },
      return_data: {
        track_number: "172-28891936",
        weight: "120",
        piece: 3,
        origin: "HKG",
        destination: "LUX",
        status_number: 4,
        last_event: "Arrived,LUX,2026-11-22 05:40",
        flight_info: {
          CV7947: {
            depart_station: "HKG",
            depart_time: "2026-11-21 22:10",
            plan_depart_time: "2026-11-21 22:00",
            arrival_station: "LUX",
            arrival_time: "2026-11-22 05:40",
            plan_arrival_time: "2026-11-22 05:30",
          },
        },
        track_info: [
          {
            plan_date: "",
            actual_date: "2026-11-22 05:40",
            event: "Arrived",
            station: "LUX",
            flight_number: "CV7947",
            status: "ARR",
            piece: "3",
            weight: "120",
          },
        ],
      },
    },
  },
  detectCarrier: [
    { name: "China Post", code: "china-post" },
    { name: "China EMS", code: "china-ems" },
  ],
  listCarriers: [
    {
      name: "DHL",
      code: "dhl",
      phone: "1 800 225 5345",
      homepage: "http://www.dhl.com/",
      type: "express",
      picture: "",
      name_cn: "DHL",
    },
  ],
};
