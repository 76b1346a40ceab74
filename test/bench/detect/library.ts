import { getTracking } from "ts-tracking-number";
import { postalOperators, readPostalNumber } from "~/domain/carriers/s10";
import type { Detector } from "./score";

/**
 * What the library's formats are in our catalogue, where its courier's code is not. Amazon is
 * missing there.
 */
const formatCodes: Readonly<Record<string, readonly string[]>> = {
  "DHL E-Commerce": ["dhlglobalmail"],
  "Amazon Logistics": ["amazon"],
  "Amazon International": ["amazon"],
};

/**
 * The npm package ts-tracking-number as a detector. It names one courier; of a postal number it
 * says only that it is one, so we give it our own table of countries. Where no format fits it has
 * no answer: it does not list candidates.
 */
export const libraryDetector: Detector = (numberKey) => {
  const found = getTracking(numberKey);
  if (found === undefined) return [];
  const postal = found.courier.code === "s10" ? readPostalNumber(numberKey) : null;
  return postal === null ? (formatCodes[found.name] ?? [found.courier.code]) : postalOperators(postal);
};
