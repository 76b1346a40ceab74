import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transitHistogram } from "~/domain/arrival/transit-days";
import { defaultTrackingPage } from "~/domain/settings/tracking-page";
import { trackingStatuses } from "~/domain/tracking/status";
import {
  maxShopperEvents,
  shopperAnswer,
  type AnswerOptions,
  type EventFacts,
  type OrderFacts,
  type ParcelFacts,
} from "~/features/shopper/look-up/answer";

const options: AnswerOptions = {
  now: new Date("2026-11-21T12:00:00Z"),
  timeZone: "America/New_York",
  language: "en",
  detail: "full",
};
const nobody = { name: null, email: null, phone: null };

const event = (fields: Partial<EventFacts> = {}): EventFacts => ({
  text: "Departed from sorting centre",
  place: "Guangzhou",
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
  checkpoints: [event()],
  ...fields,
});

const report = (parcels: ParcelFacts[], changes: Partial<AnswerOptions> = {}) =>
  shopperAnswer({ name: "#1001", parcels, customer: nobody }, { ...options, ...changes });
const answerOne = (fields: Partial<ParcelFacts>, changes: Partial<AnswerOptions> = {}) => {
  const [only] = report([parcel(fields)], changes).parcels;
  if (!only) throw new Error("no parcel");
  return only;
};

it("tells a parcel on its way in full", () => {
  expect(report([parcel()])).toEqual({
    order: { name: "#1001" },
    answeredAt: "2026-11-21T12:00:00.000Z",
    checkedAt: "2026-11-21T11:48:00.000Z",
    parcels: [
      {
        number: "RB123456785CN",
        carrier: { name: "China Post", url: expect.stringMatching(/^https?:/), phone: expect.any(String) },
        status: "transit",
        substatusKey: null,
        step: 3,
        trouble: false,
        expected: null,
        lastEvent: {
          text: "Departed from sorting centre",
          phraseKey: null,
          place: "Guangzhou",
          local: "2026-11-20T17:11:00",
          leg: "origin",
          country: "CN",
        },
        events: [
          {
            text: "Departed from sorting centre",
            phraseKey: null,
            place: "Guangzhou",
            local: "2026-11-20T17:11:00",
            leg: "origin",
            country: "CN",
          },
        ],
        contents: [{ title: "Red mug", quantity: 2 }],
        checkedAt: "2026-11-21T11:48:00.000Z",
        silentDays: null,
      },
    ],
  });
});

describe("the phrase of an event", () => {
  const phraseOf = (fields: Partial<EventFacts>, options: Partial<AnswerOptions> = {}) =>
    answerOne({ checkpoints: [event(fields)] }, options).lastEvent?.phraseKey;

  it("is told in every language but the carrier's own", () => {
    expect(phraseOf({}, { language: "de" })).toBe("departed");
    expect(phraseOf({}, { language: "pt-BR" })).toBe("departed");
    expect(phraseOf({}, { language: "en-GB" })).toBeNull();
    expect(phraseOf({ text: "运输中" })).toBe("in-transit");
    expect(phraseOf({ text: "运输中" }, { language: "zh-CN" })).toBeNull();
  });

  it("is missing where the carrier says more, or its status says otherwise", () => {
    expect(phraseOf({ text: "Departed because of rain" }, { language: "de" })).toBeNull();
    expect(phraseOf({ text: "Delivered", status: "transit" }, { language: "de" })).toBeNull();
  });

  it("tells nothing of what was taken out of the words, nor to a visitor who sees no words", () => {
    const reported = event({ text: "Left Ana Buyer", place: "Ana Buyer" });
    const order = { name: "#1001", parcels: [parcel({ checkpoints: [reported] })] };
    const german = { ...options, language: "de" };
    const answerTo = (customer: OrderFacts["customer"]) =>
      shopperAnswer({ ...order, customer }, german).parcels[0]?.lastEvent?.phraseKey;
    expect(answerTo(nobody)).toBe("departed");
    expect(answerTo({ ...nobody, name: "Ana Buyer" })).toBeNull();
    expect(phraseOf({}, { language: "de", detail: "status" })).toBeNull();
  });
});

describe("a parcel nobody tracks is shipped", () => {
  it("when it needs a carrier: what the merchant wrote, without a link", () => {
    const shown = answerOne({
      courierCode: "",
      trackingCompany: "Speedy Bike",
      registrationState: "none",
      checkpoints: [],
    });
    expect(shown).toMatchObject({ status: "shipped", step: 2, trouble: false, checkedAt: null });
    expect(shown.carrier).toEqual({ name: "Speedy Bike", url: null, phone: null });
  });

  it("without Shopify's word for an unknown carrier", () => {
    expect(answerOne({ courierCode: "", trackingCompany: "Other" }).carrier).toBeNull();
  });

  it("when the provider refused it: with the carrier's link", () => {
    const shown = answerOne({
      registrationState: "rejected",
      status: "pending",
      checkpoints: [],
      silentDays: 3,
    } as Partial<ParcelFacts>);
    expect(shown.status).toBe("shipped");
    expect(shown.carrier?.url).toMatch(/^https?:/);
  });
});

describe("the reason", () => {
  it.each([
    ["exception", "exception006", "customs"],
    ["exception", "exception0011", "returning"],
    ["pickup", "pickup002", "ready-for-pickup"],
    ["delivered", "exception007", null],
    ["exception", "unheard-of", null],
  ] as const)("of %s with %s is %s", (status, substatus, reason) => {
    expect(answerOne({ status, substatus }).substatusKey).toBe(reason);
  });
});

