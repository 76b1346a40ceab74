import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { ShipmentView } from "./shipment-view";

export function CarrierCard({ shipment }: { shipment: ShipmentView }) {
  const { t } = useTranslation();
  const { courier } = shipment;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t("shipment.carrier.title")}
          </Text>
          {courier.name !== null && <Text as="p">{courier.name}</Text>}
          <Text as="p" tone="subdued">
            {reasonWords(t, courier.reason)}
          </Text>
        </BlockStack>
        {(courier.homepage !== null || courier.phone !== null) && (
          <BlockStack gap="100">
            {courier.trackingLink !== null && (
              <Link url={courier.trackingLink} target="_blank">
                {t("shipment.carrier.openTracking")}
              </Link>
            )}
            {courier.phone !== null && <Text as="p">{courier.phone}</Text>}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}

/** How the carrier was chosen, or why it could not be. */
function reasonWords(t: TFunction, reason: ShipmentView["courier"]["reason"]): string {
  if (reason === null) return t("shipment.carrier.reason.unknown");
  switch (reason.by) {
    case "rule":
      return t("shipment.carrier.reason.rule", { position: reason.position });
    case "company":
      return t("shipment.carrier.reason.company", { company: reason.company });
    case "company-and-format":
      return t("shipment.carrier.reason.companyAndFormat", { company: reason.company, format: reason.format });
    case "format":
      return t(reason.usual ? "shipment.carrier.reason.usualFormat" : "shipment.carrier.reason.format", {
        format: reason.format,
      });
    case "not-in-catalogue":
      return t("shipment.carrier.reason.notInCatalogue", { company: reason.company });
    case "nothing-fits":
      return t("shipment.carrier.reason.nothingFits");
    case "ambiguous":
      return t("shipment.carrier.reason.ambiguous");
    case "not-a-number":
      return t("shipment.carrier.reason.notANumber");
    case "merchant":
      return t("shipment.carrier.reason.merchant");
  }
}
