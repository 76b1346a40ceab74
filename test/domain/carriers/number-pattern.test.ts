import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isNumberPattern, numberFits } from "~/domain/carriers/number-pattern";

const piece = fc.string({ unit: fc.constantFrom("A", "B", "1", "2"), maxLength: 4 });

describe("numberFits", () => {
  it.each([
    ["RB", "RB123456785CN", true],
    ["rb 12", "RB123456785CN", true],
    ["RB*CN", "RB123456785CN", true],
    ["RB*CN", "RB123456785DE", false],
    ["*CN", "RB123456785CN", true],
    ["RB*", "RB1", true],
    ["R*5*N", "RB123456785CN", true],
    ["RB*BC", "RBC", false],
    ["CN", "RB123456785CN", false],
  ])("%s and %s: %s", (pattern, key, fits) => {
    expect(numberFits(pattern, key)).toBe(fits);
  });

  it("takes a star for any run of characters, as the same pattern written as an expression does", () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 5 }), piece, (pieces, key) => {
        expect(numberFits(pieces.join("*"), key)).toBe(new RegExp(`^${pieces.join(".*")}$`).test(key));
      }),
    );
  });

  it("fits every number that was made from it", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, piece), { minLength: 2, maxLength: 5 }), (parts) => {
        const pattern = parts.map(([fixed]) => fixed).join("*");
        const key = parts
          .map(([fixed, filled], index) => (index === parts.length - 1 ? fixed : fixed + filled))
          .join("");
        expect(numberFits(pattern, key)).toBe(true);
      }),
    );
  });
});

it("tells a pattern from what no number can be like", () => {
  expect(["RB", "rb * cn", "*9", "A-1_"].map(isNumberPattern)).toEqual(Array(4).fill(true));
  expect(["", "  ", "*", "**", "RB?", "ü", "1".repeat(51)].map(isNumberPattern)).toEqual(Array(7).fill(false));
});
