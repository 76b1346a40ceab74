import { BlockStack, Card, Text } from "@shopify/polaris";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { ProgressSteps } from "~/components/parcel/progress-steps";
import { Moment } from "~/components/time/moment";
import { DayRange } from "~/components/time/day-range";
import type { ShipmentView } from "./shipment-view";

type Basis = NonNullable<ShipmentView["arrival"]["window"]>["basis"];

function basisWords(t: TFunction, language: string, basis: Basis, carrier: string): string {
  if (basis.by !== "lane") return t(`shipment.arrival.${basis.by}`);
  const { origin, destination } = basis;
  const parcels = basis.parcels.toLocaleString(language);
  return origin === null
    ? t("shipment.arrival.laneTo", { parcels, carrier, destination })
    : t("shipment.arrival.lane", { parcels, carrier, origin, destination });
}

export function ProgressCard({ shipment }: { shipment: ShipmentView }) {
  const { t, i18n } = useTranslation();
  const { checkedAt } = shipment;
  const { window, missed } = shipment.arrival;
  const isLeft = !shipment.following && shipment.status !== "delivered";
  const hasFacts = window !== null || missed !== null || checkedAt !== null || isLeft;
  return (
    <Card>
      <BlockStack gap="400">
        <ProgressSteps progress={shipment.progress} />
        {hasFacts && (
          <BlockStack gap="100">
            {window !== null && (
              <>
                <Text as="p">
                  {t("shipment.expected")} <DayRange from={window.from} to={window.to} />
                </Text>
                <Text as="p" tone="subdued" variant="bodySm">
                  {basisWords(t, i18n.language, window.basis, shipment.courier.name ?? "")}
                </Text>
              </>
            )}
            {missed !== null && (
              <Text as="p" tone="subdued" variant="bodySm">
                {t("shipment.arrival.missed")} <DayRange from={null} to={missed} />
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
