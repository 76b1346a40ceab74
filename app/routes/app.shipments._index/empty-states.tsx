import { BlockStack, Box, Button, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { writeShipmentQuery, type ShipmentQuery } from "~/features/merchant/shipments/shipment-filters";

/** A store that has not fulfilled an order with a tracking number yet. */
export function EmptyStore() {
  const { t } = useTranslation();
  return (
    <Box padding="800">
      <BlockStack gap="200" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          {t("shipments.emptyStore.title")}
        </Text>
        <Text as="p" alignment="center" tone="subdued">
          {t("shipments.emptyStore.text")}
        </Text>
        <Button url="/app/settings#past-orders">{t("shipments.emptyStore.action")}</Button>
      </BlockStack>
    </Box>
  );
}

/** Nothing fits what was asked: what it was, and the way back. */
export function NoHit({ query, onClear }: { query: ShipmentQuery; onClear: () => void }) {
  const { t } = useTranslation();
  const isJustTheView = writeShipmentQuery({ ...query, view: "all" }).size === 0;
  if (query.view === "attention" && isJustTheView) {
    return (
      <Box paddingBlock="400">
        <Text as="p" alignment="center" tone="subdued">
          {t("home.attention.none")}
        </Text>
      </Box>
    );
  }
  const title =
    query.customer !== null
      ? t("shipments.noHitForCustomer")
      : query.search === ""
        ? t("shipments.noHit")
        : t("shipments.noHitFor", { search: query.search });
  return (
    <Box paddingBlock="400">
      <BlockStack gap="300" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center" breakWord>
          {title}
        </Text>
        <Text as="p" alignment="center" tone="subdued">
          {t("shipments.noHitText")}
        </Text>
        <Button onClick={onClear}>{t("shipments.clear")}</Button>
      </BlockStack>
    </Box>
  );
}
