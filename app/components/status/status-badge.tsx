import { Badge, type BadgeProps } from "@shopify/polaris";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { substatusReason } from "~/domain/tracking/substatus";
import { daysBetween } from "../time/local-time";
import { usePageClock } from "../time/page-clock";
import { rejectionWords } from "./rejection-words";
import { shownStatus, type ShownStatus, type StatusFacts } from "./shown-status";

/** Red is kept for what the merchant must mend now; a parcel in trouble is a warning. */
const looks: Record<ShownStatus, Pick<BadgeProps, "tone" | "progress">> = {
  pending: { progress: "incomplete" },
  notfound: { tone: "read-only", progress: "incomplete" },
  transit: { tone: "info", progress: "partiallyComplete" },
  pickup: { tone: "attention", progress: "partiallyComplete" },
  delivered: { tone: "success", progress: "complete" },
  undelivered: { tone: "warning", progress: "partiallyComplete" },
  exception: { tone: "warning", progress: "incomplete" },
  expired: { tone: "read-only", progress: "incomplete" },
  "needs-carrier": { tone: "warning", progress: "incomplete" },
  "not-tracked": { tone: "critical", progress: "incomplete" },
};

export function StatusBadge({ facts }: { facts: StatusFacts }) {
  const { t } = useTranslation();
  const { now } = usePageClock();
  return (
    <Badge {...looks[shownStatus(facts)]} toneAndProgressLabelOverride={t("status.label")}>
      {statusWords(t, facts, now)}
    </Badge>
  );
}

/** The badge's words, with the reason where there is one. */
export function statusWords(t: TFunction, facts: StatusFacts, now: Date): string {
  const shown = shownStatus(facts);
  const reason = substatusReason(facts.substatus);
  switch (shown) {
    case "exception":
      return reason ? t("status.exceptionWith", { reason: t(`substatus.${reason}`) }) : t("status.exception");
    case "pickup":
      if (reason === "out-for-delivery") return t("status.outForDelivery");
      return reason === "ready-for-pickup" ? t("status.readyForPickup") : t("status.pickup");
    case "expired":
      if (facts.lastEventAt === null) return t("status.expired");
      return t("status.expiredAfter", { count: daysBetween(new Date(facts.lastEventAt), now) });
    case "not-tracked":
      return t("status.notTrackedBecause", { reason: rejectionWords(t, facts.registrationReason) });
    default:
      return t(`status.${shown}`);
  }
}
