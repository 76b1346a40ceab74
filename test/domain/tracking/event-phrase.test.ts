import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { eventPhrase, phraseKeys, type PhrasedEvent } from "~/domain/tracking/event-phrase";
import { journeysByDigits, quickJourneys, quickJourneysFromChina, type Step } from "#test/sandbox/carriers/journeys";
import { cases } from "#test/support/cases";

const keyOf = (text: string, { place = "GUANGZHOU", status = null }: Partial<PhrasedEvent> = {}) =>
  eventPhrase({ text, place, status })?.key ?? null;

const english: Record<string, string> = {
  "Shipping label created": "label-created",
  "Label created": "label-created",
  "Shipping Label Created, USPS Awaiting Item": "label-waiting",
  "Electronic information submitted by shipper": "announced",
  "Shipping information received": "announced",
  "Parcel information received": "announced",
  Accepted: "accepted",
  "Posting/Collection": "accepted",
  "Accepted at USPS Origin Facility": "accepted",
  "USPS in possession of item": "accepted",
  "Picked up": "picked-up",
  "Collected by carrier": "picked-up",
  "The shipment has been processed in the parcel center": "processed",
  "Processed Through Facility": "processed",
  "Processed at GUANGZHOU": "processed",
  "Arrived at facility": "arrived",
  "Arrived at USPS Regional Origin Facility": "arrived",
  "Arrived at Sort Facility GUANGZHOU": "arrived",
  "Arrival at transit office of exchange": "arrived",
  "Arrived at Unit": "arrived",
  "Arrived in Guangzhou": "arrived",
  Departed: "departed",
  "Departed from Facility": "departed",
  "Departed Facility in GUANGZHOU": "departed",
  "Departed from sorting centre": "departed",
  "Left Guangzhou": "departed",
  "In transit": "in-transit",
  "In Transit to Next Facility": "in-transit",
  "On its way": "in-transit",
  "In Transit, Arriving Late": "delayed",
  "Arrival at outward office of exchange": "at-export-office",
  "Departure from outward office of exchange": "left-export-office",
  "Export customs clearance complete": "export-cleared",
  "Prepare dispatch to destination country": "dispatch-prepared",
  "Departed from airport of origin": "left-airport",
  "Handed over to airline": "with-airline",
  "Arrival at destination country": "in-destination-country",
  "Receive at country of destination": "in-destination-country",
  "Arrival at inward office of exchange": "at-import-office",
  "Departure from inward office of exchange": "left-import-office",
  "Handed over to customs": "in-customs",
  "Import customs clearance started": "in-customs",
  "Customs clearance completed": "customs-cleared",
  "Clearance processing complete at GUANGZHOU": "customs-cleared",
  "Released by customs": "customs-cleared",
  "Held by customs": "customs-held",
  "Held by Customs, missing documents": "customs-documents",
  "Held by customs - duties unpaid": "customs-duty",
  "Handed over to the local carrier": "handed-over",
  "Arrived at Delivery Facility in GUANGZHOU": "at-delivery-depot",
  "Out for Delivery Today": "out-for-delivery",
  "Your package is out for delivery.": "out-for-delivery",
  "With delivery courier": "out-for-delivery",
  "Out for delivery (2nd attempt)": "out-again",
  "Available for pickup": "ready-for-pickup",
  "Available for pick-up, bring photo ID": "pickup-with-id",
  "Delivery attempted": "attempted",
  "Unsuccessful delivery attempt": "attempted",
  "Delivery attempt: no one home": "nobody-home",
  "Delivery attempted, no access to the building": "no-access",
  "Insufficient Address": "address-problem",
  "Delivery rescheduled": "rescheduled",
  Refused: "refused",
  Delivered: "delivered",
  "DELIVERED.": "delivered",
  "Delivered, left at front door": "delivered-door",
  "Delivered, Front Door/Porch": "delivered-door",
  "Delivered, In/At Mailbox": "delivered-mailbox",
  "Delivered to neighbour": "delivered-neighbour",
  "Delivered, Parcel Locker": "delivered-locker",
  "Delivered, Front Desk/Reception/Mail Room": "delivered-reception",
  "Delivered, Left with Individual": "delivered-in-person",
  "Delivered, Individual Picked Up at Post Office": "collected",
  "Return to sender": "returning",
  "Returned to sender": "returned",
  "Delivered, To Original Sender": "returned",
  "Package search started": "search-started",
  "Parcel could not be located and is presumed lost": "lost",
  "The parcel has been damaged": "damaged",
};

