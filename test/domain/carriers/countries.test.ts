import { describe, expect, it } from "vitest";
import { countryCode, countryName } from "~/domain/carriers/countries";
import countries from "~/domain/carriers/data/countries.json";

describe("countries", () => {
  it.each([
    ["Hong Kong [CN]", "HK"],
    ["Korea, South", "KR"],
    ["Philippines", "PH"],
    ["China", "CN"],
    ["germany", "DE"],
    ["us", "US"],
    ["United Kingdom", "GB"],
  ])("%s is %s", (name, code) => {
    expect(countryCode(name)).toBe(code);
  });

  it("leads from every code to its name and back", () => {
    for (const { code, name } of countries) {
      expect(countryCode(countryName(code))).toBe(code);
      expect(countryName(code.toLowerCase())).toBe(name);
    }
  });

  it("gives every other name to one country", () => {
    for (const country of countries) {
      for (const name of "also" in country ? (country.also ?? []) : [])
        expect(countryCode(name), name).toBe(country.code);
    }
  });

  it("lets the unknown pass", () => {
    expect(countryCode(" Atlantis ")).toBe("Atlantis");
    expect(countryName("ZZ")).toBe("ZZ");
    expect(countryCode("")).toBe("");
  });
});
