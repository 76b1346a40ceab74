/** A detail some couriers need beside the number, under the name it has with us. */
export type RequiredField = "shipDate" | "postalCode" | "accountNumber" | "destinationCountry";

/**
 * What TrackingMore's documentation names; no complete list is known. `deutsch-post` is a spelling
 * of the documents.
 */
const special: Readonly<Record<string, readonly RequiredField[]>> = {
  "deutsche-post": ["shipDate"],
  "deutsch-post": ["shipDate"],
  mondialrelay: ["postalCode"],
  "postnl-3s": ["postalCode", "destinationCountry"],
  "dynamic-logistics": ["accountNumber"],
};

/** What must be told beside the number for a courier to be followed; mostly nothing. */
export function requiredFields(courierCode: string): readonly RequiredField[] {
  return Object.hasOwn(special, courierCode) ? (special[courierCode] ?? []) : [];
}
