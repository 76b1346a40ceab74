import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  gs1,
  luhn,
  mod10,
  mod37,
  mod7,
  s10,
  ups,
  weighted,
  type CheckDigit,
} from "~/domain/carriers/formats/check-digits";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Schemes with the characters their check can be. */
const schemes: [string, CheckDigit, number, number][] = [
  ["mod10 3, 1", mod10(3, 1), 15, 10],
  ["gs1", gs1, 21, 10],
  ["luhn", luhn, 11, 10],
  ["mod7", mod7, 9, 7],
  ["FedEx weights", weighted([3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]), 11, 10],
  ["s10", s10, 8, 10],
  ["mod37", mod37, 14, 36],
  ["ups", ups, 15, 10],
];

describe.each(schemes)("%s", (_, fits, length, values) => {
  const body = fc.stringMatching(new RegExp(`^\\d{${length}}$`));

  it("has one fitting check character for every number", () => {
    fc.assert(
      fc.property(body, (digits) => {
        const fitting = [...alphabet.slice(0, values)].filter((check) => fits(digits + check));
        expect(fitting).toHaveLength(1);
      }),
    );
  });

  it("notices one mistyped digit nearly always", () => {
    const typo = fc.record({ digits: body, at: fc.nat({ max: length - 1 }), by: fc.integer({ min: 1, max: 9 }) });
    const noticed = fc.sample(typo, { numRuns: 500, seed: 7 }).filter(({ digits, at, by }) => {
      const check = [...alphabet.slice(0, values)].find((character) => fits(digits + character)) ?? "";
      const digit = (Number(digits[at]) + by) % 10;
      return !fits(digits.slice(0, at) + String(digit) + digits.slice(at + 1) + check);
    });
    expect(noticed.length).toBeGreaterThanOrEqual(420);
  });
});
