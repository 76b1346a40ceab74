import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { Moment } from "~/components/time/moment";
import type { ShipmentView } from "./shipment-view";

export function CustomerCard({ shipment, orderUrl }: { shipment: ShipmentView; orderUrl: string | null }) {
  const { t } = useTranslation();
  const { customer, contents, orderName, orderPlacedAt } = shipment;
  if (orderName === null && customer.name === null) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t("shipment.customer.title")}
        </Text>
        <BlockStack gap="100">
          {customer.name !== null && <Text as="p">{customer.name}</Text>}
          {orderName !== null &&
            (orderUrl === null ? (
              <Text as="p">{t("shipment.order", { name: orderName })}</Text>
            ) : (
              <Text as="p">
                <Link url={orderUrl} target="_top">
                  {t("shipment.order", { name: orderName })}
                </Link>
              </Text>
            ))}
          {orderPlacedAt !== null && (
            <Text as="p" tone="subdued">
              {t("shipment.customer.placed")} <Moment at={orderPlacedAt} />
            </Text>
          )}
        </BlockStack>
        {contents.length > 0 && (
          <BlockStack gap="050">
            {contents.map(({ title, quantity }, index) => (
              <Text key={`${title} ${String(index)}`} as="p" breakWord>
                {t("shipment.customer.item", { quantity, title })}
              </Text>
            ))}
          </BlockStack>
        )}
        {customer.note !== null && (
          <Text as="p" tone="subdued" breakWord>
            {t("shipment.customer.note", { note: customer.note })}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