const chinese: Record<string, string> = {
  电子信息已收到: "announced",
  已收寄: "accepted",
  "快件已揽收。": "picked-up",
  "到达【广州】": "arrived",
  "快件离开 【广州】": "departed",
  "離開【广州】": "departed",
  运输中: "in-transit",
  离开出口互换局: "left-export-office",
  出口海关已放行: "export-cleared",
  到达目的国: "in-destination-country",
  送交进口海关: "in-customs",
  清关已完成: "customs-cleared",
  海关扣留: "customs-held",
  正在派送中: "out-for-delivery",
  待取件: "ready-for-pickup",
  未妥投: "attempted",
  收件人拒收: "refused",
  已签收: "delivered",
  妥投: "delivered",
  已退回寄件人: "returned",
};

describe("a text that is one of the known wordings", () => {
  it.each(Object.entries(english))("%s: %s", (text, key) => {
    expect(eventPhrase({ text, place: "Guangzhou", status: null })).toEqual({ key, language: "en" });
  });

  it.each(Object.entries(chinese))("%s: %s", (text, key) => {
    expect(eventPhrase({ text, place: "广州", status: null })).toEqual({ key, language: "zh" });
  });

  it("covers every phrase there is", () => {
    expect(new Set(Object.values(english))).toEqual(new Set(phraseKeys));
  });
});

describe("says more than a phrase, or something else", () => {
  it.each([
    "",
    " . ",
    "Not delivered",
    "Could not be delivered",
    "Delivered to neighbour at number 12",
    "Delivered, signed by J. Doe",
    "Delivered, PO Box",
    "Delivered to air transport",
    "Out for Delivery, Expected Delivery by 9:00pm",
    "Available for pickup until 24 November",
    "Departed from Shenzhen",
    "Arrived in Shenzhen, Guangzhou",
    "Processed at the wrong facility",
    "Held by customs, prohibited goods",
    "Left at front door. Signature not requested.",
    "Left",
    "Customs status updated",
    "Departed from @",
    "未签收",
    "到达【深圳】",
    "离开【广州】，下一站【深圳】",
    "已签收，签收人：门卫",
    "Zugestellt",
    "Delivered ".repeat(40),
  ])("%s", (text) => expect(keyOf(text)).toBeNull());
});

test.each<[string, string, boolean]>([
  ["Picked up", "transit", true],
  ["Picked up", "delivered", false],
  ["Delivered", "delivered", true],
  ["Delivered", "a new word", true],
  ["Delivered", "transit", false],
  ["Delivered", "exception", false],
  ["Out for delivery", "pickup", true],
  ["Out for delivery", "delivered", false],
  ["Held by customs", "exception", true],
  ["Departed", "exception", true],
])("%s of an event the provider calls %s is taken at its word: %s", (text, status, isTaken) => {
  expect(keyOf(text, { status }) !== null).toBe(isTaken);
});

