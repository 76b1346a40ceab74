import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultSettings, parseSettings } from "~/domain/settings/settings";

describe("parseSettings", () => {
  it("sends nothing about customers until the merchant says so", () => {
    const { sendCustomerName, sendCustomerEmail, sendCustomerPhone } = parseSettings(undefined);
    expect([sendCustomerName, sendCustomerEmail, sendCustomerPhone]).toEqual([false, false, false]);
    expect(parseSettings({ sendCustomerEmail: "true", sendCustomerPhone: 1 })).toEqual(defaultSettings);
  });

  it("keeps what was stored", () => {
    const stored = {
      sendCustomerName: true,
      sendCustomerEmail: false,
      sendCustomerPhone: true,
      customerFieldsAsked: true,
      setupDismissed: true,
      trackingBlockAdded: true,
      usualCouriers: ["usps", "china-post"],
      registrationCap: 500,
      trackingPage: {
        lookUpBy: ["email", "postcode"],
        heading: "Where is my parcel?",
        intro: "",
        contactUrl: "/pages/contact",
        accentColour: "#2a6f4e",
        showOwnEstimate: false,
        showContents: true,
        showCarrier: false,
        carrierReplacement: "Our courier",
        hiddenPlaces: [{ word: "Shenzhen", replacement: "Warehouse" }],
        hiddenWords: [],
      },
    };
    expect(parseSettings(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  });

  it("drops courier codes that are none, and repeated ones", () => {
    expect(parseSettings({ usualCouriers: ["usps", 4, "", null, "usps", "ups"] }).usualCouriers).toEqual([
      "usps",
      "ups",
    ]);
    expect(parseSettings({ usualCouriers: "usps" }).usualCouriers).toEqual([]);
  });

  it("never fails and is the same for its own result, whatever is stored", () => {
    fc.assert(
      fc.property(fc.anything(), (json) => {
        const settings = parseSettings(json);
        expect(parseSettings(settings)).toEqual(settings);
        expect(Object.keys(settings)).toEqual(Object.keys(defaultSettings));
      }),
    );
  });
});
