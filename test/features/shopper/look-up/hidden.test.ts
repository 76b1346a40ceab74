import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trackingStatuses } from "~/domain/tracking/status";
import { defaultTrackingPage, type TrackingPageSettings } from "~/domain/settings/tracking-page";
import {
  shopperAnswer,
  type AnswerOptions,
  type EventFacts,
  type ParcelFacts,
} from "~/features/shopper/look-up/answer";
import { trackPage } from "~/http/storefront/page.server";
import { cases } from "#test/support/cases";

const event = (text: string, place: string, fields: Partial<EventFacts> = {}): EventFacts => ({
  text,
  place,
  local: "2026-11-20T17:11:00",
  leg: "origin",
  country: "CN",
  offsetMinutes: 480,
  status: "transit",
  ...fields,
});

const parcel = (fields: Partial<ParcelFacts> = {}): ParcelFacts => ({
  number: "RB123456785CN",
  courierCode: "china-post",
  trackingCompany: "China Post",
  status: "transit",
  substatus: null,
  registrationState: "registered",
  lastEventAt: new Date("2026-11-20T09:11:00Z"),
  shippedAt: new Date("2026-11-18T08:00:00Z"),
  checkedAt: new Date("2026-11-21T11:48:00Z"),
  expectedFrom: null,
  expectedTo: null,
  contents: [[{ title: "Red mug", quantity: 2 }]],
  checkpoints: [],
  ...fields,
});

const customer = { name: "Ana Buyer", email: "ana@example.com", phone: "+15550100199" };

function reportAll(
  parcels: Partial<ParcelFacts>[],
  page: Partial<TrackingPageSettings>,
  changes: Partial<AnswerOptions> = {},
) {
  const options: AnswerOptions = {
    now: new Date("2026-11-21T12:00:00Z"),
    timeZone: "America/New_York",
    language: "en",
    detail: "full",
    trackingPage: { ...defaultTrackingPage, ...page },
    ...changes,
  };
  return shopperAnswer({ name: "#1001", parcels: parcels.map(parcel), customer }, options);
}
const answerOne = (fields: Partial<ParcelFacts>, page: Partial<TrackingPageSettings>) => {
  const [only] = reportAll([fields], page).parcels;
  if (!only) throw new Error("no parcel");
  return only;
};
const words = (...list: string[]) => list.map((word) => ({ word, replacement: "" }));

describe("what the merchant hides", () => {
  it("shows contents and carrier unless told otherwise", () => {
    expect(answerOne({}, { showContents: false }).contents).toEqual([]);
    expect(answerOne({}, { showCarrier: false }).carrier).toBeNull();
    expect(answerOne({}, {})).toMatchObject({
      contents: [{ title: "Red mug", quantity: 2 }],
      carrier: { name: "China Post" },
    });
  });

  it("a hidden carrier is named by its replacement alone, in events too", () => {
    const shown = answerOne(
      {
        checkpoints: [
          event("Accepted by CHINA POST", "China EMS hub"),
          event("中国邮政已收寄", "Registered by china-post"),
        ],
      },
      { showCarrier: false, carrierReplacement: "our carrier" },
    );
    expect(shown.carrier).toEqual({ name: "our carrier", url: null, phone: null });
    expect(shown.events.map(({ text, place }) => [text, place])).toEqual(
      expect.arrayContaining([
        ["Accepted by our carrier", "China EMS hub"],
        ["our carrier已收寄", "Registered by our carrier"],
      ]),
    );
  });

  it("goes by the marks a carrier is known by, and by the company the merchant typed", () => {
    const shown = answerOne(
      {
        courierCode: "china-ems",
        trackingCompany: "Swift Llama",
        checkpoints: [event("Handed to EMS by swift llama", "")],
      },
      { showCarrier: false, carrierReplacement: "us" },
    );
    expect(shown.lastEvent?.text).toBe("Handed to us by us");
  });

  it("a carrier whose name holds a hidden word loses its link and number as well", () => {
    const shown = answerOne({}, { hiddenPlaces: words("China") });
    expect(shown.carrier).toEqual({ name: "Post", url: null, phone: null });
  });

  it("a hidden country is gone from place, text and leg; the other leg stays", () => {
    const shown = answerOne(
      {
        checkpoints: [
          event("Left China (CN)", "SHENZHEN, CN"),
          event("Arrived", "Chicago, US", { leg: "destination", country: "US", local: "2026-11-21T17:11:00" }),
        ],
      },
      {
        hiddenPlaces: [
          { word: "China", replacement: "" },
          { word: "Shenzhen", replacement: "Warehouse" },
        ],
      },
    );
    expect(shown.events.map(({ text, place, country }) => [text, place, country])).toEqual([
      ["Arrived", "Chicago, US", "US"],
      ["Left", "Warehouse", null],
    ]);
  });

  it("does not bring a customer's name together", () => {
    const { lastEvent } = answerOne(
      { checkpoints: [event("For Ana Shenzhen Buyer", "")] },
      { hiddenWords: words("Shenzhen") },
    );
    expect(lastEvent?.text).toBe("For");
  });
});

