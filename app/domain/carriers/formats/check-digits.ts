/**
 * Whether the last character of a number follows from those before it. Each takes the part it
 * covers, check included.
 */
export type CheckDigit = (digits: string) => boolean;

/**
 * Sum of the digits, times `even` and `odd` by position from the left (the first is even), filled
 * up to a multiple of ten. Weights 3 and 1 are Austrian Post's, Russian Post's and Canada Post's, 1
 * and 2 OnTrac's, 4 and 9 the Identcode's of Deutsche Post.
 */
export function mod10(even: number, odd: number): CheckDigit {
  return (digits) => {
    const sum = values(digits.slice(0, -1)).reduce(
      (total, value, index) => total + value * (index % 2 === 0 ? even : odd),
      0,
    );
    return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
  };
}

/** As `mod10(3, 1)` with one added to the sum: GLS Uni-Box, technical documentation 2D, 3.2.1. */
export const gls: CheckDigit = (digits) => mod10(3, 1)(digits.slice(0, -1) + String((Number(digits.at(-1)) + 1) % 10));

/**
 * From the right, times 3 and 1 in turn: GS1 General Specifications, and USPS Publication 199 for
 * its own barcodes.
 */
export const gs1: CheckDigit = (digits) => (digits.length % 2 === 0 ? mod10(3, 1) : mod10(1, 3))(digits);

/** Every second digit from the right doubled, its digits summed (ISO/IEC 7812-1, annex B). */
export const luhn: CheckDigit = (digits) => {
  const doubled = values(digits)
    .reverse()
    .map((value, index) => (index % 2 === 0 ? value : value * 2));
  return doubled.reduce((total, value) => total + (value > 9 ? value - 9 : value), 0) % 10 === 0;
};

/**
 * The rest of all other digits, read as one number, divided by seven: air waybills (IATA Resolution
 * 600a) and Japan.
 */
export const mod7: CheckDigit = (digits) => {
  const rest = values(digits.slice(0, -1)).reduce((carried, value) => (carried * 10 + value) % 7, 0);
  return rest === Number(digits.at(-1));
};

/**
 * Products with weights, from the left, summed; modulo 11, then modulo 10 (FedEx,
 * jkeen/tracking_number_data).
 */
export function weighted(weights: readonly number[]): CheckDigit {
  return (digits) => {
    const sum = values(digits.slice(0, -1)).reduce((total, value, index) => total + value * (weights[index] ?? 0), 0);
    return (sum % 11) % 10 === Number(digits.at(-1));
  };
}

/**
 * UPU standard S10, the eight digits and their check digit: modulo 11, where 10 is written 0 and 11
 * is written 5.
 */
export const s10: CheckDigit = (digits) => {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const sum = values(digits.slice(0, -1)).reduce((total, value, index) => total + value * (weights[index] ?? 0), 0);
  const check = 11 - (sum % 11);
  return (check === 10 ? 0 : check === 11 ? 5 : check) === Number(digits.at(-1));
};

/** ISO 7064 MOD 37,36 over digits and letters (DPD Parcel Label Specification 2.4.1). */
export const mod37: CheckDigit = (characters) => {
  const rest = Array.from(characters.slice(0, -1)).reduce((carried, character) => {
    const sum = (carried + Number.parseInt(character, 36)) % 36 || 36;
    return (sum * 2) % 37;
  }, 36);
  return (37 - rest) % 36 === Number.parseInt(characters.at(-1) ?? "", 36);
};

/**
 * UPS: digits and letters (A is 2, B is 3 … by the unit's place), times 1 and 2 from the left,
 * filled up to ten (jkeen/tracking_number_data).
 */
export const ups: CheckDigit = (characters) => {
  const digits = Array.from(characters).map((character) =>
    /\d/.test(character) ? character : String((character.charCodeAt(0) - 63) % 10),
  );
  return mod10(1, 2)(digits.join("")) && /\d$/.test(characters);
};

function values(digits: string): number[] {
  return Array.from(digits).map(Number);
}
