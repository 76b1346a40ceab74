import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { batchRequest } from "~/tracking-api/contract/batch";
import { createRequest, printCreate } from "~/tracking-api/contract/create";
import { endpoints } from "~/tracking-api/contract/endpoints";
import { problemOf } from "~/tracking-api/contract/fields";
import { listQuery, printListQuery } from "~/tracking-api/contract/list";
import { normalOrderTime, orderInstant } from "~/tracking-api/contract/times";
import { createSample } from "../samples";

const bare = { tracking_number: "RB123456785CN", carrier_code: "china-post" };

function codeOf(schema: typeof createRequest | typeof listQuery, input: unknown): number {
  const parsed = schema.safeParse(input);
  return parsed.success ? 200 : problemOf(parsed.error).code;
}

describe("a create's body", () => {
  it("takes null, an empty text, 0 and nothing at all for not given", () => {
    const given = { ...bare, title: null, order_id: "", comment: 0, customer_name: undefined };
    expect(createRequest.parse(given)).toEqual(createSample());
  });

  it("takes numbers for texts, and either name of the destination", () => {
    const given = { ...bare, tracking_number: 123456789, tracking_ship_date: 20180908, auto_correct: 1 };
    const read = createRequest.parse({
      ...given,
      tracking_destination_country: "DE",
      destination_code: "us",
      lang: "RU",
    });
    expect(read).toMatchObject({ number: "123456789", shipDate: "20180908", keepCarrier: true });
    expect(read).toMatchObject({ destinationCountry: "DE", destinationCode: "US", lang: "ru" });
    expect(createRequest.parse({ ...bare, specialNumberDestination: "UK" }).destinationCountry).toBe("UK");
    expect(createRequest.parse({ ...bare, auto_correct: "1" }).keepCarrier).toBe(true);
  });

  it("ignores fields it does not know, __proto__ among them", () => {
    const given: unknown = JSON.parse(
      '{"tracking_number":"RB123456785CN","carrier_code":"china-post","__proto__":{"title":"x"},"y":{}}',
    );
    expect(createRequest.parse(given)).toEqual(createSample());
  });

  it("reads a number that came URL-encoded, and keeps blanks inside as given", () => {
    expect(createRequest.parse({ ...bare, tracking_number: " 9400%201000%200000 " }).number).toBe("9400 1000 0000");
  });

  it.each([
    [{ carrier_code: "dhl" }, 4013],
    [{ ...bare, tracking_number: "  " }, 4013],
    [{ ...bare, tracking_number: "1234" }, 4014],
    [{ ...bare, tracking_number: "1".repeat(200) }, 4014],
    [{ ...bare, tracking_number: "1".repeat(1_000_000) }, 4014],
    [{ ...bare, tracking_number: "'; DROP TABLE shipment; --" }, 4014],
    [{ ...bare, tracking_number: "RB1234\u000056785CN" }, 4014],
    [{ ...bare, tracking_number: "RB123456\ud800CN" }, 4014],
    [{ ...bare, tracking_number: "%E0%A4%A" }, 4014],
    [{ ...bare, tracking_number: {} }, 4014],
    [{ ...bare, tracking_number: ["RB123456785CN"] }, 4014],
    [{ ...bare, tracking_number: true }, 4014],
    [{ ...bare, carrier_code: undefined }, 4015],
    [{ ...bare, carrier_code: "china post" }, 4015],
    [{ ...bare, carrier_code: {} }, 4015],
    [{ ...bare, title: { deep: [] } }, 4012],
    [{ ...bare, title: "half a pair \ud83d" }, 4012],
    [{ ...bare, comment: "a\u0000b" }, 4012],
    [{}, 4013],
    [[], 4012],
    ["RB123456785CN", 4012],
    [null, 4012],
  ])("refuses %j with %i", (given, code) => {
    expect(codeOf(createRequest, given)).toBe(code);
  });

  it("sends only what is given, and the destination under the brand's name", () => {
    const request = createSample({ keepCarrier: true, destinationCountry: "DE" });
    expect(printCreate(request, "trackingmore-v2")).toEqual({
      ...bare,
      auto_correct: 1,
      specialNumberDestination: "DE",
    });
    expect(printCreate(request, "trackru-v1")).toEqual({
      ...bare,
      auto_correct: 1,
      tracking_destination_country: "DE",
    });
  });

  it("reads back what it sends", () => {
    const full = createSample({
      title: "Müller 鞋",
      orderId: "#1001",
      orderCreateTime: "2017/8/27 16:51",
      destinationCode: "US",
      shipDate: "20180908",
      postalCode: "12201",
      accountNumber: "7",
      destinationCountry: "US",
      lang: "en",
      keepCarrier: true,
      comment: "fragile",
      customerName: "Ann",
      customerEmail: "ann@example.com",
      customerPhone: "+1 555 0100",
      logisticsChannel: "API TEST",
    });
    expect(createRequest.parse(printCreate(full, "trackingmore-v2"))).toEqual(full);
    expect(createRequest.parse(printCreate(full, "trackru-v1"))).toEqual(full);
  });
});

describe("a batch's body", () => {
  it("judges every entry by itself", () => {
    const entries = batchRequest.parse([bare, { carrier_code: "dhl" }, null, { ...bare, carrier_code: "?" }]);
    expect(entries.map(({ request }) => ("kind" in request ? request.code : 200))).toEqual([200, 4013, 4012, 4015]);
    expect(entries[3]?.given).toEqual({ tracking_number: "RB123456785CN", carrier_code: "?" });
  });

  it.each([[[]], [{}], [null], ["x"]])("refuses %j as a whole", (given) => {
    expect(batchRequest.safeParse(given).success).toBe(false);
  });
});

