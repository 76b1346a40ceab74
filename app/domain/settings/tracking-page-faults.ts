import type { HiddenWord } from "~/domain/redaction/hidden-word";
import { redactor } from "../redaction/redaction";
import { isColour, isContactUrl, trackingPageLimits, type TrackingPageSettings } from "./tracking-page";

/** What is wrong with a field of the tracking page's form. */
export type TrackingPageFault =
  | { field: "lookUpBy"; fault: "none-chosen" }
  | { field: "heading" | "intro" | "carrierReplacement"; fault: "too-long" }
  | { field: "contactUrl"; fault: "not-an-address" | "too-long" }
  | { field: "accentColour"; fault: "not-a-colour" }
  | { field: "hiddenPlaces" | "hiddenWords"; fault: "too-many" }
  | {
      field: "hiddenPlaces" | "hiddenWords";
      /** The entry's place in its list, from 0. */
      index: number;
      fault: "no-letters" | "too-long" | "brings-back";
    };

/**
 * Everything in a form's settings that may not be stored, in the order of the form; empty when all of it may. Limits are those of
 * `trackingPageLimits`; a replacement may not hold what is hidden, or it would be left out (see `redactor`).
 */
export function trackingPageFaults(settings: TrackingPageSettings): TrackingPageFault[] {
  const { lookUpBy, heading, intro, contactUrl, accentColour, carrierReplacement } = settings;
  const limits = trackingPageLimits;
  const faults: TrackingPageFault[] = [];
  if (lookUpBy.length === 0) faults.push({ field: "lookUpBy", fault: "none-chosen" });
  if (heading.length > limits.heading) faults.push({ field: "heading", fault: "too-long" });
  if (intro.length > limits.intro) faults.push({ field: "intro", fault: "too-long" });
  if (contactUrl.length > limits.url) faults.push({ field: "contactUrl", fault: "too-long" });
  else if (contactUrl !== "" && !isContactUrl(contactUrl))
    faults.push({ field: "contactUrl", fault: "not-an-address" });
  if (accentColour !== "" && !isColour(accentColour)) faults.push({ field: "accentColour", fault: "not-a-colour" });
  if (carrierReplacement.length > limits.word) faults.push({ field: "carrierReplacement", fault: "too-long" });
  const { hides } = redactor({ places: settings.hiddenPlaces, words: settings.hiddenWords, couriers: [] });
  for (const field of ["hiddenPlaces", "hiddenWords"] as const) {
    const entries = settings[field];
    if (entries.length > limits.hiddenEntries) faults.push({ field, fault: "too-many" });
    for (const [index, entry] of entries.entries()) {
      const fault = faultOf(entry, hides);
      if (fault) faults.push({ field, index, fault });
    }
  }
  return faults;
}

function faultOf(
  { word, replacement }: HiddenWord,
  hides: (text: string) => boolean,
): "no-letters" | "too-long" | "brings-back" | null {
  // A row nobody has written in is no entry; it is dropped when the settings are read.
  if (word === "" && replacement === "") return null;
  const { word: longest } = trackingPageLimits;
  if (word.length > longest || replacement.length > longest) return "too-long";
  if (!/[\p{L}\p{N}]/u.test(word)) return "no-letters";
  return hides(replacement) ? "brings-back" : null;
}