describe("for any wording", () => {
  const known = fc.constantFrom(...Object.keys(english));

  it("case, blanks and a full stop make no difference", () => {
    const shouted = fc.tuple(known, fc.boolean(), fc.constantFrom("", ".", " .", "  "), fc.constantFrom("", " ", "\t"));
    fc.assert(
      fc.property(shouted, ([text, isUpper, end, start]) => {
        const reported = start + (isUpper ? text.toUpperCase() : text.toLowerCase()).replace(/ /g, "  ") + end;
        expect(keyOf(reported)).toBe(english[text]);
      }),
      { numRuns: 500 },
    );
  });

  it("a negation anywhere makes it unknown", () => {
    const negation = fc.constantFrom("not", "no", "never", "without", "non", "cannot be", "n't", "unable to be");
    fc.assert(
      fc.property(known, negation, fc.nat(), (text, word, at) => {
        const words = text.split(" ");
        words.splice(at % (words.length + 1), 0, word);
        expect(keyOf(words.join(" "))).toBeNull();
      }),
      { numRuns: cases(3_000, 300) },
    );
  });

  it("a word more makes it unknown, unless that is a known wording too", () => {
    const more = fc.oneof(
      fc.constantFrom("because of weather", "by J. Doe", "on 24 November", "Shenzhen", "again", "if paid", "soon", "?"),
      fc.stringMatching(/^[a-z]{4,12}zq$/),
    );
    fc.assert(
      fc.property(known, more, fc.constantFrom(" ", ", ", ": ", " - "), (text, word, pause) => {
        expect([keyOf(text + pause + word), keyOf(word + pause + text)]).toEqual([null, null]);
      }),
      { numRuns: cases(3_000, 300) },
    );
  });

  it("holds in Chinese: a 未, a 不 or more words make it unknown", () => {
    const words = fc.constantFrom(...Object.keys(chinese));
    fc.assert(
      fc.property(
        words,
        fc.constantFrom("未", "不", "没有", "尚未", "因天气", "由门卫"),
        fc.nat(),
        (text, word, at) => {
          const place = at % (text.length + 1);
          const reported = text.slice(0, place) + word + text.slice(place);
          // 未 before 妥投 is a wording of its own.
          expect(keyOf(reported, { place: "广州" })).toBe(chinese[reported] ?? null);
        },
      ),
      { numRuns: cases(2_000, 300) },
    );
  });

  it("only its own place may stand in it", () => {
    const place = fc.stringMatching(/^[A-Z][a-z]{2,9}(,? [A-Z]{2})?$/);
    fc.assert(
      fc.property(place, place, (here, there) => {
        expect(keyOf(`Departed from ${here}`, { place: here })).toBe("departed");
        fc.pre(!here.toLowerCase().includes(there.toLowerCase()) && !there.toLowerCase().includes(here.toLowerCase()));
        expect(keyOf(`Departed from ${there}`, { place: here })).toBeNull();
      }),
    );
  });
});

it("gives a known key or null for whatever a carrier writes, without delay", () => {
  const words = fc.constantFrom(
    ...Object.keys(english).join(" ").split(" "),
    "@",
    "item",
    "(",
    "，",
    "【",
    "é",
    "\u0000",
  );
  const noise = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 60 }).map((reported) => reported.join(" ")),
  );
  const started = performance.now();
  fc.assert(
    fc.property(noise, noise, (text, place) => {
      const key = keyOf(text, { place });
      return key === null || phraseKeys.some((known) => known === key);
    }),
    { numRuns: cases(5_000, 500) },
  );
  expect(performance.now() - started).toBeLessThan(10_000);
});

describe("how much of what carriers say is known", () => {
  const share = (events: readonly Pick<Step, "text" | "status">[]) => {
    const texts = [...new Set(events.map(({ text }) => text))];
    const unknown = new Set(
      events.filter(({ text, status }) => keyOf(text, { status }) === null).map(({ text }) => text),
    );
    return { events: events.length, reported: events.filter(({ text }) => !unknown.has(text)).length, texts, unknown };
  };
  const journeys = share(
    [...Object.values(journeysByDigits), ...quickJourneys, ...quickJourneysFromChina]
      .flatMap(({ steps }) => steps)
      .filter(({ silent }) => !silent),
  );

  it(`of the sandbox's journeys: ${journeys.reported} of ${journeys.events} events, all texts but one of ${journeys.texts.length}`, () => {
    expect([...journeys.unknown]).toEqual(["Delivered to neighbour at number 12"]);
  });

  it("of the tracking API's own examples: every text", () => {
    const reported = readFileSync("test/tracking-api/fixtures/seed-examples.json", "utf8").matchAll(
      /"StatusDescription": "([^"]+)"/g,
    );
    const texts = new Set([...reported].map(([, text = ""]) => text));
    expect(texts.size).toBeGreaterThanOrEqual(5);
    expect([...texts].filter((text) => keyOf(text) === null)).toEqual([]);
  });
});
