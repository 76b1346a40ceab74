import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { StatusBadge } from "~/components/status/status-badge";
import type { ShipmentView } from "./shipment-view";

export function OtherParcelsCard({ parcels }: { parcels: ShipmentView["otherParcels"] }) {
  const { t } = useTranslation();
  if (parcels.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t("shipment.otherParcels")}
        </Text>
        {parcels.map((parcel) => (
          <InlineStack key={parcel.id} gap="200" align="space-between" blockAlign="center">
            <Link url={`/app/shipments/${parcel.id}`}>
              <span className="hw-mono">{parcel.number}</span>
            </Link>
            <StatusBadge facts={parcel} />
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}
