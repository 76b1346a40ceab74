import { chooseCourier } from "~/domain/carriers/choose-courier";
import { detectCouriers } from "~/domain/carriers/detect";
import type { KnownNumber } from "./numbers";
import { share, type Detector, type Share } from "./score";

/** Our formats, asked without a destination and without a shop's habits. */
export const ourDetector: Detector = (numberKey) => detectCouriers(numberKey).map(({ courierCode }) => courierCode);

/**
 * What a shop without rules and without a company name on the fulfillment gets. A number that is
 * nobody's, or whose digits were altered, is refused where no candidate claims that its check digit
 * fits: by its looks it may still be named, as a typing error.
 */
export function decisions(numbers: readonly KnownNumber[]): Record<"chosen" | "rightly" | "refused", Share> {
  const choices = numbers.map(({ key, right, valid }) => {
    const choice = chooseCourier({ numberKey: key, company: null, countryCode: null, rules: [], usualCouriers: [] });
    return { courierCode: choice.kind === "chosen" ? choice.courierCode : null, right, valid };
  });
  return {
    chosen: share(
      choices.filter(({ valid }) => valid),
      ({ courierCode }) => courierCode !== null,
    ),
    rightly: share(
      choices.filter(({ courierCode }) => courierCode !== null),
      ({ courierCode, right }) => courierCode !== null && right.has(courierCode),
    ),
    refused: share(
      numbers.filter(({ intact }) => !intact),
      ({ key }) => detectCouriers(key).every(({ certainty }) => certainty !== "check-digit"),
    ),
  };
}
