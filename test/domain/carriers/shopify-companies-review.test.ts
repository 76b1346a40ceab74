import { describe, expect, it } from "vitest";
import { allCouriers, findCourier } from "~/domain/carriers/catalogue";
import companies from "~/domain/carriers/data/shopify-companies.json";
import { courierForCompany, foldCompany } from "~/domain/carriers/shopify-companies";
import offered from "../fixtures/shopify-company-names.json";

interface MappedCompany {
  name: string;
  courier: string | null;
  byCountry?: Readonly<Record<string, string | null | undefined>>;
}

const offeredCompanies: readonly MappedCompany[] = companies.shopify;

/**
 * Names whose courier the catalogue calls otherwise. Each was compared by hand: what the company
 * is, and where it works. A name that is neither the courier's own nor in this list was mapped by
 * accident.
 */
const reviewed: Readonly<Record<string, string>> = {
  "BPost International": "belgium-post: bpost's parcels abroad, same numbers and same tracking page",
  Correios: "brazil-correios: Portugal's post calls itself CTT, so the word alone is Brazil's",
  "DHL Express": "dhl: the express network is what the catalogue calls DHL",
  "DPD Local": "dpd-uk: DPD's second British brand, tracked by DPD UK",
  DX: "dxdelivery: DX Delivery of Great Britain",
  Evri: "hermes-uk: Hermes UK's name since 2022",
  "Guangdong Weisuyi Information Technology (WSE)": "gdwse: WSE Logistics, gdwse.com",
  "Japan Post (EN)": "japan-post: the page's language",
  "Japan Post (JA)": "japan-post: the page's language",
  "La Poste Colissimo": "colissimo: La Poste's parcel brand",
  "La Poste Burkina Faso": "sonapost: the post of Burkina Faso, not of France",
  "Portal PostNord": "sweden-posten: PostNord's Swedish half, its Danish one by country",
  PostNL: "postnl-parcels: Netherlands Post - PostNL",
  "PostNord DK": "denmark-post: Post Danmark before 2009",
  "PostNord SE": "sweden-posten: Posten AB before 2009",
  "Sagawa (EN)": "sagawa: the page's language",
  "Sagawa (JA)": "sagawa: the page's language",
  "SFC Fulfillment": "sfcservice: SFC, sfcservice.com",
  "Yamato (EN)": "taqbin-jp: Yamato Transport's parcel service is TA-Q-BIN",
  "Yamato (JA)": "taqbin-jp: Yamato Transport's parcel service is TA-Q-BIN",
  "Aramex Australia": "fastway-au: Fastway Couriers Australia's name since 2019",
  Bonds: "bondscouriers: Bonds Couriers of Australia",
  "Österreichische Post": "austria-post: its own name",
  "Deutsche Post (DE)": "deutsche-post: the page's language",
  "Deutsche Post (EN)": "deutsche-post: the page's language",
  Hermes: "hermes-de: offered for Germany; to Great Britain it is Evri's network",
  SEUR: "international-seur: the catalogue's only Seur, seur.com",
  "DHL Parcel": "dhlparcel-nl: offered for the Netherlands and Great Britain, each with a network of its own",
  Fastway: "fastway-ie: offered for Ireland and South Africa, and the catalogue lacks South Africa's",
  BRT: "bartolini: BRT, formerly Bartolini",
  日本通運: "nippon: Nippon Express, nittsu.co.jp",
  Bring: "posten-norge: Posten Norge's parcel brand, same numbers",
  Inpost: "inpost-paczkomaty: offered for Poland, whose lockers are Paczkomaty",
  PTT: "turkey-post: the Turkish post",
  Skynet: "skynetworldwide: South Africa's is a member of SkyNet Worldwide Express",
};

/**
 * Names the catalogue has no courier for, though something there begins like them: looked at, and
 * somebody else.
 */
const lookalikes: Readonly<Record<string, readonly string[]>> = {
  "First Global Logistics": ["firstmile", "firstflightme", "first-flight"],
  "First Line": ["firstmile", "firstflightme", "first-flight"],
  Fulfilla: ["fulfillmen"],
  Logisters: ["logistics"],
  "PostNord NO": ["postnl-parcels", "postnl-3s"],
  "SHREE NANDAN COURIER": ["shree-mahabali-express", "shreemaruticourier", "shree-tirupati"],
  "Southwest Air Cargo": ["south-africa-post"],
  "United Delivery Service": ["royal-mail"],
  "Direct Couriers": ["directfreight-au"],
  Speedy: ["speedee", "speed-post", "speedpak", "speedexcourier"],
};

const keysOf = (code: string) => [foldCompany(code), foldCompany(findCourier(code)?.name ?? "")];

describe("each of the 173 names", () => {
  it("has a courier of the catalogue, or says that there is none", () => {
    const answers = offeredCompanies.map(({ name, courier }) => {
      const answer = courierForCompany(name);
      if (courier === null) expect(answer, name).toEqual({ kind: "none-in-catalogue" });
      else expect(answer, name).toMatchObject({ kind: "match", courierCode: courier, how: "exact" });
      return courier !== null && findCourier(courier) === null ? [name] : [];
    });
    expect(answers).toHaveLength(173);
    expect(answers.flat()).toEqual([]);
  });

  it("is called like its courier, or somebody compared the two", () => {
    const otherwise = offeredCompanies.flatMap(({ name, courier }) =>
      courier === null || keysOf(courier).includes(foldCompany(name)) ? [] : [[name, courier] as const],
    );
    expect(otherwise.map(([name]) => name).sort()).toEqual(Object.keys(reviewed).sort());
    for (const [name, courier] of otherwise) expect(reviewed[name]?.split(":")[0], name).toBe(courier);
  });

  it("is left out only where the catalogue has nothing that is called so", () => {
    for (const { name } of offeredCompanies.filter(({ courier }) => courier === null)) {
      const beginning = foldCompany(name).slice(0, 5);
      const alike = allCouriers().filter(({ code }) => keysOf(code).some((key) => key.startsWith(beginning)));
      expect(alike.map(({ code }) => code).sort(), name).toEqual([...(lookalikes[name] ?? [])].sort());
    }
  });
});

describe("region variants", () => {
  const regionsOf = (name: string) =>
    offered.filter(({ company }) => company === name).map(({ country_code }) => country_code);

  it("never lead a name offered for certain countries to a courier of another", () => {
    const strayed = offeredCompanies.flatMap(({ name, courier }) => {
      const regions = regionsOf(name);
      const home = courier === null ? null : (findCourier(courier)?.country ?? null);
      return home === null || regions.includes(null) || regions.includes(home) ? [] : [`${name}: ${String(courier)}`];
    });
    expect(strayed).toEqual([]);
  });

  it("lead to the country's own courier where a parcel goes there", () => {
    const all: MappedCompany[] = [...companies.shopify, ...companies.aliases];
    const wrong = all.flatMap(({ name, byCountry }) =>
      Object.entries(byCountry ?? {}).flatMap(([country, code]) =>
        code === null || code === undefined || findCourier(code)?.country === country ? [] : [`${name} ${country}`],
      ),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    ["GLS", "US"],
    ["GLS", "CA"],
    ["Fastway", "ZA"],
  ])("%s in %s is a company of its own that the catalogue lacks", (name, countryCode) => {
    expect(regionsOf(name)).toContain(countryCode);
    expect(courierForCompany(name, { countryCode })).toEqual({ kind: "none-in-catalogue" });
  });
});
