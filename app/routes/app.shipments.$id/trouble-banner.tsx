import { Banner, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { troubleTone } from "~/components/provider/trouble-tone";
import { shownStatus } from "~/components/status/shown-status";
import type { Hold } from "~/domain/provider-connection/trouble";
import type { ShipmentView } from "./shipment-view";

const fixable = [
  "not-a-number",
  "invalid-number",
  "invalid-carrier",
  "number-missing",
  "unanswered",
  "cancelled",
] as const;

/** What is over by itself, without anything the merchant could do. */
const passes = new Set<Hold>(["unreachable", "too_fast"]);

/** What keeps this parcel from being followed, and what the merchant can do about it. */
export function TroubleBanner({ shipment, orderUrl }: { shipment: ShipmentView; orderUrl: string | null }) {
  const { t } = useTranslation();
  const shown = shownStatus(shipment);
  const editOrder = orderUrl
    ? { action: { content: t("shipment.openOrder"), url: orderUrl, target: "_top" as const } }
    : {};
  if (shown === "not-tracked") {
    const reason = fixable.find((key) => key === shipment.registrationReason) ?? "refused";
    return (
      <Banner tone="critical" title={t(`shipment.notTracked.${reason}.title`)} {...editOrder}>
        <p>{t(`shipment.notTracked.${reason}.text`)}</p>
      </Banner>
    );
  }
  const { hold } = shipment;
  if (hold !== null) {
    return (
      <Banner
        tone={troubleTone[hold]}
        title={t("shipment.waiting.title")}
        {...(passes.has(hold)
          ? {}
          : {
              action: {
                content: t("shipment.openSettings"),
                url: hold === "cap" ? "/app/settings#quota" : "/app/settings#provider",
              },
            })}
      >
        <Text as="p">{t(`shipment.waiting.${hold}`)}</Text>
      </Banner>
    );
  }
  return null;
}
