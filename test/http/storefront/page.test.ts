import { JSDOM } from "jsdom";
import { Liquid } from "liquidjs";
import { describe, expect, it } from "vitest";
import { defaultTrackingPage, type LookUpWay } from "~/domain/settings/tracking-page";
import type { ShopperAnswer, ShopperParcel } from "~/features/shopper/look-up/answer";
import { answerFragment } from "~/http/storefront/outcome";
import { trackPage, type TrackPage } from "~/http/storefront/page.server";
import { timesIn } from "../../../extensions/customer-order-status/src/times";

const { DOMParser } = new JSDOM().window;

/** The page without script, as Shopify runs it inside the theme. */
async function shown(page: Partial<TrackPage>): Promise<Document> {
  const liquid = trackPage({ action: "/apps/track", language: "en", timeZone: "UTC", sent: null, ...page });
  return new DOMParser().parseFromString(String(await new Liquid().parseAndRender(liquid)), "text/html");
}
const withWays = (...lookUpBy: LookUpWay[]) => ({ ...defaultTrackingPage, lookUpBy });
const texts = (page: Document, selector: string) =>
  [...page.querySelectorAll(selector)].map((node) => node.textContent);
const attributes = (page: Document, selector: string, ...names: string[]) =>
  names.map((name) => page.querySelector(selector)?.getAttribute(name));

describe("the page without script", () => {
  it.each<[LookUpWay[], string[], [string, string]]>([
    [["email"], ["Order number", "Email"], ["email", "email"]],
    [["phone"], ["Order number", "Phone number"], ["tel", "tel"]],
    [["postcode"], ["Order number", "Postcode"], ["text", "postal-code"]],
    [
      ["phone", "email"],
      ["Order number", "Email or phone"],
      ["text", "on"],
    ],
    [
      ["postcode", "email"],
      ["Order number", "Email or postcode"],
      ["text", "on"],
    ],
    [
      ["postcode", "phone"],
      ["Order number", "Phone or postcode"],
      ["text", "on"],
    ],
    [
      ["email", "phone", "postcode"],
      ["Order number", "Email, phone or postcode"],
      ["text", "on"],
    ],
  ])("asks by %j in one field named after them", async (ways, labels, field) => {
    const page = await shown({ settings: withWays(...ways) });
    expect(texts(page, "label")).toEqual(labels);
    expect(attributes(page, "[name=contact]", "type", "autocomplete")).toEqual(field);
    expect(page.querySelector("[name=number]")).toBeNull();
  });

  it("has a form for the number, closed beside another way and open alone", async () => {
    const both = await shown({ settings: withWays("email", "number") });
    expect(texts(both, "form")).toHaveLength(2);
    expect(attributes(both, "details", "open")).toEqual([null]);
    const alone = await shown({ settings: withWays("number") });
    expect(texts(alone, "label")).toEqual(["Tracking number"]);
    expect(attributes(alone, "details", "open")).toEqual([""]);
  });

  it("tells under the number's field that it is missing, and keeps what was typed into it", async () => {
    const sent = { order: "", hasEmail: false, number: "", outcome: { kind: "incomplete" } } as const;
    const empty = await shown({ settings: withWays("email", "number"), sent });
    expect(texts(empty, "[data-bad]")).toEqual(["Enter the tracking number"]);
    expect(attributes(empty, "details", "open")).toEqual([""]);
    const missed = { ...sent, number: "RB{{ 1 }}", outcome: { kind: "not-found" } } as const;
    const page = await shown({ settings: withWays("email", "number"), sent: missed });
    expect(attributes(page, "[name=number]", "value")).toEqual(["RB{{ 1 }}"]);
    expect(texts(page, ".homeward-message")).toHaveLength(1);
  });

  it("brings the order a link names into the form", async () => {
    expect(attributes(await shown({ order: "#1001" }), "[name=order]", "value")).toEqual(["#1001"]);
  });

  it("says the merchant's words in the merchant's colour, and nothing of them runs", async () => {
    const page = await shown({
      settings: {
        ...defaultTrackingPage,
        heading: "Where is it {{ 7 }}",
        intro: "<b>Soon</b>",
        accentColour: "#123456",
      },
    });
    expect(texts(page, "h2, .homeward-intro")).toEqual(["Where is it {{ 7 }}", "<b>Soon</b>"]);
    expect(attributes(page, ".homeward", "style")[0]).toMatch(
      /--homeward-accent: ?#123456; ?--homeward-on-accent: ?#fff/,
    );
    const light = await shown({ settings: { ...defaultTrackingPage, accentColour: "#ffee00" } });
    expect(attributes(light, ".homeward", "style")[0]).toContain("#000");
  });
});

