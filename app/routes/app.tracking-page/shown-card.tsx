import { BlockStack, Card, Checkbox, Text, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { trackingPageLimits } from "~/domain/settings/tracking-page";
import type { PartProps } from "./tracking-page-view";

/** What of a parcel shoppers see. */
export function ShownCard({ draft, change }: PartProps) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("trackingPage.shown.title")}
        </Text>
        <Checkbox
          label={t("trackingPage.shown.contents")}
          checked={draft.showContents}
          onChange={(showContents) => change({ showContents })}
        />
        <Checkbox
          label={t("trackingPage.shown.estimate")}
          helpText={t("trackingPage.shown.estimateHelp")}
          checked={draft.showOwnEstimate}
          onChange={(showOwnEstimate) => change({ showOwnEstimate })}
        />
        <Checkbox
          label={t("trackingPage.shown.carrier")}
          helpText={t("trackingPage.shown.carrierHelp")}
          checked={draft.showCarrier}
          onChange={(showCarrier) => change({ showCarrier })}
        />
        {!draft.showCarrier && (
          <TextField
            label={t("trackingPage.shown.carrierReplacement")}
            placeholder={t("trackingPage.shown.carrierReplacementPlaceholder")}
            helpText={t("trackingPage.shown.carrierReplacementHelp")}
            value={draft.carrierReplacement}
            onChange={(carrierReplacement) => change({ carrierReplacement })}
            maxLength={trackingPageLimits.word}
            autoComplete="off"
          />
        )}
      </BlockStack>
    </Card>
  );
}
