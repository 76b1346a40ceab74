import { numberKey } from "~/domain/tracking/number";
import samples from "../../domain/fixtures/sample-numbers.json";

/**
 * Where a sample comes from. `sample`: printed in public by somebody who knew its carrier.
 * `constructed`: made by the very rule under test. `altered`: once a real number, some of its
 * digits changed. `pattern`: made up after a picture of the format. Only the first can prove
 * anything.
 */
export const qualities = ["sample", "constructed", "altered", "pattern"] as const;

export type Quality = (typeof qualities)[number];

/** A number once, with everything that the samples of one quality say about it. */
export interface KnownNumber {
  key: string;
  /**
   * What each carrier that claims the number is called in our catalogue; the first code is the
   * carrier's own.
   */
  carriers: readonly (readonly string[])[];
  /**
   * Every code that would be right. Empty where the catalogue lacks the carrier, or the number is
   * nobody's.
   */
  right: ReadonlySet<string>;
  /** False where every sample calls it invalid. */
  valid: boolean;
  /** Whether a check digit can be expected to fit: it is valid, and nobody changed its digits. */
  intact: boolean;
}

/**
 * The samples of one quality, each number once. Some come several times, for several carriers: each
 * is right then. Constructed numbers of postal operators to which the samples give no code are left
 * out: whether the catalogue has the operator is not known there, while of every other carrier
 * without a code it is known that the catalogue lacks it.
 */
export function knownNumbers(quality: Quality): KnownNumber[] {
  const byKey = Map.groupBy(
    samples
      .filter((sample) => sample.quality === quality)
      .filter(({ couriers, valid }) => quality !== "constructed" || !valid || couriers.length > 0),
    ({ number }) => numberKey(number),
  );
  return [...byKey].map(([key, group]) => {
    const valid = group.filter((sample) => sample.valid);
    const carriers = valid.map(({ couriers }) => couriers).filter((couriers) => couriers.length > 0);
    return {
      key,
      carriers,
      right: new Set(carriers.flat()),
      valid: valid.length > 0,
      intact: valid.length > 0 && quality !== "altered",
    };
  });
}
