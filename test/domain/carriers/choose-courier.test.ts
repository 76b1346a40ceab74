import { describe, expect, it } from "vitest";
import { chooseCourier, type CourierRule } from "~/domain/carriers/choose-courier";

function choose(
  numberKey: string,
  more: Partial<Parameters<typeof chooseCourier>[0]> = {},
): ReturnType<typeof chooseCourier> {
  return chooseCourier({ numberKey, company: null, countryCode: null, rules: [], usualCouriers: [], ...more });
}

function rule(more: Partial<CourierRule>): CourierRule {
  return { position: 1, company: null, countryCode: null, numberPrefix: null, courierCode: "yanwen", ...more };
}

describe("chooseCourier, the merchant's rules", () => {
  it("asks the rules before the company, in their order", () => {
    const rules = [
      rule({ position: 2, courierCode: "epacket" }),
      rule({ position: 1, company: "china post", countryCode: "us", numberPrefix: " lx ", courierCode: "usps" }),
    ];
    const parcel = { company: "China Post", countryCode: "US", rules };
    expect(choose("LX123456785CN", parcel)).toEqual({
      kind: "chosen",
      courierCode: "usps",
      source: "rule",
      reason: { by: "rule", position: 1 },
    });
    expect(choose("RB123456785CN", parcel)).toMatchObject({
      courierCode: "epacket",
      reason: { by: "rule", position: 2 },
    });
  });

  it("needs every condition of a rule", () => {
    const rules = [rule({ company: "Other", countryCode: "DE" })];
    expect(choose("AB12345", { company: "Other", countryCode: "DE", rules })).toMatchObject({ courierCode: "yanwen" });
    expect(choose("AB12345", { company: "Other", countryCode: null, rules }).kind).toBe("needs-carrier");
    expect(choose("AB12345", { company: null, countryCode: "DE", rules }).kind).toBe("needs-carrier");
  });
});

describe("chooseCourier, the company", () => {
  it("takes the company's word over the number's looks", () => {
    expect(choose("RB123456785CN", { company: "Yanwen" })).toEqual({
      kind: "chosen",
      courierCode: "yanwen",
      source: "company",
      reason: { by: "company", company: "Yanwen", how: "exact" },
    });
  });

  it("lets the number say which of the company's networks carries it", () => {
    expect(choose("3318810025", { company: "DHL", countryCode: "DE" })).toMatchObject({
      courierCode: "dhl",
      source: "company",
      reason: { by: "company-and-format" },
    });
    expect(choose("00340434161094015902", { company: "DHL", countryCode: "FR" })).toMatchObject({
      courierCode: "dhl-germany",
    });
    expect(choose("999991587211", { company: "DHL", countryCode: "DE" })).toMatchObject({ courierCode: "dhl-germany" });
  });

  it("does not guess another courier for a company the catalogue lacks", () => {
    expect(choose("3318810025", { company: "Packeta" })).toEqual({
      kind: "needs-carrier",
      reason: { by: "not-in-catalogue", company: "Packeta" },
      candidates: [{ courierCode: "dhl", certainty: "check-digit" }],
    });
  });
});

describe("chooseCourier, the number", () => {
  it.each([
    ["1Z5R89390357567127", "ups"],
    ["RB123456785CN", "china-post"],
    ["YT2229521272164447", "yunexpress"],
    ["3318810025", "dhl"],
  ])("%s can only be %s", (numberKey, courierCode) => {
    expect(choose(numberKey, { company: "Other" })).toMatchObject({
      courierCode,
      source: "format",
      reason: { by: "format", usual: false },
    });
  });

  it("settles ambiguous numbers by what the shop ships with", () => {
    const ambiguous = "287809468872";
    expect(choose(ambiguous)).toEqual({
      kind: "needs-carrier",
      reason: { by: "ambiguous", company: null },
      candidates: [
        { courierCode: "fedex", certainty: "check-digit" },
        { courierCode: "purolator", certainty: "check-digit" },
      ],
    });
    expect(choose(ambiguous, { usualCouriers: ["usps", "purolator", "fedex"] })).toMatchObject({
      courierCode: "purolator",
      reason: { by: "format", usual: true },
    });
  });

  it("asks where the country only says who is likelier, and lists that courier first", () => {
    const ambiguous = "287809468872";
    expect(choose(ambiguous, { countryCode: "CA" })).toMatchObject({
      kind: "needs-carrier",
      reason: { by: "ambiguous" },
      candidates: [{ courierCode: "purolator" }, { courierCode: "fedex" }],
    });
    expect(choose("3318810025", { countryCode: "CA" })).toMatchObject({ courierCode: "dhl" });
  });

  it("asks about a number that one courier's looks alone fit, unless the shop ships with it", () => {
    expect(choose("Z1ABCDE0", { countryCode: "DE" })).toMatchObject({
      kind: "needs-carrier",
      candidates: [{ courierCode: "gls", certainty: "pattern" }],
    });
    expect(choose("Z1ABCDE0", { countryCode: "DE", usualCouriers: ["gls"] })).toMatchObject({
      courierCode: "gls",
      reason: { by: "format", certainty: "pattern", usual: true },
    });
  });

  it("asks about a mistyped number and about one nobody knows", () => {
    expect(choose("RB123456786CN")).toMatchObject({ kind: "needs-carrier", reason: { by: "ambiguous" } });
    expect(choose("AB12345")).toEqual({
      kind: "needs-carrier",
      reason: { by: "nothing-fits", company: null },
      candidates: [],
    });
  });
});
