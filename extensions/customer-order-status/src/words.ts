import { event as phrases, next as advices, status as sentences } from "../locales/en.default.json";
import type { Parcel, ParcelEvent } from "./answer";
import type { Times } from "./times";

// The words are in ../locales, which `npm run words` writes from app/i18n/shopper; English has
// every key there is.

const stepNames = ["ordered", "shipped", "transit", "pickup", "delivered"] as const;

export function translate(key: string, values: Record<string, string | number> = {}): string {
  return shopify.i18n.translate(key, values);
}

export function sentenceOf(parcel: Parcel, times: Times): string {
  return translate(`status.${wordKey(parcel)}`, { days: times.days(parcel.silentDays ?? 30) });
}

/**
 * What the shopper may do or expect, null where the sentence says it all. A long silence says more
 * than a usual wait.
 */
export function adviceOf(parcel: Parcel, times: Times): string | null {
  if (parcel.silentDays && !parcel.trouble) {
    return translate("result.quiet", { days: times.days(parcel.silentDays) });
  }
  const key = wordKey(parcel);
  return Object.hasOwn(advices, key) ? translate(`next.${key}`) : null;
}

/**
 * An event in the shopper's language, null where there are only the carrier's words. The app may
 * know more phrases.
 */
export function phraseOf({ phraseKey }: ParcelEvent): string | null {
  const key = keyOf(phraseKey ?? "");
  return Object.hasOwn(phrases, key) ? translate(`event.${key}`) : null;
}

/** The carrier's own words where a phrase stands in their place, and where it happened. */
export function besides(event: ParcelEvent): string {
  return [phraseOf(event) && event.text, event.place].filter(Boolean).join(" · ");
}

export function stepName(step: number): string {
  return translate(`step.${stepNames[step - 1] ?? "shipped"}`);
}

/** The key of the reason, where it has words of its own; of the status otherwise. */
function wordKey({ status, substatusKey }: Parcel): string {
  const reason = keyOf(substatusKey ?? "");
  return Object.hasOwn(sentences, reason) ? reason : keyOf(status);
}

function keyOf(name: string): string {
  return name.replaceAll("-", "_");
}
