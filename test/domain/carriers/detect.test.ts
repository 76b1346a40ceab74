import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allCouriers, isCourierCode } from "~/domain/carriers/catalogue";
import { chooseCourier } from "~/domain/carriers/choose-courier";
import { detectCouriers, formatFits, numberFormats } from "~/domain/carriers/detect";
import { sources } from "~/domain/carriers/formats/format";
import { postalOperators, readPostalNumber, type PostalNumber } from "~/domain/carriers/s10";
import { numberKey } from "~/domain/tracking/number";
import { knownNumbers } from "../../bench/detect/numbers";
import { decisions, ourDetector } from "../../bench/detect/ours";
import { overall, ratio } from "../../bench/detect/score";
import samples from "../fixtures/sample-numbers.json";

const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

describe.each(numberFormats.map((format) => [`${format.courierCode}: ${format.name}`, format] as const))(
  "%s",
  (_, format) => {
    it("fits its valid samples, refuses its invalid ones, and belongs to a courier of the catalogue", () => {
      expect(format.valid.filter((number) => !formatFits(format, number))).toEqual([]);
      expect(format.invalid.filter((number) => formatFits(format, number))).toEqual([]);
      expect(isCourierCode(format.courierCode)).toBe(true);
      expect(format.source).not.toBe("");
      expect(format.check !== undefined && format.source === sources.inUse).toBe(false);
    });
  },
);

