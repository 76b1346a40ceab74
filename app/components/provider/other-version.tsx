import { Banner, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { ActionResult } from "../forms/action-result";

interface Props {
  result: ActionResult | undefined;
  onUse: (address: NonNullable<ActionResult["use"]>) => void;
  isBusy: boolean;
}

/**
 * Offers the version in which the provider answers the merchant's key, where the chosen one was the
 * wrong one.
 */
export function OtherVersion({ result, onUse, isBusy }: Props) {
  const { t } = useTranslation();
  const use = result?.use;
  if (!use) return null;
  const action = {
    content: t(`provider.otherVersion.${use.kind}.action`),
    onAction: () => onUse(use),
    loading: isBusy,
  };
  return (
    <Banner tone="warning" title={t(`provider.otherVersion.${use.kind}.title`)} action={action}>
      <Text as="p" breakWord>
        {t("provider.otherVersion.text", { address: use.baseUrl })}
      </Text>
    </Banner>
  );
}
