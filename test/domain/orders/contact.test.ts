import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callingCodeOf } from "~/domain/orders/calling-codes";
import { emailKey, phoneKey, phoneTries, postcodeKey } from "~/domain/orders/contact";

describe("emailKey", () => {
  it("is one for every way a shopper types an address", () => {
    const typed = ["ana@example.com", " Ana@Example.com ", "ＡＮＡ@example.com", "ana@\u200bexample.com"];
    expect(new Set(typed.map(emailKey))).toEqual(new Set(["ana@example.com"]));
  });

  it("is the same for its own result", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => emailKey(emailKey(text)) === emailKey(text)));
  });
});

describe("a telephone number", () => {
  const fits = (typed: string, stored: string, country: string | null) => {
    const key = phoneKey(stored, country);
    return key !== "" && phoneTries(typed).includes(key);
  };

  it.each([
    "+49 151 23456789",
    "0049 151 23456789",
    "0151 23456789",
    "+49 (0)151/234 567-89",
    "004915123456789",
    "＋４９ 15123456789",
  ])("of an order to Germany may be stored and typed as %j", (written) => {
    for (const other of ["+49 151 23456789", "0151 23456789", "004915123456789", "4915123456789", "(+49) 151.23456789"])
      expect([other, fits(other, written, "DE"), phoneKey(written, "DE")]).toEqual([other, true, "15123456789"]);
  });

  it.each([
    ["1 555 010 0199", "+1 (555) 010-0199", "US"],
    ["5550100199", "+15550100199", null],
    ["06 20 123 4567", "+36201234567", "HU"],
    ["+36 20 123 4567", "06 20 123 4567", "HU"],
    ["8 (912) 345-67-89", "+7 912 345-67-89", "RU"],
    ["06 1234 5678", "+39 06 1234 5678", "IT"],
    ["٠١٥١ ٢٣٤٥٦٧٨٩", "+49 151 23456789", "DE"],
  ])("typed as %j fits %j (%s)", (typed, stored, country) => expect(fits(typed, stored, country)).toBe(true));

  it("fits however it is typed, wherever the order goes", () => {
    const national = fc.stringMatching(/^[2-79]\d{8,9}$/);
    const country = fc.constantFrom(
      "DE",
      "GB",
      "FR",
      "IT",
      "ES",
      "NL",
      "US",
      "JP",
      "AU",
      "IN",
      "BR",
      "TR",
      "HR",
      "AE",
      "IE",
    );
    const blank = fc.constantFrom("", " ", "-", ".", " / ");
    fc.assert(
      fc.property(national, country, blank, fc.nat(3), fc.nat(2), (digits, to, gap, way, kept) => {
        const code = callingCodeOf(to) ?? "";
        const written = `${digits.slice(0, 3)}${gap}${digits.slice(3)}`;
        const ways = [`+${code}${gap}${written}`, `00${code}${gap}${written}`, `0${written}`, `+${code} (0)${written}`];
        return fits(ways[way] ?? "", ways[kept] ?? "", to);
      }),
    );
  });

  it("never fits another, and none that is hardly there", () => {
    const digits = fc.stringMatching(/^[2-79]\d{9}$/);
    fc.assert(fc.property(digits, digits, (one, other) => fits(`+49${one}`, `+49${other}`, "DE") === (one === other)));
    for (const text of ["", "call me", "12345", "+49 12345", "0000000000"])
      expect([text, phoneKey(text, "DE")]).toEqual([text, ""]);
  });

  it("always costs three short tries, whatever is typed", () => {
    const tries = (text: string) => phoneTries(text).map((key) => key.length);
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Math.max(...tries(text)) <= 20));
    expect(tries("1".repeat(10_000))).toEqual([20, 20, 20]);
    expect(tries("{{ shop }}")).toEqual([0, 0, 0]);
  });
});

describe("postcodeKey", () => {
  it.each([
    ["sw1a 1aa", "SW1A1AA"],
    ["D-10115", "10115"],
    ["10115", "10115"],
    ["LV-1010", "1010"],
    ["40003-1234", "40003"],
    ["４０００３", "40003"],
    ["1012 ab", "1012AB"],
    ["K1A 0B1", "K1A0B1"],
    ["〒100-0001", "1000001"],
    ["", ""],
    ["--", ""],
  ])("of %j is %j", (text, key) => expect(postcodeKey(text)).toBe(key));

  it("is the same for its own result, and short", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const key = postcodeKey(text);
        expect(postcodeKey(key)).toBe(key);
        expect(key.length).toBeLessThanOrEqual(20);
      }),
    );
  });
});
