import type { Parcel } from "./answer";
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

export function stepName(step: number): string {
  return translate(`step.${stepNames[step - 1] ?? "shipped"}`);
}

function wordKey(parcel: Parcel): string {
  return (ownReason(parcel) ?? parcel.status).replaceAll("-", "_");
}

function ownReason({ substatusKey }: Parcel): string | null {
  return substatusKey && reasons.has(substatusKey) ? substatusKey : null;
}
