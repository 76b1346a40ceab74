import { InlineStack } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { CopyButton } from "./copy-button";

const shownCharacters = 40;

/**
 * A tracking number as it was given, with a button that copies it. Nonsense is cut: it is shown in
 * full on its own page.
 */
export function TrackingNumber({ number }: { number: string }) {
  const { t } = useTranslation();
  const shown = number.length > shownCharacters ? `${number.slice(0, shownCharacters)}…` : number;
  return (
    <InlineStack gap="100" blockAlign="center" wrap={false}>
      <span className="hw-mono">{shown}</span>
      <CopyButton text={number} label={t("copy.number", { number: shown })} />
    </InlineStack>
  );
}
