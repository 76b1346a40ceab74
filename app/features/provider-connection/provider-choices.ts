/** What a merchant can choose as provider, with the address that is filled in. */
export const providerChoices = [
  { id: "trackingmore", kind: "trackingmore-v2", baseUrl: "https://api.trackingmore.com/v2" },
  { id: "trackru", kind: "trackru-v1", baseUrl: "https://api.trackru.ru/v1" },
  { id: "homeward", kind: "trackingmore-v2", baseUrl: "" },
] as const;

export type ProviderChoiceId = (typeof providerChoices)[number]["id"];

/** Which of the choices a stored connection was made from: the same protocol at another address is another Homeward. */
export function choiceOf(connection: { kind: string; baseUrl: string }): ProviderChoiceId {
  const known = providerChoices.find((choice) => choice.baseUrl === connection.baseUrl);
  return known?.id ?? (connection.kind === "trackru-v1" ? "trackru" : "homeward");
}
