import { describe, expect, it } from "vitest";
import { phpJson } from "~/tracking-api/contract/envelope";
import { emittedItem } from "~/tracking-api/contract/item";
import { printPush, pushFields, readPush } from "~/tracking-api/contract/push";
import { signPush, verifyPush } from "~/tracking-api/contract/signature";
import { printItem } from "~/tracking-api/server/print-item";
import type { CheckpointRecord } from "~/tracking-api/server/service";
import { recordSample } from "../samples";

const now = new Date("2019-03-09T04:00:00Z");

function event(local: string, changes: Partial<CheckpointRecord> = {}): CheckpointRecord {
  const blank = { text: "Moved", place: "", status: "transit", substatus: null, milestone: null };
  return { leg: "origin", local, offsetMinutes: null, ...blank, ...changes };
}

describe("printing an item", () => {
  it("prints the documented example, key by key", () => {
    expect(phpJson(printItem(recordSample(), now))).toBe(
      '{"id":"0123456789abcdef0123456789abcdef","tracking_number":"RB123456785CN","carrier_code":"china-post",' +
        '"status":"transit","track_update":true,"created_at":"2019-03-05T02:00:00+00:00",' +
        '"updated_at":"2019-03-09T04:00:00+00:00","order_create_time":"2019-03-04 09:05","customer_email":null,' +
        '"customer_phone":null,"title":"Red mug","order_id":"#1001","comment":null,"customer_name":null,' +
        '"archived":false,"original_country":"China","destination_country":"Germany","itemTimeLength":4,' +
        '"stayTimeLength":1,"service_code":null,"status_info":null,"substatus":"transit001","origin_info":{' +
        '"ItemReceived":"2019-03-05 18:00:00","ItemDispatched":null,"DepartfromAirport":null,"ArrivalfromAbroad":null,' +
        '"CustomsClearance":null,"DestinationArrived":null,"weblink":"http:\\/\\/yjcx.ems.com.cn\\/qps\\/yjcx",' +
        '"phone":"86 20 11185","carrier_code":"china-post","trackinfo":[{"Date":"2019-03-08 20:10:00",' +
        '"StatusDescription":"Departed","Details":"Guangzhou","checkpoint_status":"transit","substatus":"transit001"},' +
        '{"Date":"2019-03-05 18:00:00","StatusDescription":"Accepted","Details":"Guangzhou",' +
        '"checkpoint_status":"transit","substatus":"transit001","ItemNode":"ItemReceived"}]},' +
        '"lastEvent":"Departed,Guangzhou,2019-03-08 20:10:00","lastUpdateTime":"2019-03-08 20:10:00"}',
    );
  });

  it("prints a parcel nobody has seen without a blank that breaks strict readers", () => {
    const record = recordSample({
      checkpoints: [],
      status: "pending",
      substatus: null,
      updatedAt: null,
      originCountry: null,
      destinationCountry: null,
      orderCreateTime: null,
    });
    const printed = emittedItem.parse(printItem(record, now));
    expect(printed).toMatchObject({ lastEvent: "", lastUpdateTime: "", itemTimeLength: null, stayTimeLength: 0 });
    expect(printed).toMatchObject({ original_country: "", order_create_time: null, updated_at: null });
    expect(printed.origin_info).toMatchObject({ ItemReceived: null, trackinfo: null });
    expect(Object.keys(printed)).not.toContain("destination_info");
    expect(Object.keys(printed)).not.toContain("destination_country");
  });

  it("splits the two halves, and shows the event the service calls newest", () => {
    const delivered = event("2019-03-08T20:10:00", {
      leg: "destination",
      text: "Delivered",
      place: "RENTON, WA 98056",
      status: "delivered",
      milestone: "DestinationArrived",
    });
    const checkpoints = [delivered, event("2019-03-08T20:10:00", { status: null }), event("2019-03-05T18:00:00")];
    const destination = { carrierCode: "usps", weblink: null, phone: null };
    const printed = emittedItem.parse(printItem(recordSample({ checkpoints, destination }), now));
    expect(printed.lastEvent).toBe("Delivered,RENTON, WA 98056,2019-03-08 20:10:00");
    expect(printed.origin_info.trackinfo?.map(({ Date }) => Date)).toEqual([
      "2019-03-08 20:10:00",
      "2019-03-05 18:00:00",
    ]);
    expect(printed.origin_info.trackinfo?.[0]?.checkpoint_status).toBe("");
    expect(printed.destination_info).toMatchObject({
      carrier_code: "usps",
      DestinationArrived: "2019-03-08 20:10:00",
      trackinfo: [{ Details: "RENTON, WA 98056", ItemNode: "DestinationArrived" }],
    });
  });

  it("drops an empty place from the last event", () => {
    expect(printItem(recordSample({ checkpoints: [event("2019-03-08T20:10:00")] }), now).lastEvent).toBe(
      "Moved,2019-03-08 20:10:00",
    );
  });
});

describe("counting days", () => {
  const at = (local: string, status = "transit") => event(local, { status });

  it("counts the documented parcel as twelve days: 22 October 16:35 to 2 November 17:11", () => {
    const checkpoints = [at("2015-11-02T17:11:00", "delivered"), at("2015-10-22T16:35:00")];
    expect(printItem(recordSample({ status: "delivered", checkpoints }), now).itemTimeLength).toBe(12);
  });

  it("stops the way at the delivery, and the stay when nobody follows any more", () => {
    const checkpoints = [
      at("2019-03-07T10:00:00", "transit"),
      at("2019-03-06T10:00:00", "delivered"),
      at("2019-03-05T10:00:00"),
    ];
    const record = recordSample({ status: "delivered", checkpoints, updatedAt: new Date("2019-03-08T09:00:00Z") });
    expect(printItem(record, now)).toMatchObject({ itemTimeLength: 1, stayTimeLength: 2 });
    expect(printItem({ ...record, following: false }, now)).toMatchObject({ itemTimeLength: 1, stayTimeLength: 1 });
  });

  it("starts at the moment the item was received, where that is marked", () => {
    const received = event("2019-03-06T10:00:00", { milestone: "ItemReceived" });
    const checkpoints = [at("2019-03-07T10:00:00"), received, at("2019-03-01T10:00:00")];
    expect(printItem(recordSample({ checkpoints }), now).itemTimeLength).toBe(1);
  });
});

describe("a push", () => {
  const verifyInfo = signPush("user@example.com", now);
  const text = printPush(printItem(recordSample({ title: "two\nlines" }), now), verifyInfo);

  it("is one line with the documented fields, and reads back", () => {
    expect(text).not.toMatch(/[\r\n]/);
    const body: { data: object } = JSON.parse(text);
    expect(Object.keys(body)).toEqual(["meta", "data", "verifyInfo"]);
    expect(Object.keys(body.data)).toEqual(pushFields.filter((field) => field !== "destination_info"));
    const read = readPush(text);
    expect(read).toMatchObject({ item: { tracking_number: "RB123456785CN", title: "two\nlines" }, verifyInfo });
    expect(verifyPush("user@example.com", read?.verifyInfo ?? { timeStr: null, signature: null })).toBe(true);
  });

  it.each(["", "[]", "{", '{"data":{}}', text.replace("verifyInfo", "verify"), text.slice(0, -2)])(
    "is null for %.20j",
    (body) => {
      expect(readPush(body)).toBeNull();
    },
  );
});
