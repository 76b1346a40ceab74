import type { Answer, ListAnswer, Outcome } from "./answer";
import { backendAddress } from "./backend-address";

/**
 * Asks the app with a fresh session token, in the language the extension speaks. Throws where no
 * outcome comes back.
 */
export async function askApp<Found extends Answer | ListAnswer>(path: string): Promise<Outcome<Found>> {
  const token = await shopify.sessionToken.get();
  const response = await fetch(`${backendAddress}/api/customer/${path}`, {
    headers: {
      Authorization: `Bearer ${token}`,
      "Accept-Language": shopify.localization.extensionLanguage.value.isoCode,
    },
  });
  const outcome: unknown = await response.json();
  if (!isOutcome<Found>(outcome)) throw new Error(`The app answered ${response.status}`);
  return outcome;
}

/** The number in one of Shopify's ids: `gid://shopify/Order/1001`. */
export function numberIn(gid: string): string {
  return encodeURIComponent(gid.split("/").pop() ?? "");
}

function isOutcome<Found>(value: unknown): value is Outcome<Found> {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  if (value.kind !== "found") return value.kind === "not-found" || value.kind === "no-customer";
  const answer = "answer" in value ? value.answer : null;
  return typeof answer === "object" && answer !== null && "parcels" in answer && Array.isArray(answer.parcels);
}
