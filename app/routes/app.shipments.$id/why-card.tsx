import { BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { shownStatus } from "~/components/status/shown-status";
import type { ShipmentView } from "./shipment-view";

const rules = ["merchant-forced", "provider-status", "latest-checkpoint", "nothing-known"] as const;

/** The rule that decided the status, and the scan it rests on. */
export function WhyCard({ shipment }: { shipment: ShipmentView }) {
  const { t } = useTranslation();
  const shown = shownStatus(shipment);
  const rule = rules.find((known) => known === shipment.statusRule) ?? "nothing-known";
  const { whyCheckpoint, rawStatus } = shipment;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingSm">
          {t("shipment.why.title")}
        </Text>
        <Text as="p">
          {t(shown === "not-tracked" || shown === "needs-carrier" ? `shipment.why.${shown}` : `shipment.why.${rule}`)}
        </Text>
        {whyCheckpoint && (
          <Text as="p" tone="subdued" breakWord>
            {t("shipment.why.scan", { text: whyCheckpoint.text })}
          </Text>
        )}
        {rawStatus && (
          <Text as="p" tone="subdued" breakWord>
            {t("shipment.why.rawStatus", { word: rawStatus })}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