describe.each(
  numberFormats
    .filter(({ check }) => check !== undefined)
    .map((format) => [`${format.courierCode}: ${format.name}`, format] as const),
)("the check digit of %s", (_, format) => {
  it("is one character for every number of this shape, and detection trusts no other", () => {
    const shape = new RegExp(format.pattern.source, "d");
    fc.assert(
      fc.property(fc.stringMatching(format.pattern), (number) => {
        const [, end = 0] = shape.exec(number)?.indices?.[1] ?? [];
        const variants = [...characters]
          .map((check) => number.slice(0, end - 1) + check + number.slice(end))
          .filter((variant) => format.pattern.test(variant));
        const fitting = variants.filter((variant) => formatFits(format, variant));
        expect(fitting).toHaveLength(1);
        for (const variant of variants) {
          const trusted = detectCouriers(variant, { prefer: [format.courierCode] }).some(
            ({ certainty, why }) => certainty === "check-digit" && why === format.name,
          );
          if (trusted) expect(fitting).toContain(variant);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("postal numbers", () => {
  const operated = [...new Set(allCouriers().flatMap(({ country }) => country ?? []))].filter(
    (countryCode) => postalOperators({ service: "R", countryCode, checkDigitFits: true }).length > 0,
  );
  const postal = fc.record({
    service: fc.stringMatching(/^[CELRUV][A-Z]$/),
    digits: fc.stringMatching(/^\d{8}$/),
    countryCode: fc.constantFrom(...operated),
  });

  it("are their operator's by a check digit that fits, and by their looks alone with any other", () => {
    expect(operated.length).toBeGreaterThan(120);
    fc.assert(
      fc.property(postal, ({ service, digits, countryCode }) => {
        const found = [...characters.slice(0, 10)].map((check) => {
          const key = `${service}${digits}${check}${countryCode}`;
          return { first: detectCouriers(key)[0], operator: postalOperators(wholly(key))[0] };
        });
        expect(found.map(({ first }) => first?.courierCode)).toEqual(found.map(({ operator }) => operator));
        expect(found.filter(({ first }) => first?.certainty === "check-digit")).toHaveLength(1);
      }),
    );
  });
});

describe("detectCouriers", () => {
  it.each([
    ["RB123456785CN", "china-post"],
    ["EA166023092CN", "china-ems"],
    ["RB123456785US", "usps"],
    ["RB123456785GB", "royal-mail"],
    ["CD530123554DE", "dhl-germany"],
    ["RE113184005HK", "hong-kong-post"],
    ["NL984562784BR", "brazil-correios"],
    ["1Z5R89390357567127", "ups"],
    ["9400111206206406260787", "usps"],
    ["YT2229521272164447", "yunexpress"],
    ["LTN74207623N1", "landmark-global"],
  ])("%s is first of all %s", (number, courierCode) => {
    expect(detectCouriers(number)[0]).toMatchObject({ courierCode, distinct: true });
  });

  it("knows a mistyped number by its looks only", () => {
    expect(detectCouriers("RP893531375SG")[0]).toMatchObject({
      courierCode: "singapore-post",
      certainty: "pattern",
      distinct: false,
    });
    expect(detectCouriers("1Z1111111111111111")[0]).toMatchObject({ courierCode: "ups", certainty: "pattern" });
  });

  it("puts a shop's usual couriers first among equals and asks formats of a country only there", () => {
    const either = "287809468872";
    expect(detectCouriers(either)[0]?.courierCode).toBe("fedex");
    expect(detectCouriers(either, { prefer: ["purolator"] })[0]?.courierCode).toBe("purolator");
    const japanese = ["taqbin-jp", "sagawa", "japan-post"];
    expect(codes("100000000004")).not.toEqual(expect.arrayContaining(japanese));
    expect(codes("100000000004", { countryCode: "jp" })).toEqual(expect.arrayContaining(japanese));
    expect(codes("100000000004", { prefer: ["sagawa"] })).toContain("sagawa");
  });

  it("puts a courier first among equals where it is at home", () => {
    const either = "320610804900";
    expect(codes(either)).toEqual(["fedex", "purolator"]);
    expect(codes(either, { countryCode: "ca" })).toEqual(["purolator", "fedex"]);
    expect(codes(either, { countryCode: "CA", prefer: ["fedex"] })).toEqual(["fedex", "purolator"]);
    expect(codes("563102430313", { countryCode: "DE" })[0]).toBe("dhl-germany");
    expect(codes("501234567899", { countryCode: "NL" })[0]).toBe("gls-nl");
    expect(codes("10190000123452", { countryCode: "RU" })[0]).toBe("russian-post");
  });

  it("names each courier once and couriers of the catalogue only, whatever the number", () => {
    const likeANumber = fc.stringMatching(/^[0-9A-Z_-]{5,50}$/);
    fc.assert(
      fc.property(fc.oneof(likeANumber, fc.constantFrom(...samples.map(({ number }) => numberKey(number)))), (key) => {
        const found = codes(key);
        expect(new Set(found).size).toBe(found.length);
        expect(found.filter((code) => !isCourierCode(code))).toEqual([]);
      }),
    );
  });
});

describe("on numbers seen in public", () => {
  const numbers = knownNumbers("sample");
  const { chosen, rightly, refused } = decisions(numbers);

  it("finds a right courier for at least 96 in 100, and puts it first for at least 94", () => {
    const { first, among, precision } = overall(numbers, ourDetector);
    expect(first.of).toBeGreaterThan(200);
    expect(ratio(among)).toBeGreaterThanOrEqual(0.96);
    expect(ratio(first)).toBeGreaterThanOrEqual(0.94);
    expect(ratio(precision)).toBeGreaterThanOrEqual(0.9);
  });

  it("chooses alone for at least 78 in 100, and is right at least 97 times in 100", () => {
    expect(ratio(chosen)).toBeGreaterThanOrEqual(0.78);
    expect(ratio(rightly)).toBeGreaterThanOrEqual(0.97);
  });

  it("never trusts the check digit of a number that is none, and never chooses a courier for it", () => {
    expect(refused.of).toBeGreaterThanOrEqual(40);
    expect(ratio(refused)).toBe(1);
    expect(numbers.filter(({ key, valid }) => !valid && chosenFor(key) !== null)).toEqual([]);
  });
});

describe("on postal numbers built by the rule", () => {
  it("puts the operator first, and trusts no wrong check digit", () => {
    for (const { number, couriers, quality, valid } of samples.filter((sample) => sample.quality === "constructed")) {
      const [first] = detectCouriers(number);
      if (!valid) expect(first?.certainty ?? "pattern", `${number} ${quality}`).toBe("pattern");
      else if (couriers.length > 0) expect(couriers, number).toContain(first?.courierCode);
    }
  });
});

function wholly(key: string): PostalNumber {
  const number = readPostalNumber(key);
  if (number === null) throw new Error(`${key} has not the shape of a postal number`);
  return number;
}

function codes(key: string, hints?: Parameters<typeof detectCouriers>[1]): string[] {
  return detectCouriers(key, hints).map(({ courierCode }) => courierCode);
}

function chosenFor(key: string): string | null {
  const choice = chooseCourier({ numberKey: key, company: null, countryCode: null, rules: [], usualCouriers: [] });
  return choice.kind === "chosen" ? choice.courierCode : null;
}
