/**
 * What a merchant can choose as provider, with the address that is filled in. New accounts may only
 * get v4: it is first.
 */
export const providerChoices = [
  { id: "trackingmore-v4", kind: "trackingmore-v4", baseUrl: "https://api.trackingmore.com/v4" },
  { id: "trackingmore", kind: "trackingmore-v2", baseUrl: "https://api.trackingmore.com/v2" },
  { id: "trackru", kind: "trackru-v1", baseUrl: "https://api.trackru.ru/v1" },
  { id: "homeward", kind: "trackingmore-v2", baseUrl: "" },
] as const;

export type ProviderChoiceId = (typeof providerChoices)[number]["id"];

/**
 * Which of the choices a stored connection was made from: the same protocol at another address is
 * another Homeward.
 */
export function choiceOf(connection: { kind: string; baseUrl: string }): ProviderChoiceId {
  const ofKind = providerChoices.filter((choice) => choice.kind === connection.kind);
  const known = ofKind.find((choice) => choice.baseUrl === connection.baseUrl);
  return known?.id ?? ofKind.at(-1)?.id ?? "homeward";
}