describe("events", () => {
  it("come newest first over both legs, and the first is the latest", () => {
    const shown = answerOne({
      checkpoints: [
        event({ local: "2026-11-18T20:10:00", text: "Accepted" }),
        event({
          local: "2026-11-20T08:00:00",
          offsetMinutes: -300,
          leg: "destination",
          country: "US",
          text: "Arrived",
        }),
        event({ local: "2026-11-20T17:11:00", text: "Departed" }),
      ],
    });
    expect(shown.events.map(({ text }) => text)).toEqual(["Arrived", "Departed", "Accepted"]);
    expect(shown.lastEvent).toEqual(shown.events[0]);
  });

  it("are capped", () => {
    const minute = (index: number) => new Date(Date.UTC(2026, 10, 1, 0, index)).toISOString().slice(0, 19);
    const checkpoints = Array.from({ length: maxShopperEvents + 5 }, (_, index) => event({ local: minute(index) }));
    const { events } = answerOne({ checkpoints });
    expect(events).toHaveLength(maxShopperEvents);
    expect(events[0]?.local).toBe(minute(maxShopperEvents + 4));
  });
});

describe("silence", () => {
  const eightDaysAgo = new Date("2026-11-13T12:00:00Z");
  it.each([
    ["transit", eightDaysAgo, 8],
    ["transit", new Date("2026-11-15T12:00:00Z"), null],
    ["delivered", eightDaysAgo, null],
    ["expired", new Date("2026-11-19T12:00:00Z"), 2],
  ] as const)("of %s since %s is told as %s days", (status, lastEventAt, days) => {
    expect(answerOne({ status, lastEventAt }).silentDays).toBe(days);
  });

  it("is not told of a parcel that lies at its pickup point, and is of one that is out for delivery", () => {
    const reported = (substatus: string) =>
      answerOne({ status: "pickup", substatus, lastEventAt: eightDaysAgo }).silentDays;
    expect([reported("pickup002"), reported("pickup003")]).toEqual([null, 8]);
  });
});

describe("the expected window", () => {
  it("is told in the shop's days while it may still come true", () => {
    const window = { expectedFrom: new Date("2026-11-24T02:00:00Z"), expectedTo: new Date("2026-11-26T23:00:00Z") };
    expect(answerOne(window).expected).toEqual({ from: "2026-11-23", to: "2026-11-26" });
    expect(answerOne({ ...window, status: "delivered" }).expected).toBeNull();
    expect(answerOne(window, { now: new Date("2026-11-28T12:00:00Z") }).expected).toBeNull();
  });

  it("comes from the shop's own parcels where nobody gives an estimate, unless the merchant keeps that back", () => {
    const days = Array.from({ length: 20 }, (_, index) => (index < 15 ? 6 : 8));
    const arrival = {
      firstEventAt: new Date("2026-11-19T12:00:00Z"),
      shopifyEstimateAt: null,
      originCountry: "CN",
      lanes: [{ originCountry: "CN", transitDays: transitHistogram(days) }],
    };
    const keptBack = { trackingPage: { ...defaultTrackingPage, showOwnEstimate: false } };
    expect(answerOne({ arrival }).expected).toEqual({ from: "2026-11-25", to: "2026-11-27" });
    expect(answerOne({ arrival }, { detail: "status" }).expected).toEqual({ from: "2026-11-25", to: "2026-11-27" });
    expect(answerOne({ arrival }, keptBack).expected).toBeNull();
    expect(answerOne({ arrival, registrationState: "rejected" }).expected).toBeNull();
    const shopifyEstimateAt = new Date("2026-11-24T12:00:00Z");
    expect(answerOne({ arrival: { ...arrival, shopifyEstimateAt } }, keptBack).expected).toEqual({
      from: "2026-11-24",
      to: "2026-11-24",
    });
  });
});

describe("contents", () => {
  it("of several fulfillments add up; whatever is no list is nothing", () => {
    const lines = (title: string) => [{ title, quantity: 1 }];
    expect(answerOne({ contents: [lines("Mug"), lines("Tea")] }).contents).toHaveLength(2);
    for (const contents of [null, "x", {}, [[{ title: 1 }]], [null]])
      expect(answerOne({ contents }).contents).toEqual([]);
  });
});

it("tells a stranger how it stands, and nothing to find it by", () => {
  const checkpoints = [event({ place: "12 Main St, Springfield, KY 40003", text: "Delivered, left with J. Doe" })];
  const shown = answerOne({ status: "delivered", checkpoints }, { detail: "status" });
  expect(shown).toMatchObject({ status: "delivered", step: 5, number: null, carrier: null, events: [], contents: [] });
  expect(shown.lastEvent).toMatchObject({ text: "", place: "Springfield" });
});

it("lets no field of the customer through, whatever a carrier or a title says", () => {
  const customer = { name: "Ana Buyer", email: "ana@example.com", phone: "+15550100199" };
  const secret = fc.constantFrom(...Object.values(customer));
  const text = fc.tuple(fc.stringMatching(/^[a-z ,]{0,20}$/), secret, fc.stringMatching(/^[ ,.][a-z ,]{0,20}$/));
  fc.assert(
    fc.property(
      text,
      text,
      text,
      fc.constantFrom(...trackingStatuses),
      fc.constantFrom("full", "status"),
      (a, b, c, status, detail) => {
        const [first, second, title] = [a, b, c].map(([before, word, after]) => `${before} ${word}${after}`);
        const reported = shopperAnswer(
          {
            name: "#1001",
            customer,
            parcels: [
              parcel({
                status,
                checkpoints: [event({ text: first ?? "", place: second ?? "" })],
                contents: [[{ title, quantity: 1 }]],
              }),
            ],
          },
          { ...options, detail },
        );
        const json = JSON.stringify(reported).toLowerCase();
        for (const word of Object.values(customer)) expect(json).not.toContain(word.toLowerCase());
      },
    ),
  );
});