describe("a result without script", () => {
  const parcel: ShopperParcel = {
    number: "RB123456785CN",
    carrier: null,
    status: "exception",
    substatusKey: "customs",
    step: 3,
    trouble: true,
    expected: null,
    lastEvent: null,
    events: [],
    contents: [],
    checkedAt: null,
    silentDays: null,
  };
  const found = (name: string, fields: Partial<ShopperParcel> = {}): TrackPage["sent"] => {
    const answer: ShopperAnswer = {
      order: { name },
      answeredAt: "2026-11-21T12:00:00Z",
      checkedAt: null,
      parcels: [{ ...parcel, ...fields }],
    };
    return { order: name, hasEmail: true, outcome: { kind: "found", answer } };
  };
  const settings = { ...defaultTrackingPage, contactUrl: "/pages/contact" };

  it("says whom to ask about a parcel in trouble or silent for long, and about no other", async () => {
    const contact = async (fields: Partial<ShopperParcel>) =>
      attributes(await shown({ settings, sent: found("#1001", fields) }), ".homeward-contact", "href")[0] ?? null;
    expect(await contact({})).toBe("/pages/contact");
    expect(await contact({ status: "transit", substatusKey: null, trouble: false, silentDays: 12 })).toBe(
      "/pages/contact",
    );
    expect(await contact({ status: "pending", substatusKey: null, trouble: false })).toBeNull();
  });

  it("says today and yesterday by the shop's calendar", async () => {
    const local = "2026-11-25T15:00:00";
    const event = { text: "Departed", phraseKey: null, place: "Reno", local, leg: "origin", country: "US" } as const;
    const lastScan = async (timeZone: string) => {
      const sent = found("#1001", { lastEvent: event });
      // Eight in the evening in California.
      if (sent?.outcome.kind === "found") sent.outcome.answer.answeredAt = "2026-11-26T04:00:00Z";
      return texts(await shown({ timeZone, sent }), ".homeward-parcel > .homeward-quiet")[0]?.replace(/\s/g, " ");
    };
    expect(await lastScan("America/Los_Angeles")).toBe("last scan today 3:00 PM");
    expect(await lastScan("Asia/Tokyo")).toBe("last scan yesterday 3:00 PM");
  });

  it("says today and yesterday by the reader's calendar, where the block sends it", () => {
    const local = "2026-11-25T15:00:00";
    const event = { text: "Departed", phraseKey: null, place: "Reno", local, leg: "origin", country: "US" } as const;
    const outcome = found("#1001", { lastEvent: event })?.outcome;
    if (outcome?.kind !== "found") throw new Error("There is an answer");
    outcome.answer.answeredAt = "2026-11-26T04:00:00Z";
    const lastScan = (timeZone: string) => {
      const html = answerFragment({ outcome, language: "en", times: timesIn("en-GB", timeZone) });
      const fragment = new DOMParser().parseFromString(html, "text/html");
      return texts(fragment, ".homeward-parcel > .homeward-quiet")[0]?.replace(/\s/g, " ");
    };
    expect(lastScan("America/Los_Angeles")).toBe("last scan today 15:00");
    expect(lastScan("Asia/Tokyo")).toBe("last scan yesterday 15:00");
  });

  it("leaves the address of the merchant to the block, which may have its own", () => {
    const { outcome } = found("#1001") ?? {};
    if (!outcome) throw new Error("There is an answer");
    const html = answerFragment({ outcome, language: "en", times: timesIn("en", "UTC") });
    const fragment = new DOMParser().parseFromString(html, "text/html");
    expect(attributes(fragment, ".homeward-contact", "href")).toEqual([null]);
  });

  it("names no order to who gave a number alone", async () => {
    expect(texts(await shown({ sent: found("#1001") }), ".homeward-order")).toEqual(["Order #1001"]);
    expect(texts(await shown({ sent: found("") }), ".homeward-order")).toEqual([]);
  });
});
