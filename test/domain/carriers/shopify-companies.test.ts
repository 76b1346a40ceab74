import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCourierCode } from "~/domain/carriers/catalogue";
import companies from "~/domain/carriers/data/shopify-companies.json";
import { courierForCompany, foldCompany, shopifyCompanies } from "~/domain/carriers/shopify-companies";
import offered from "../fixtures/shopify-company-names.json";

interface MappedCompany {
  name: string;
  courier: string | null;
  byCountry?: Readonly<Record<string, string | null | undefined>>;
}

const mapped: MappedCompany[] = [...companies.shopify, ...companies.aliases];
const offeredNames = [...new Set(offered.map(({ company }) => company))];

describe("the company map", () => {
  it("decides every name Shopify offers, letter by letter", () => {
    expect(offeredNames).toHaveLength(173);
    expect(shopifyCompanies.map(({ name }) => name).sort()).toEqual([...offeredNames].sort());
    for (const name of offeredNames) expect(courierForCompany(name), name).not.toEqual({ kind: "unknown" });
  });

  it("names couriers of the catalogue only", () => {
    const named = mapped.flatMap(({ courier, byCountry }) => [courier, ...Object.values(byCountry ?? {})]);
    expect(named.filter((code) => typeof code === "string" && !isCourierCode(code))).toEqual([]);
  });

  it("has no two names that fold into one and lead to different couriers", () => {
    const led = new Map<string, string | null>();
    for (const { name, courier } of mapped) {
      const key = foldCompany(name);
      if (led.has(key)) expect(led.get(key), name).toBe(courier);
      led.set(key, courier);
    }
  });
});

describe("courierForCompany", () => {
  it.each([
    ["China Post", "china-post"],
    ["USPS", "usps"],
    ["Japan Post (EN)", "japan-post"],
    ["Österreichische Post", "austria-post"],
    ["日本通運", "nippon"],
    ["Evri", "hermes-uk"],
  ])("%s is %s, exactly", (name, courierCode) => {
    expect(courierForCompany(name)).toMatchObject({ kind: "match", courierCode, how: "exact" });
  });

  it.each([
    ["china post", "china-post"],
    ["LIETUVOS PASTAS", "lietuvos-pastas"],
    ["Dhl-Express ", "dhl"],
    ["R & L Carriers", "rl-carriers"],
    ["ups mail innovations", "ups-mi"],
    ["china-ems", "china-ems"],
    ["Meest Express", "meest"],
  ])("%s is %s, folded", (name, courierCode) => {
    expect(courierForCompany(name)).toMatchObject({ kind: "match", courierCode, how: "folded" });
  });

  it("tells a company without a courier from one nobody knows", () => {
    expect(courierForCompany("Packeta")).toEqual({ kind: "none-in-catalogue" });
    expect(courierForCompany("packeta")).toEqual({ kind: "none-in-catalogue" });
    for (const name of ["Other", "", "  ", "---", "__proto__"])
      expect(courierForCompany(name)).toEqual({ kind: "unknown" });
  });

  it.each([
    ["GLS", "IT", "gls-italy"],
    ["GLS", "FR", "gls"],
    ["DPD", "de", "dpd-de"],
    ["DPD", null, "dpd"],
    ["DHL", "DE", "dhl-germany"],
    ["DHL", "US", "dhl"],
    ["Hermes", "GB", "hermes-uk"],
    ["NinjaVan", "PH", "ninjavan-ph"],
  ])("%s to %s is %s", (name, countryCode, courierCode) => {
    expect(courierForCompany(name, { countryCode })).toMatchObject({ kind: "match", courierCode });
  });

  it("answers every text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.option(fc.string()), (name, countryCode) => {
        expect(["match", "none-in-catalogue", "unknown"]).toContain(courierForCompany(name, { countryCode }).kind);
      }),
    );
  });
});
