import { redactor } from "../redaction/redaction";
import { hiddenFaults, type HiddenFault } from "./hidden-list";
import { faultsOf, type FaultKind } from "./setting";
import { trackingPageFields, type TrackingPageField, type TrackingPageSettings } from "./tracking-page";

type ListField = "hiddenPlaces" | "hiddenWords";
type SimpleField = Exclude<TrackingPageField, ListField>;

/**
 * What is wrong with a field of the tracking page's form; with a list, the entry's place in it,
 * from 0.
 */
export type TrackingPageFault = { field: SimpleField; fault: FaultKind } | ({ field: ListField } & HiddenFault);

const isList = (field: TrackingPageField): field is ListField => field === "hiddenPlaces" || field === "hiddenWords";
const fieldNames = Object.keys(trackingPageFields).filter(
  (name): name is TrackingPageField => name in trackingPageFields,
);

/**
 * Everything in a form's settings that may not be stored, in the order of the form; empty when all
 * of it may. A replacement may not hold what is hidden, or it would be left out (see `redactor`).
 */
export function trackingPageFaults(settings: TrackingPageSettings): TrackingPageFault[] {
  const { hides } = redactor({ places: settings.hiddenPlaces, words: settings.hiddenWords, couriers: [] });
  return fieldNames.flatMap((field): TrackingPageFault[] =>
    isList(field)
      ? hiddenFaults(settings[field], hides).map((fault) => ({ field, ...fault }))
      : faultsOf(trackingPageFields[field], settings[field]).map((fault) => ({ field, fault })),
  );
}
