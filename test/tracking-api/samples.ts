import type { CreateRequest } from "~/tracking-api/contract/create";
import type { TrackingRecord } from "~/tracking-api/server/service";

/** A create with nothing but its number, and what a test adds. */
export function createSample(changes: Partial<CreateRequest> = {}): CreateRequest {
  return {
    number: "RB123456785CN",
    carrierCode: "china-post",
    title: null,
    logisticsChannel: null,
    customerName: null,
    customerEmail: null,
    customerPhone: null,
    orderId: null,
    orderCreateTime: null,
    destinationCode: null,
    shipDate: null,
    postalCode: null,
    accountNumber: null,
    destinationCountry: null,
    lang: null,
    keepCarrier: false,
    comment: null,
    ...changes,
  };
}

/** The documentation's parcel: accepted on the 5th, departed on the 8th, on its way to Germany. */
export function recordSample(changes: Partial<TrackingRecord> = {}): TrackingRecord {
  return {
    id: "0123456789abcdef0123456789abcdef",
    number: "RB123456785CN",
    carrierCode: "china-post",
    status: "transit",
    substatus: "transit001",
    following: true,
    archived: false,
    createdAt: new Date("2019-03-05T02:00:00Z"),
    updatedAt: new Date("2019-03-09T04:00:00Z"),
    orderCreateTime: "2019/3/4 9:05",
    orderId: "#1001",
    title: "Red mug",
    comment: null,
    customerName: null,
    customerEmail: null,
    customerPhone: null,
    logisticsChannel: null,
    originCountry: "China",
    destinationCountry: "Germany",
    destinationCode: "DE",
    origin: { carrierCode: "china-post", weblink: "http://yjcx.ems.com.cn/qps/yjcx", phone: "86 20 11185" },
    destination: null,
    checkpoints: [
      {
        leg: "origin",
        local: "2019-03-08T20:10:00",
        offsetMinutes: 480,
        text: "Departed",
        place: "Guangzhou",
        status: "transit",
        substatus: "transit001",
        milestone: null,
      },
      {
        leg: "origin",
        local: "2019-03-05T18:00:00",
        offsetMinutes: 480,
        text: "Accepted",
        place: "Guangzhou",
        status: "transit",
        substatus: "transit001",
        milestone: "ItemReceived",
      },
    ],
    ...changes,
  };
}
