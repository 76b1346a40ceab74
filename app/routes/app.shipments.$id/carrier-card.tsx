import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { CarrierReason } from "~/components/carriers/carrier-reason";
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
            <CarrierReason reason={courier.reason} />
          </Text>
        </BlockStack>
        {(courier.trackingLink !== null || courier.phone !== null) && (
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
