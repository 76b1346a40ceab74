import { describe, expect, it } from "vitest";
import { allCouriers, courierName, findCourier, isCourierCode, trackingLink } from "~/domain/carriers/catalogue";
import { trackingPages } from "~/domain/carriers/tracking-pages";

describe("the packaged courier list", () => {
  it("has 677 couriers, each code once and each with a name", () => {
    const codes = allCouriers().map(({ code }) => code);
    expect(codes).toHaveLength(677);
    expect(new Set(codes).size).toBe(677);
    expect(allCouriers().filter(({ name }) => name.trim() === "")).toEqual([]);
  });

  it("finds by exact code", () => {
    expect(findCourier("china-post")).toMatchObject({ name: "China Post", country: "CN", type: "globalpost" });
    expect(findCourier("China-Post")).toBeNull();
    expect(isCourierCode("Correios-Cabo-Verde")).toBe(true);
    expect(isCourierCode("toString")).toBe(false);
  });

  it("names a courier in English or Chinese, and an unknown one by its code", () => {
    expect(courierName("china-ems")).toBe("China EMS");
    expect(courierName("china-ems", "zh-CN")).toBe("中国 EMS");
    expect(courierName("dhl", "cn")).toBe("DHL");
    expect(courierName("our-own-van")).toBe("our-own-van");
  });

  it("gives addresses a browser can open", () => {
    for (const { homepage, picture } of allCouriers()) {
      for (const address of [homepage, picture]) {
        if (address !== null) expect(new URL(address).protocol).toMatch(/^https?:$/);
      }
    }
  });
});

describe("trackingLink", () => {
  it("opens the carrier's page of the number, otherwise its home page, otherwise nothing", () => {
    expect(trackingLink("usps", "9400 1112 0620 6406 2607 87")).toBe(
      "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400111206206406260787",
    );
    expect(trackingLink("china-post", "RB123456785CN")).toBe(findCourier("china-post")?.homepage);
    expect(trackingLink("our-own-van", "1")).toBeNull();
  });

  it("never lets a number change the address", () => {
    const link = new URL(trackingLink("ups", "1Z&evil=1#x/../$&") ?? "");
    expect([...link.searchParams.keys()]).toEqual(["tracknum"]);
    expect(link.hash).toBe("");
  });

  it("knows pages of couriers of the list only, over TLS, each with a place for the number", () => {
    for (const [code, page] of Object.entries(trackingPages)) {
      expect(isCourierCode(code), code).toBe(true);
      expect(page).toMatch(/^https:\/\/.*\{number\}/);
    }
  });
});