/** Words that no page of ours says by itself. */
const secrets = ["Shenzhen", "Guangdong", "深圳", "Hong Kong", "Zhejiang", "Yanwen", "łódź"] as const;
const replacements = ["", "our warehouse", "<b>bold</b>", "{{ shop.name }}"];
const markup = [
  '<img src=x onerror="alert(1)">',
  "<script>alert(1)</script>",
  "</bdi></article><h1>",
  "{{ shop.secret }}",
  "{% layout none %}{% endraw %}",
  '"><a href="javascript:alert(1)">',
];
const ours = ["parcel", "arrived at", "departed", ",", "-", "(", ")"];
const fold = (text: string) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();

const entries = fc.array(
  fc.record({ word: fc.constantFrom(...secrets), replacement: fc.constantFrom(...replacements) }),
  {
    maxLength: 5,
  },
);
const piece = fc.oneof(
  fc.constantFrom(...secrets).chain((word) => fc.constantFrom(word, word.toUpperCase(), word.normalize("NFD"))),
  fc.constantFrom(...markup, ...ours),
  fc.constantFrom(...Object.values(customer), "ANA  BUYER", "Buyer Ana", "China Post", "EMS"),
);
const reported = fc.array(piece, { maxLength: 7 }).map((deps) => deps.join(" "));
const tags = new Set(
  "style div h2 h3 h4 form input label p button article ol ul li span strong bdi time a details summary section".split(
    " ",
  ),
);

const aParcel = fc.record({
  status: fc.constantFrom(...trackingStatuses),
  courierCode: fc.constantFrom("china-post", "yanwen", ""),
  trackingCompany: reported,
  contents: reported.map((title) => [[{ title, quantity: 1 }]]),
  checkpoints: fc.array(
    fc.tuple(reported, reported).map(([text, place]) => event(text, place)),
    { maxLength: 3 },
  ),
});
/** 3,400 orders of three parcels are more than ten thousand parcels. */
const parcelsOfCase = 3;

it("no hidden word or place, no mark-up of a carrier's and no word of the customer's gets out, on any way", () => {
  fc.assert(
    fc.property(
      fc.record({
        hiddenPlaces: entries,
        hiddenWords: entries,
        showCarrier: fc.boolean(),
        showContents: fc.boolean(),
        carrierReplacement: fc.constantFrom("", "our carrier", "Yanwen", "<i>us</i>"),
      }),
      fc.array(aParcel, { minLength: parcelsOfCase, maxLength: parcelsOfCase }),
      (page, parcels) => {
        const answer = reportAll(parcels, page);
        const html = trackPage({
          action: "/apps/track",
          language: "en",
          timeZone: "UTC",
          sent: { order: "#1001", hasEmail: true, outcome: { kind: "found", answer } },
        });
        const [style = "", body = ""] = html.split("{% endraw %}</style>");
        const outputs = [JSON.stringify(answer), JSON.stringify(reportAll(parcels, page, { detail: "status" })), body];
        const gone = [...page.hiddenPlaces, ...page.hiddenWords].map(({ word }) => word);
        for (const output of outputs.map(fold)) {
          const found = [...gone, customer.email, "Ana Buyer", "Buyer Ana", "0100199"].filter((word) =>
            output.includes(fold(word)),
          );
          expect(found).toEqual([]);
          if (!page.showCarrier && parcels.some(({ courierCode }) => courierCode === "china-post"))
            expect(output).not.toMatch(/china.post/);
        }
        expect(style).toMatch(/^<style>\{% raw %\}/);
        expect(body).not.toMatch(/[{}]/);
        const used = [...body.matchAll(/<\/?([a-z\d]+)/gi)].map(([, name = ""]) => name.toLowerCase());
        expect(used.filter((name) => !tags.has(name))).toEqual([]);
        expect(body).not.toMatch(/<[^>]*\s(?:on\w+|href="javascript)/i);
      },
    ),
    { numRuns: cases(3_400, 340) },
  );
}, 120_000);
