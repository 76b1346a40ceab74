import { BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { ProgressSteps } from "~/components/parcel/progress-steps";
import { Moment } from "~/components/time/moment";
import { DayRange } from "~/components/time/day-range";
import type { ShipmentView } from "./shipment-view";

export function ProgressCard({ shipment }: { shipment: ShipmentView }) {
  const { t } = useTranslation();
  const { expectedFrom, expectedTo, deliveredAt, checkedAt } = shipment;
  const isExpected = deliveredAt === null && (expectedFrom ?? expectedTo) !== null;
  const isLeft = !shipment.following && shipment.status !== "delivered";
  const hasFacts = isExpected || checkedAt !== null || isLeft;
  return (
    <Card>
      <BlockStack gap="400">
        <ProgressSteps progress={shipment.progress} />
        {hasFacts && (
          <BlockStack gap="100">
            {isExpected && (
              <Text as="p">
                {t("shipment.expected")} <DayRange from={expectedFrom} to={expectedTo} />
              </Text>
            )}
            {checkedAt !== null && (
              <Text as="p" tone="subdued" variant="bodySm">
                {t("shipment.checked")} <Moment at={checkedAt} />
              </Text>
            )}
            {isLeft && (
              <Text as="p" tone="subdued" variant="bodySm">
                {t("shipment.notFollowed")}
              </Text>
            )}
          </BlockStack>
        )}
      </BlockStack>
    </Card>
  );
}
