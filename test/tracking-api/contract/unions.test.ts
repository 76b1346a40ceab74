import { describe, expect, it } from "vitest";
import { createTrackingClient } from "~/tracking-api/client/client";

/**
 * What the client makes of an answer with this `data`: fields that come in several types, one test
 * each.
 */
const clientReported = (data: unknown, code = 200) =>
  createTrackingClient({
    brand: "trackingmore-v2",
    apiKey: "0123-key",
    timeoutMs: 10_000,
    fetch: () => Promise.resolve(Response.json({ meta: { code, type: "Type", message: "Message" }, data })),
  });

const pair = { carrierCode: "china-post", number: "RB123456785CN" };
const item = { id: "1", tracking_number: pair.number, carrier_code: pair.carrierCode, status: "transit" };

async function readItem(fields: object) {
  const result = await clientReported({ ...item, ...fields }).getTracking({ ...pair, lang: null });
  if (result.kind !== "ok") throw new Error(`The item could not be read: ${result.kind}`);
  return result.data;
}

describe("fields that come in several types", () => {
  it.each([
    ["56", 56],
    [56, 56],
    ["many", null],
  ])("`total` as text or number: %j", async (total, expected) => {
    const page = await clientReported({ page: 1, limit: 100, total, items: [item] }).listTrackings({});
    expect(page).toMatchObject({ kind: "ok", data: { total: expected, items: [{ id: "1" }] } });
  });

  it.each([
    ["a@example.com", ["a@example.com"]],
    [
      ["a@example.com", "b@example.com"],
      ["a@example.com", "b@example.com"],
    ],
    [null, []],
    ["", []],
  ])("`customer_email` as text, list or null: %j", async (customer_email, expected) => {
    expect((await readItem({ customer_email })).customer_email).toEqual(expected);
  });

  it.each([
    [true, true],
    ["true", true],
    [false, false],
    ["false", false],
    [undefined, null],
  ])("`archived` as truth or text: %j", async (archived, expected) => {
    expect((await readItem({ archived })).archived).toBe(expected);
  });

  it.each([
    ["2019-03-05 18:00:00", "2019-03-05 18:00:00"],
    [null, null],
    [false, null],
  ])("a milestone as text, null or false: %j", async (ItemReceived, expected) => {
    const { origin_info: origin } = await readItem({ origin_info: { ItemReceived, carrier_code: "china-post" } });
    expect(origin?.ItemReceived).toBe(expected);
  });

  it.each([
    ["2019-03-04 09:05", "2019-03-04 09:05"],
    [0, null],
    [null, null],
  ])("`order_create_time` as text, 0 or null: %j", async (order_create_time, expected) => {
    expect((await readItem({ order_create_time })).order_create_time).toBe(expected);
  });

  it("`data` as an object or `[]`: nothing there, never something unreadable", async () => {
    const empty = { total: 0, items: [], unreadableItems: 0 };
    expect(await clientReported([]).listTrackings({})).toEqual({ kind: "ok", code: 4031, data: empty });
    expect(await clientReported([]).getRealtime(pair)).toEqual({ kind: "ok", code: 4031, data: null });
    expect(await clientReported([]).getTracking({ ...pair, lang: null })).toMatchObject({
      kind: "api-error",
      code: 4031,
    });
    expect(await clientReported([]).trackAirCargo({ waybills: ["172-28891936"], lang: null })).toMatchObject({
      data: {},
    });
    expect(await clientReported([], 4017).updateTracking(pair)).toMatchObject({ kind: "api-error", code: 4017 });
    // No data at all is half an answer: "not there" would have the number added again.
    expect(await clientReported(undefined).listTrackings({})).toEqual({ kind: "unreadable", reason: "wrong-shape" });
  });

  it.each([
    ["delivered", "delivered"],
    ["4", "4"],
    [4, "4"],
  ])("`status` as a word or, in the answer to a change, a code: %j", async (status, expected) => {
    const changed = await clientReported({ ...item, status }).updateTracking({ ...pair, title: "Blue mug" });
    expect(changed).toMatchObject({ kind: "ok", data: { status: expected } });
  });

  it("a single tracking as an object or a list of one", async () => {
    const asList = await clientReported([item]).getTracking({ ...pair, lang: null });
    expect(asList).toEqual(await clientReported(item).getTracking({ ...pair, lang: null }));
    expect(asList).toMatchObject({ kind: "ok" });
  });
});
