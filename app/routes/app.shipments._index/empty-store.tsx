import { Box, BlockStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";

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
      </BlockStack>
    </Box>
  );
}
