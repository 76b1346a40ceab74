import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { CopyButton } from "~/components/parcel/copy-button";

/** The address the merchant enters at the provider, so that news arrives at once. */
export function PushCard({ url }: { url: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="p">{t("settings.push.text")}</Text>
        <InlineStack gap="100" blockAlign="center" wrap={false}>
          <span className="hw-mono">{url}</span>
          <CopyButton text={url} label={t("settings.push.copy")} />
        </InlineStack>
        <Text as="p" tone="subdued">
          {t("settings.push.secret")}
        </Text>
      </BlockStack>
    </Card>
  );
}
