import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { CopyButton } from "~/components/parcel/copy-button";

/**
 * What the merchant pastes into Shopify's own messages, so that their links lead to the store's
 * tracking page.
 */
export function EmailsCard({ snippet, notificationsUrl }: { snippet: string; notificationsUrl: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="p">{t("settings.emails.text")}</Text>
        <InlineStack gap="100" blockAlign="center" wrap={false}>
          <output className="hw-mono" aria-label={t("settings.emails.label")}>
            {snippet}
          </output>
          <CopyButton text={snippet} label={t("settings.emails.copy")} />
        </InlineStack>
        <Text as="p">
          <Link url={notificationsUrl} target="_top">
            {t("settings.emails.open")}
          </Link>
        </Text>
        <Text as="p" tone="subdued">
          {t("settings.emails.pathNote")}
        </Text>
      </BlockStack>
    </Card>
  );
}