describe("a list's query", () => {
  const nothing = listQuery.parse({});

  it("defaults to the first hundred of everything", () => {
    expect(nothing).toMatchObject({ page: 1, limit: 100, status: null, numbers: null, archived: null });
  });

  it("takes what the shop modules send for nothing: zeros, empty texts, nulls", () => {
    const empty = {
      page: 0,
      limit: "",
      status: null,
      created_at_min: 0,
      update_time_min: "0",
      numbers: "",
      orders: ",",
      lang: "",
    };
    expect(listQuery.parse(empty)).toEqual(nothing);
  });

  it("takes numbers as texts, times with decimals, pages over the limit", () => {
    const read = listQuery.parse({ page: "2", limit: "5000", created_at_min: "1441314361.25", archived: true });
    expect(read).toMatchObject({ page: 2, limit: 2000, archived: true });
    expect(read.createdAt.min).toEqual(new Date(1441314361_250));
  });

  it("reads objects where text belongs as no wish or as a fault, whatever they are made of", () => {
    for (const strange of [{ toString: 1 }, { valueOf: null }, [[]], [{}]]) {
      expect(listQuery.parse({ archived: strange })).toMatchObject({ archived: null });
      expect(listQuery.safeParse({ numbers: strange }).success).toBe(false);
    }
  });

  it("splits filters at commas and drops what is empty or there twice", () => {
    expect(listQuery.parse({ numbers: "A, B,,A", orders: ["#1"] })).toMatchObject({
      numbers: ["A", "B"],
      orders: ["#1"],
    });
  });

  it.each([
    [{ status: "lost" }, 4033],
    [{ status: "TRANSIT" }, 200],
    [{ numbers: Array.from({ length: 40 }, (_, index) => index).join() }, 200],
    [{ numbers: Array.from({ length: 41 }, (_, index) => index).join() }, 4012],
    [{ orders: Array.from({ length: 41 }, (_, index) => `#${index}`).join() }, 4012],
    [{ page: "9".repeat(1_000_000) }, 4012],
    [{ page: 1_000_001 }, 4012],
    [{ created_at_min: -253_402_300_799 }, 4012],
    [{ page: -1 }, 4012],
    [{ page: "1.5" }, 4012],
    [{ limit: "1 OR 1=1" }, 4012],
    [{ created_at_max: "yesterday" }, 4012],
    [{ created_at_max: 1e300 }, 4012],
    [{ numbers: "A\u0000" }, 4012],
    [{ numbers: [{}] }, 4012],
    [{ numbers: "\udc00" }, 4012],
  ])("answers %j with %i", (given, code) => {
    expect(codeOf(listQuery, given)).toBe(code);
  });

  it("reads back what it sends, times to the second and never narrower", () => {
    const range = { min: new Date("2026-11-20T10:00:00Z"), max: new Date("2026-11-20T11:00:00Z") };
    const ask = { page: 3, limit: 50, status: "transit", archived: false, orders: ["#1"], lang: "de" } as const;
    const full = {
      ...ask,
      orders: ["#1"],
      numbers: ["A-1"],
      createdAt: range,
      updatedAt: range,
      orderCreatedAt: range,
    };
    const whole = { ...range, max: new Date("2026-11-20T11:00:00.999Z") };
    const read = { ...full, createdAt: whole, updatedAt: whole, orderCreatedAt: whole };
    expect(listQuery.parse(printListQuery(full))).toEqual(read);
    const edge = { min: new Date("2026-11-20T10:00:00.900Z"), max: new Date("2026-11-20T10:00:00.100Z") };
    expect(printListQuery({ updatedAt: edge })).toEqual({
      update_time_min: "1795168800",
      update_time_max: "1795168801",
    });
  });
});

describe("a refusal that has no text of its own", () => {
  const refusalOf = (door: z.ZodType, given: unknown) => {
    const parsed = door.safeParse(given);
    return parsed.success ? null : problemOf(parsed.error).message;
  };

  it("names the field that was not understood, and its entry in a list", () => {
    expect(refusalOf(listQuery, { created_at_min: "2026-11-25" })).toBe(
      "The value of `created_at_min` is missing or not understood.",
    );
    const places = [{ country: "JP", postcode: "1000001" }, { country: "JP" }];
    expect(refusalOf(endpoints.checkRemote.input, places)).toBe(
      "The value of `postcode` in entry 2 is missing or not understood.",
    );
    expect(refusalOf(listQuery, { numbers: Array.from({ length: 41 }, (_, at) => at) })).toBe("Up to 40 at a time");
    expect(refusalOf(listQuery, [])).toBe("The request was not understood or a required parameter is missing.");
  });

  it("names it beside an entry of a batch, too", () => {
    const [entry] = batchRequest.parse([{ tracking_number: "RB123456785CN", carrier_code: "usps", title: {} }]);
    expect(entry?.request).toMatchObject({ code: 4012, message: "The value of `title` is missing or not understood." });
  });
});

describe("an order's time", () => {
  it.each([
    ["2017/8/27 16:51", "2017-08-27 16:51"],
    ["2018/09/08 6:5", "2018-09-08 06:05"],
    ["2017-08-26", "2017-08-26 00:00"],
    ["2026-11-20T10:00:00Z", "2026-11-20 10:00"],
    ["2017/2/31 10:00", null],
    ["yesterday", null],
    [null, null],
  ])("reads %j as %j", (text, printed) => {
    expect(normalOrderTime(text)).toBe(printed);
    expect(orderInstant(text)?.toISOString().slice(0, 16).replace("T", " ") ?? null).toBe(printed);
  });
});
