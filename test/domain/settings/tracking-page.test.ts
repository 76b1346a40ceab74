import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultTrackingPage,
  isColour,
  isContactUrl,
  parseTrackingPage,
  trackingPageLimits,
} from "~/domain/settings/tracking-page";

describe("parseTrackingPage", () => {
  it("asks for the e-mail address where nothing else is chosen", () => {
    expect(parseTrackingPage({}).lookUpBy).toEqual(["email"]);
    expect(parseTrackingPage({ lookUpBy: [] }).lookUpBy).toEqual(["email"]);
    expect(parseTrackingPage({ lookUpBy: ["number", "fax", "phone", "phone"] }).lookUpBy).toEqual(["phone", "number"]);
  });

  it("lets no script and no half colour reach a storefront", () => {
    const stored = { contactUrl: "javascript:alert(1)", accentColour: "red;background:url(x)" };
    expect(parseTrackingPage(stored)).toEqual(defaultTrackingPage);
    expect(parseTrackingPage({ accentColour: "#AABBCC" }).accentColour).toBe("#aabbcc");
  });

  it("drops hidden words that say nothing and keeps the lists bounded", () => {
    const words = [{ word: "  " }, 4, null, { word: " Shenzhen ", replacement: 4 }];
    expect(parseTrackingPage({ hiddenWords: words }).hiddenWords).toEqual([{ word: "Shenzhen", replacement: "" }]);
    const many = Array.from({ length: 500 }, (_, index) => ({ word: `word ${index}`, replacement: "" }));
    expect(parseTrackingPage({ hiddenPlaces: many }).hiddenPlaces).toHaveLength(trackingPageLimits.hiddenEntries);
  });

  it("never fails and is the same for its own result, whatever is stored", () => {
    const record = fc.record(Object.fromEntries(Object.keys(defaultTrackingPage).map((key) => [key, fc.anything()])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), record), (json) => {
        const page = parseTrackingPage(json);
        expect(parseTrackingPage(page)).toEqual(page);
        expect(page.lookUpBy.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("what a merchant may enter", () => {
  it.each(["https://example.com/contact", "mailto:help@example.com", "tel:+15550100", "/pages/contact", "/"])(
    "%s leads a shopper to the merchant",
    (url) => expect(isContactUrl(url)).toBe(true),
  );
  it.each(["javascript:alert(1)", "//evil.example", "http://example.com", "/a b", "", "data:text/html,x"])(
    "%j does not",
    (url) => expect(isContactUrl(url)).toBe(false),
  );
  it("is a colour in six digits", () => {
    expect(["#00ff00", "#0f0", "00ff00", "#00FF00"].map(isColour)).toEqual([true, false, false, false]);
  });
});
