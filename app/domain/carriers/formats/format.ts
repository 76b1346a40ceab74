import type { CheckDigit } from "./check-digits";

/** Where shapes and rules come from that several formats share. */
export const sources = {
  numberData: "jkeen/tracking_number_data",
  karrio: "karrioapi/karrio",
  parcellab: "ArtCodeStudio/parcellab-node",
  shipit: "sailrish/shipit",
  trackingMore: "TrackingMore's own examples and documents",
  /** Looks alone, so never a check digit of its own. */
  inUse: "numbers in use; no published rule known",
} as const;

/**
 * One shape a courier's numbers have: data, with its own samples, so that one test walks them all.
 * Shapes and samples are facts gathered from carriers' documents and public collections of numbers.
 */
export interface NumberFormat {
  /** The provider's code, of the catalogue. */
  courierCode: string;
  /** Told to the merchant as the reason of a choice. */
  name: string;
  /**
   * The document, or the public collection of numbers, that the shape and its check digit are taken
   * from.
   */
  source: string;
  /**
   * Over a number's key (upper case, no blanks), anchored at both ends. Its first group is what the
   * check digit covers.
   */
  pattern: RegExp;
  /** Whether the part under check is consistent; without one, looks are all there is. */
  check?: CheckDigit;
  /** Hardly anybody else's: letters in front, or a check digit together with a fixed beginning. */
  distinct: boolean;
  /**
   * Asked only for parcels that go to one of these countries, or for couriers a shop ships with.
   */
  countries?: readonly string[];
  /** Asked everywhere, and before its equals for parcels that go to one of these countries. */
  home?: readonly string[];
  valid: readonly string[];
  invalid: readonly string[];
}
