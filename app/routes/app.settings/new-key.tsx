import { Banner, BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { CopyButton } from "~/components/parcel/copy-button";

export interface IssuedKey {
  name: string;
  secret: string;
}

/** A key that was just made, the one time it can be seen. */
export function NewKey({ issued, onDone }: { issued: IssuedKey; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Banner tone="success" title={t("settings.keys.newTitle", { name: issued.name })}>
      <BlockStack gap="200">
        <Text as="p">{t("settings.keys.newText")}</Text>
        <InlineStack gap="100" blockAlign="center" wrap={false}>
          <output className="hw-mono" aria-label={t("settings.keys.newLabel")}>
            {issued.secret}
          </output>
          <CopyButton text={issued.secret} label={t("settings.keys.copy")} />
        </InlineStack>
        <InlineStack>
          <Button onClick={onDone}>{t("settings.keys.done")}</Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}
