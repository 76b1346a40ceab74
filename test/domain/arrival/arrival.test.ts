import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dayIn,
  daysBetweenDays,
  expectedArrival,
  isAwaited,
  setOutAt,
  type AwaitedParcel,
} from "~/domain/arrival/arrival";
import {
  fewestParcels,
  longestTransitDays,
  transitHistogram,
  windowAfter,
  type TransitHistogram,
} from "~/domain/arrival/transit-days";
import { trackingStatuses } from "~/domain/tracking/status";

const someDays = fc.array(fc.integer({ min: 0, max: longestTransitDays + 30 }), { maxLength: 400 });
const quickDays = fc.array(fc.integer({ min: 0, max: longestTransitDays }), {
  minLength: fewestParcels,
  maxLength: 400,
});
const gone = fc.integer({ min: 0, max: longestTransitDays + 5 });
const times = (count: number, days: number) => Array.from({ length: count }, () => days);

describe("a lane's window", () => {
  it("goes from the median to the 85th percentile of what is left", () => {
    const histogram = transitHistogram([...times(40, 5), ...times(40, 7), ...times(20, 12)]);
    expect(windowAfter(histogram, 0)).toEqual({ fromDays: 7, toDays: 12, parcels: 100 });
    expect(windowAfter(transitHistogram([...times(50, 5), ...times(35, 7), ...times(15, 12)]), 0)).toEqual({
      fromDays: 5,
      toDays: 7,
      parcels: 100,
    });
  });

  it("forgets the journeys that were over by now, and not those that end today", () => {
    const histogram = transitHistogram([...times(300, 3), ...times(20, 8), ...times(20, 9)]);
    expect(windowAfter(histogram, 3)).toMatchObject({ fromDays: 3, parcels: 340 });
    expect(windowAfter(histogram, 4)).toEqual({ fromDays: 8, toDays: 9, parcels: 40 });
    expect(windowAfter(histogram, 8)).toEqual({ fromDays: 8, toDays: 9, parcels: 40 });
    expect(windowAfter(histogram, 9)).toEqual({ fromDays: 9, toDays: 9, parcels: 20 });
    expect(windowAfter(histogram, 10)).toBeNull();
  });

  it("needs twenty parcels that took so long", () => {
    expect(windowAfter(transitHistogram(times(20, 4)), 0)).toEqual({ fromDays: 4, toDays: 4, parcels: 20 });
    expect(windowAfter(transitHistogram(times(19, 4)), 0)).toBeNull();
    expect(windowAfter([], 0)).toBeNull();
    fc.assert(
      fc.property(someDays, gone, (days, daysGone) => {
        const left = days.filter((took) => took >= daysGone).length;
        const window = windowAfter(transitHistogram(days), daysGone);
        if (left < fewestParcels) expect(window).toBeNull();
        else if (window) expect(window.parcels).toBe(left);
      }),
    );
  });

  it("is not told where more than 15 in 100 took longer than is told apart", () => {
    const slow = (count: number) => transitHistogram([...times(100 - count, 20), ...times(count, 90)]);
    expect(windowAfter(slow(15), 0)).toEqual({ fromDays: 20, toDays: 20, parcels: 100 });
    expect(windowAfter(slow(16), 0)).toBeNull();
  });

  it("is that of the sorted journeys, in whatever order they came", () => {
    fc.assert(
      fc.property(quickDays, gone, (days, daysGone) => {
        const left = days.filter((took) => took >= daysGone).sort((a, b) => a - b);
        const at = (percent: number) => left[Math.ceil((left.length * percent) / 100) - 1];
        const expected =
          left.length < fewestParcels ? null : { fromDays: at(50), toDays: at(85), parcels: left.length };
        expect(windowAfter(transitHistogram(days), daysGone)).toEqual(expected);
        expect(windowAfter(transitHistogram([...days].reverse()), daysGone)).toEqual(expected);
      }),
    );
  });

  it("never ends before it begins, never lies in the past, and moves only forward as days go by", () => {
    fc.assert(
      fc.property(someDays, gone, (days, daysGone) => {
        const histogram = transitHistogram(days);
        const [now, tomorrow] = [windowAfter(histogram, daysGone), windowAfter(histogram, daysGone + 1)];
        if (now === null) return;
        expect(now.fromDays).toBeGreaterThanOrEqual(daysGone);
        expect(now.toDays).toBeGreaterThanOrEqual(now.fromDays);
        if (tomorrow === null) return;
        expect(tomorrow.fromDays).toBeGreaterThanOrEqual(now.fromDays);
        expect(tomorrow.toDays).toBeGreaterThanOrEqual(now.toDays);
        expect(tomorrow.parcels).toBeLessThanOrEqual(now.parcels);
      }),
    );
  });
});

