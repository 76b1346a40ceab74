import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directionOf, languageOf, languages, localeOfTimes, wordsIn } from "~/http/storefront/words";
import { timesFor } from "~/http/storefront/times";
import { timesIn } from "../../../extensions/customer-order-status/src/times";

describe("the language of an answer", () => {
  it.each([
    ["", "en"],
    ["de", "de"],
    ["de-CH", "de"],
    ["DE-at", "de"],
    ["pt-BR", "pt-BR"],
    ["pt", "pt-BR"],
    ["pt-PT", "pt-BR"],
    ["en-GB", "en"],
    ["iw", "he"],
    ["ar-EG", "ar"],
    ["tlh", "en"],
    ["*", "en"],
    ["tlh, nl", "nl"],
    ["fr;q=0.5, ja;q=0.9, de;q=0.8", "ja"],
    ["sv, da;q=1.0, fr", "sv"],
    ["fr;q=0, pl;q=0.1", "pl"],
    ["fr; Q = 0.2, it;q=0.3", "it"],
    ["fr;q=hello, es;q=0.1", "es"],
    ["_, e, 123456789, tr", "tr"],
  ])("of %j is %s", (asked, language) => expect(languageOf(asked)).toBe(language));

  it("is one we speak, whatever is asked for", () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (asked) => languages.includes(languageOf(asked))));
  });

  it("is found for every file by its own name", () => {
    expect(languages.length).toBeGreaterThanOrEqual(13);
    for (const language of languages) expect(languageOf(language)).toBe(language);
  });
});

it("runs from right to left in Arabic and Hebrew alone", () => {
  expect(languages.filter((language) => directionOf(language) === "rtl")).toEqual(["ar", "he"]);
});

it("has words of its own in every language, and English ones for a language it does not know", () => {
  const headings = languages.map((language) => wordsIn(language).form.heading);
  expect(new Set(headings).size).toBe(languages.length);
  expect(wordsIn("no such language").form.heading).toBe(wordsIn("en").form.heading);
});

it.each([
  ["en", "en-GB", "en-GB"],
  ["en", "ko", "en"],
  ["pt-BR", "pt-PT", "pt-PT"],
  ["he", "iw", "he"],
  ["de", "", "de"],
  ["de", "no locale", "de"],
])("writes the days of words in %s, asked for as %j, as in %s", (language, asked, locale) =>
  expect(localeOfTimes(language, asked)).toBe(locale),
);

it("keeps times for the next answer, as many as are used, and has none for what is no time zone", () => {
  const first = timesFor("en", "Asia/Tokyo");
  expect(timesFor("en", "Asia/Tokyo")).toBe(first);
  for (const zone of Intl.supportedValuesOf("timeZone").slice(0, 63)) timesFor("de", zone);
  expect(timesFor("en", "Asia/Tokyo")).toBe(first);
  for (const zone of Intl.supportedValuesOf("timeZone").slice(0, 64)) timesFor("fr", zone);
  expect(timesFor("en", "Asia/Tokyo")).not.toBe(first);
  for (const zone of ["", "Nowhere/At_All"]) expect(timesFor("en", zone)).toBeNull();
});

it("joins day and hour as the language does", () => {
  const moment = (language: string) => timesIn(language, "UTC").moment("2026-11-20T17:11:00").replace(/\s/gu, " ");
  expect([moment("en"), moment("de"), moment("ar")]).toEqual([
    "Fri, Nov 20, 5:11 PM",
    "Fr., 20. Nov., 17:11",
    "الجمعة، 20 نوفمبر، 5:11 م",
  ]);
});

describe.each(languages)("times in %s", (language) => {
  const times = timesIn(language, "UTC");
  const now = "2026-11-21T12:00:00Z";

  it("are written in the language's own words and digits", () => {
    const written = [
      times.days(12),
      times.day("2026-11-20T17:11:00"),
      times.moment("2026-11-20T17:11:00"),
      times.window("2026-11-24", "2026-11-27"),
      times.ago("2026-11-21T11:48:00Z", now),
      times.scan("2026-11-20T17:11:00", now),
    ];
    // A locale without data would fall back to the machine's own.
    expect(Intl.DateTimeFormat.supportedLocalesOf(language)).toEqual([language]);
    const english = timesIn("en", "UTC");
    if (language !== "en") expect(written[4]).not.toBe(english.ago("2026-11-21T11:48:00Z", now));
    const digits = new Intl.NumberFormat(language, { useGrouping: false });
    expect(written[0]).toContain(digits.format(12));
    expect(written[1]).toContain(digits.format(20));
    expect(written[3]).toContain(digits.format(27));
    expect(written[4]).toContain(digits.format(12));
    expect(written[5]).toContain(digits.format(11));
  });
});
