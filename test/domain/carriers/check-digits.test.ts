import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  gls,
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

/** One digit mistyped. */
interface Typo {
  /** From the left, from 0. */
  at: number;
  /** How far the wrong digit is from the right one. */
  distance: number;
  /** The check character of the right number. */
  check: string;
}

interface Scheme {
  name: string;
  fits: CheckDigit;
  /** Digits before the check character. */
  length: number;
  /** How many of the alphabet's characters the check can be. */
  values: number;
  /** The typos that a scheme of this kind cannot notice. */
  blindTo?: (typo: Typo) => boolean;
}

const schemes: Scheme[] = [
  { name: "mod10 3, 1", fits: mod10(3, 1), length: 15, values: 10 },
  { name: "mod10 1, 3", fits: mod10(1, 3), length: 14, values: 10 },
  {
    name: "mod10 1, 2",
    fits: mod10(1, 2),
    length: 9,
    values: 10,
    blindTo: ({ at, distance }) => at % 2 === 1 && distance === 5,
  },
  {
    name: "mod10 4, 9",
    fits: mod10(4, 9),
    length: 11,
    values: 10,
    blindTo: ({ at, distance }) => at % 2 === 0 && distance === 5,
  },
  { name: "gs1", fits: gs1, length: 21, values: 10 },
  { name: "gls", fits: gls, length: 11, values: 10 },
  { name: "luhn", fits: luhn, length: 11, values: 10 },
  { name: "mod7", fits: mod7, length: 9, values: 7, blindTo: ({ distance }) => distance === 7 },
  // Two rests share a check digit: 0 and 10 are written 0 here, 11 and 5 are written 5 in S10.
  {
    name: "FedEx weights",
    fits: weighted([3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]),
    length: 11,
    values: 10,
    blindTo: ({ check }) => check === "0",
  },
  { name: "s10", fits: s10, length: 8, values: 10, blindTo: ({ check }) => check === "5" },
  { name: "mod37", fits: mod37, length: 14, values: 36 },
  {
    name: "ups",
    fits: ups,
    length: 15,
    values: 10,
    blindTo: ({ at, distance }) => at % 2 === 1 && distance === 5,
  },
];

describe.each(schemes)("$name", ({ fits, length, values, blindTo }) => {
  const body = fc.stringMatching(new RegExp(`^\\d{${length}}$`));
  const checksOf = (digits: string) => [...alphabet.slice(0, values)].filter((check) => fits(digits + check));

  it("has one fitting check character for every number", () => {
    fc.assert(
      fc.property(body, (digits) => {
        expect(checksOf(digits)).toHaveLength(1);
      }),
    );
  });

  it("notices one mistyped digit, wherever it is, except those its kind is blind to", () => {
    const mistyped = fc.record({ digits: body, at: fc.nat({ max: length - 1 }), by: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(mistyped, ({ digits, at, by }) => {
        const [check = ""] = checksOf(digits);
        const [right, wrong] = [Number(digits[at]), (Number(digits[at]) + by) % 10];
        const noticed = !fits(digits.slice(0, at) + String(wrong) + digits.slice(at + 1) + check);
        const excused = blindTo?.({ at, distance: Math.abs(right - wrong), check }) ?? false;
        expect(noticed || excused).toBe(true);
      }),
    );
  });

  it("notices a mistyped check character", () => {
    fc.assert(
      fc.property(body, fc.constantFrom(...alphabet.slice(0, values)), (digits, check) => {
        expect(fits(digits + check)).toBe(checksOf(digits).includes(check));
      }),
    );
  });
});
