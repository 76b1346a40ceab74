import { event as phrases } from "../locales/en.default.json";
import type { Parcel, ParcelEvent } from "./answer";
import type { Times } from "./times";

const stepNames = ["ordered", "shipped", "transit", "pickup", "delivered"] as const;

/** Reasons that have words of their own; every other one is told by its status. */
const reasons = new Set([
  "out-for-delivery",
  "ready-for-pickup",
  "left-at-door",
  "cancelled",
  "customs",
  "lost-or-damaged",
  "refused",
  "returned",
  "returning",
  "not-collected",
]);

/** What happens next is worth a line for these. */
const advised = new Set(["pending", "notfound", "undelivered", "exception", "expired"]);
const unadvised = new Set(["out-for-delivery", "ready-for-pickup", "left-at-door"]);

export function translate(key: string, values: Record<string, string | number> = {}): string {
  return shopify.i18n.translate(key, values);
}

export function sentenceOf(parcel: Parcel, times: Times): string {
  return translate(`status.${wordKey(parcel)}`, { days: times.days(parcel.silentDays ?? 30) });
}

/** What the shopper may do or expect, null where the sentence says it all. A long silence says more than a usual wait. */
export function adviceOf(parcel: Parcel, times: Times): string | null {
  if (parcel.silentDays && !parcel.trouble) {
    return translate("result.quiet", { days: times.days(parcel.silentDays) });
  }
  const reason = ownReason(parcel);
  const isAdvised = reason ? !unadvised.has(reason) : advised.has(parcel.status);
  return isAdvised ? translate(`next.${wordKey(parcel)}`) : null;
}

/** An event in the shopper's language, null where only the carrier's words tell it. The app may know more phrases. */
export function phraseOf({ phraseKey }: ParcelEvent): string | null {
  const key = phraseKey?.replaceAll("-", "_") ?? "";
  return Object.hasOwn(phrases, key) ? translate(`event.${key}`) : null;
}

/** The carrier's own words where a phrase stands in their place, and where it happened. */
export function besides(event: ParcelEvent): string {
  return [phraseOf(event) && event.text, event.place].filter(Boolean).join(" · ");
}

export function stepName(step: number): string {
  return translate(`step.${stepNames[step - 1] ?? "shipped"}`);
}

function wordKey(parcel: Parcel): string {
  return (ownReason(parcel) ?? parcel.status).replaceAll("-", "_");
}

function ownReason({ substatusKey }: Parcel): string | null {
  return substatusKey && reasons.has(substatusKey) ? substatusKey : null;
}