const timeZone = "America/New_York";
const at = (day: string, time = "12:00:00-05:00") => new Date(`${day}T${time}`);
const tenDays: TransitHistogram = transitHistogram([...times(60, 10), ...times(40, 12)]);
const parcel = (fields: Partial<AwaitedParcel> = {}): AwaitedParcel => ({
  status: "transit",
  substatus: null,
  firstEventAt: at("2026-11-16"),
  shippedAt: at("2026-11-14"),
  expectedFrom: null,
  expectedTo: null,
  shopifyEstimateAt: null,
  originCountry: "CN",
  lanes: [{ originCountry: "CN", transitDays: tenDays }],
  ...fields,
});
const report = (fields: Partial<AwaitedParcel> = {}, now = at("2026-11-20")) =>
  expectedArrival(parcel(fields), { now, timeZone });
const ownWindow = {
  from: "2026-11-26",
  to: "2026-11-28",
  basis: { by: "lane", parcels: 100, originCountry: "CN" },
};

describe("when a parcel is expected", () => {
  it("is what the carrier says, before Shopify, before the shop's own parcels", () => {
    const carrier = { expectedFrom: at("2026-11-24"), expectedTo: at("2026-11-25") };
    const shopifyEstimateAt = at("2026-11-23");
    expect(report({ ...carrier, shopifyEstimateAt })).toEqual({
      from: "2026-11-24",
      to: "2026-11-25",
      basis: { by: "carrier" },
    });
    expect(report({ shopifyEstimateAt })).toEqual({ from: "2026-11-23", to: "2026-11-23", basis: { by: "shopify" } });
    expect(report()).toEqual(ownWindow);
    expect(report({ lanes: [] })).toBeNull();
  });

  it("is not what somebody said it would be before today", () => {
    const carrier = { expectedFrom: at("2026-11-17"), expectedTo: at("2026-11-19") };
    expect(report({ ...carrier, shopifyEstimateAt: at("2026-11-19") })).toEqual(ownWindow);
    expect(report({ ...carrier, lanes: [] })).toBeNull();
    expect(report({ ...carrier, expectedTo: at("2026-11-20", "00:30:00-05:00") })).toMatchObject({
      from: "2026-11-20",
      to: "2026-11-20",
    });
    expect(report({ expectedFrom: at("2026-11-19"), lanes: [] })).toBeNull();
  });

  it("is told by the shop's calendar, however late the hour", () => {
    const lateEvening = { firstEventAt: at("2026-11-16", "23:30:00-05:00") };
    expect(report(lateEvening, at("2026-11-20", "23:59:00-05:00"))).toEqual(ownWindow);
    expect(report({ firstEventAt: at("2026-11-17", "00:30:00-05:00") })).toMatchObject({ from: "2026-11-27" });
  });

  it("counts from the shipping date until the first scan, and then from it", () => {
    expect(report({ firstEventAt: null })).toMatchObject({ from: "2026-11-24", to: "2026-11-26" });
    expect(report({ firstEventAt: null, shippedAt: null })).toBeNull();
    expect(report({ shippedAt: null })).toEqual(ownWindow);
    expect(
      setOutAt({ firstEventAt: at("2026-11-20"), shippedAt: at("2026-11-14"), deliveredAt: at("2026-11-20") }),
    ).toEqual(at("2026-11-14"));
  });

  it("is not told for a label that lies unscanned for a week", () => {
    const label = { status: "notfound", firstEventAt: at("2026-11-14") } as const;
    expect(report(label)).toMatchObject({ from: "2026-11-24" });
    expect(report(label, at("2026-11-21"))).toBeNull();
    expect(report({ ...label, status: "transit" }, at("2026-11-21"))).toMatchObject({ from: "2026-11-24" });
  });

  it("is told from the same lane, and from the only lane while the origin is not known", () => {
    const slow = { originCountry: "DE", transitDays: transitHistogram(times(30, 20)) };
    const [own] = parcel().lanes;
    const lanes = own ? [own, slow] : [];
    expect(report({ lanes })).toEqual(ownWindow);
    expect(report({ lanes, originCountry: "DE" })).toMatchObject({ from: "2026-12-06", basis: { parcels: 30 } });
    expect(report({ lanes, originCountry: "FR" })).toBeNull();
    expect(report({ originCountry: "FR" })).toBeNull();
    expect(report({ originCountry: null })).toEqual(ownWindow);
    expect(report({ lanes, originCountry: null })).toBeNull();
    expect(report({ lanes: [...lanes, { ...slow, originCountry: "" }], originCountry: null })).toMatchObject({
      from: "2026-12-06",
    });
  });

  it("is told of no parcel that has come, waits to be collected, or is in trouble", () => {
    const reported = trackingStatuses.filter((status) => report({ status }) !== null);
    expect(reported).toEqual(["pending", "notfound", "transit"]);
    expect(report({ status: "pickup", substatus: "pickup002", expectedTo: at("2026-11-25") })).toBeNull();
    expect(isAwaited({ status: "pickup", substatus: "pickup001" })).toBe(true);
    expect(isAwaited({ status: "exception", substatus: "exception011" })).toBe(false);
  });

  it("is today or nothing for a parcel that is out for delivery, whatever was estimated before", () => {
    for (const substatus of ["pickup001", null]) {
      const out = { status: "pickup", substatus } as const;
      expect(report(out)).toBeNull();
      expect(report({ ...out, expectedFrom: at("2026-11-21"), expectedTo: at("2026-11-24") })).toBeNull();
      expect(report({ ...out, shopifyEstimateAt: at("2026-11-23") })).toBeNull();
      expect(report({ ...out, expectedTo: at("2026-11-20") })).toMatchObject({ to: "2026-11-20" });
      expect(report({ ...out, expectedFrom: at("2026-11-19"), expectedTo: at("2026-11-21") })).toEqual({
        from: "2026-11-20",
        to: "2026-11-21",
        basis: { by: "carrier" },
      });
      expect(report({ ...out, expectedTo: at("2026-11-24"), shopifyEstimateAt: at("2026-11-20") })).toMatchObject({
        basis: { by: "shopify" },
      });
    }
  });

  it("never begins before today, never ends before it begins, and comes from twenty parcels or an estimate", () => {
    const instant = fc.date({ min: at("2026-10-01"), max: at("2026-12-31"), noInvalidDate: true });
    const maybe = fc.option(instant, { nil: null });
    const zone = fc.constantFrom("America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC");
    const lane = fc.record({
      originCountry: fc.constantFrom("CN", "US", ""),
      transitDays: someDays.map(transitHistogram),
    });
    const any = fc.record({
      status: fc.constantFrom(...trackingStatuses),
      substatus: fc.constantFrom(null, "pickup002", "exception011", "transit001"),
      firstEventAt: maybe,
      shippedAt: maybe,
      expectedTo: maybe,
      shopifyEstimateAt: maybe,
      originCountry: fc.constantFrom("CN", "US", null),
      lanes: fc.array(lane, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(any, instant, zone, (fields, now, timeZone) => {
        const { expectedTo } = fields;
        const expectedFrom = expectedTo && new Date(expectedTo.getTime() - 2 * 86_400_000);
        const reported = expectedArrival({ ...fields, expectedFrom }, { now, timeZone });
        if (reported === null) return;
        const { from, to, basis } = reported;
        const today = dayIn(timeZone, now);
        expect(isAwaited(fields)).toBe(true);
        expect([today, from, to]).toEqual([today, from, to].sort());
        if (basis.by === "lane") {
          expect(basis.parcels).toBeGreaterThanOrEqual(fewestParcels);
          expect(daysBetweenDays(today, to ?? today)).toBeLessThanOrEqual(longestTransitDays + 92);
        } else expect(to === null).toBe(false);
      }),
    );
  });
});

it("counts days across the change of the clocks", () => {
  expect(daysBetweenDays("2026-10-31", "2026-11-02")).toBe(2);
  expect(daysBetweenDays("2026-03-09", "2026-03-07")).toBe(-2);
});
