import fc from "fast-check";
import { expect, it } from "vitest";
import { allCouriers, courierName, trackingLink } from "~/domain/carriers/catalogue";
import { carrierDirectory, packagedCarriers, type OverlaidCourier } from "~/domain/carriers/directory";
import { readListing } from "~/domain/carriers/listing";

const bare = { type: null, homepage: null, phone: null, picture: null, names: {} };
const listed = (code: string, more: Partial<OverlaidCourier> = {}): OverlaidCourier => ({
  ...bare,
  code,
  name: code,
  ...more,
});

it("is the packaged catalogue where nothing was added", () => {
  for (const { code } of allCouriers()) {
    expect(packagedCarriers.name(code, "zh-CN")).toBe(courierName(code, "zh-CN"));
    expect(packagedCarriers.link(code, "AB 123")).toBe(trackingLink(code, "AB 123"));
  }
  expect(packagedCarriers.couriers()).toEqual(allCouriers());
});

it("keeps what the catalogue knows where a list is silent, and its tracking pages before any home page", () => {
  const carriers = carrierDirectory({ listed: [listed("dhl", { homepage: "https://dhl.example" })], own: [] });
  expect(carriers.find("dhl")).toMatchObject({
    homepage: "https://dhl.example",
    phone: packagedCarriers.find("dhl")?.phone,
  });
  expect(carriers.link("dhl", "1234567890")).toBe(trackingLink("dhl", "1234567890"));
});

it("names a carrier in the language asked for, and takes no name from anywhere else", () => {
  const names = { tw: "新竹", cn: "新竹物流", ru: "Почта" };
  const carriers = carrierDirectory({ listed: [listed("new", { name: "New", names })], own: [] });
  const inLanguage = (lang: string) => carriers.name("new", lang);
  expect(["zh-TW", "zh-Hant-HK", "zh", "cn", "ru-RU", "en", "constructor", ""].map(inLanguage)).toEqual([
    "新竹",
    "新竹",
    "新竹物流",
    "新竹物流",
    "Почта",
    "New",
    "New",
    "New",
  ]);
});

it("finds at most what was asked for, own carriers first, in any language", () => {
  const own = [{ code: "own-post-van", name: "Post Van", trackingUrl: null }];
  const carriers = carrierDirectory({ listed: [listed("new", { name: "New", names: { ru: "Посылка" } })], own });
  expect(carriers.search("post", 3).map(({ code }) => code)[0]).toBe("own-post-van");
  expect(carriers.search("post", 3)).toHaveLength(3);
  expect(carriers.search("посыл", 3).map(({ code }) => code)).toEqual(["new"]);
  expect(carriers.search("  ", 3)).toEqual([]);
});

it("reads any list into entries that a path and a page can hold, each code once", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("own-x", "dhl", "javascript:alert(1)", "//a.example/x.png"),
  );
  const reported = fc.record({
    code: text,
    name: text,
    type: fc.option(text),
    homepage: fc.option(text),
    phone: fc.option(text),
    picture: fc.option(text),
  });
  fc.assert(
    fc.property(fc.array(reported), (couriers) => {
      const read = readListing(couriers);
      expect(new Set(read.map(({ code }) => code)).size).toBe(read.length);
      for (const { code, name, homepage, picture } of read) {
        expect(code).toMatch(/^(?!own-)[0-9A-Za-z_-]{1,64}$/);
        expect(name.trim()).not.toBe("");
        for (const address of [homepage, picture])
          if (address !== null) expect(new URL(address).protocol).toMatch(/^https?:$/);
      }
    }),
  );
});
