import { describe, expect, it } from "vitest";
import { toUpdate } from "~/providers/tracking/trackingmore-v2/mapping";
import { trackingItem } from "~/tracking-api/contract/item";
import { printItem } from "~/tracking-api/server/print-item";
import { recordSample } from "../../tracking-api/samples";

const read = (item: object) => toUpdate(trackingItem.parse(item));
const bare = { tracking_number: "RB123456785CN", carrier_code: "china-post", status: "transit" };

describe("a v2 item in the domain's words", () => {
  it("keeps the whole story, with local times and no zone", () => {
    expect(read(printItem(recordSample(), new Date("2019-03-09T04:00:00Z")))).toEqual({
      number: "RB123456785CN",
      courierCode: "china-post",
      providerId: "0123456789abcdef0123456789abcdef",
      status: "transit",
      substatus: "transit001",
      updatedAt: new Date("2019-03-09T04:00:00Z"),
      following: true,
      originCountry: "CN",
      destinationCountry: "DE",
      expected: null,
      legs: {
        origin: {
          courierCode: "china-post",
          country: "CN",
          website: "http://yjcx.ems.com.cn/qps/yjcx",
          phone: "86 20 11185",
        },
      },
      checkpoints: [
        {
          leg: "origin",
          local: "2019-03-08T20:10:00",
          offsetMinutes: null,
          text: "Departed",
          place: "Guangzhou",
          status: "transit",
          substatus: "transit001",
          milestone: null,
        },
        {
          leg: "origin",
          local: "2019-03-05T18:00:00",
          offsetMinutes: null,
          text: "Accepted",
          place: "Guangzhou",
          status: "transit",
          substatus: "transit001",
          milestone: "ItemReceived",
        },
      ],
    });
  });

  it("reads an item with nothing but its name", () => {
    expect(read(bare)).toMatchObject({ providerId: null, updatedAt: null, following: true, legs: {}, checkpoints: [] });
  });

  it("keeps words it does not know", () => {
    expect(read({ ...bare, status: "inforeceived", substatus: "not found001" })).toMatchObject({
      status: "inforeceived",
      substatus: "not found001",
    });
  });

  it("hears that nobody follows the parcel any more", () => {
    expect(read({ ...bare, track_update: false }).following).toBe(false);
  });

  it("reads both halves, and marks of older servers that only repeat the time", () => {
    const trackinfo = [
      {
        Date: "2015-11-02 17:11",
        StatusDescription: "Delivered",
        Details: "RENTON, WA 98056",
        checkpoint_status: "delivered",
      },
    ];
    const update = read({
      ...bare,
      original_country: "Korea, South",
      destination_country: "Hong Kong [CN]",
      origin_info: { ItemReceived: false, trackinfo: null, weblink: "", carrier_code: "phlpost" },
      destination_info: { DestinationArrived: "2015-11-02 17:11", carrier_code: "usps", trackinfo },
    });
    expect(update).toMatchObject({ originCountry: "KR", destinationCountry: "HK" });
    expect(update.legs).toMatchObject({ origin: { courierCode: "phlpost" }, destination: { courierCode: "usps" } });
    expect(update.checkpoints).toEqual([
      {
        leg: "destination",
        local: "2015-11-02T17:11:00",
        offsetMinutes: null,
        text: "Delivered",
        place: "RENTON, WA 98056",
        status: "delivered",
        substatus: null,
        milestone: "DestinationArrived",
      },
    ]);
  });

  it.each([
    ["2020-05-01 16:31:07", "2020-05-01T16:31:07"],
    ["2020-05-01 16:31", "2020-05-01T16:31:00"],
    ["2020-05-01 16:3", "2020-05-01T16:30:00"],
    ["2020-05-01", "2020-05-01T00:00:00"],
    ["2020-02-31 10:00", undefined],
    ["yesterday", undefined],
    [null, undefined],
  ])("reads the event time %j as %j", (Date, local) => {
    const update = read({ ...bare, origin_info: { trackinfo: [{ Date, StatusDescription: "Moved" }] } });
    expect(update.checkpoints[0]?.local).toBe(local);
  });
});
