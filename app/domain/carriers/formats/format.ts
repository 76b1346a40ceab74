import type { CheckDigit } from "./check-digits";

/**
 * One shape a courier's numbers have: data, with its own samples, so that one test walks them all. Shapes and samples
 * are facts gathered from carriers' documents and public collections of numbers.
 */
export interface NumberFormat {
  courierCode: string;
  name: string;
  /** Over a number's key (upper case, no blanks), anchored at both ends. Its first group is what the check digit covers. */
  pattern: RegExp;
  check?: CheckDigit;
  /** Hardly anybody else's: letters in front, or a check digit together with a fixed beginning. */
  distinct: boolean;
  /** Asked only for parcels that go to one of these countries, or for couriers a shop ships with. */
  countries?: readonly string[];
  valid: readonly string[];
  invalid: readonly string[];
}
