import { Card, ChoiceList, BlockStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { lookUpWays } from "~/domain/settings/tracking-page";
import type { PartProps } from "./tracking-page-view";

/** What shoppers may look an order up by. */
export function LookUpCard({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  const isMissing = faults.some(({ field }) => field === "lookUpBy");
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("trackingPage.lookUp.title")}
        </Text>
        <Text as="p" tone="subdued">
          {t("trackingPage.lookUp.text")}
        </Text>
        <ChoiceList
          title={t("trackingPage.lookUp.title")}
          titleHidden
          allowMultiple
          choices={lookUpWays.map((way) => ({
            value: way,
            label: t(`trackingPage.lookUp.${way}`),
            helpText: t(`trackingPage.lookUp.${way}Help`),
          }))}
          selected={draft.lookUpBy}
          onChange={(chosen) => change({ lookUpBy: lookUpWays.filter((way) => chosen.includes(way)) })}
          {...(isMissing ? { error: t("trackingPage.faults.lookUpBy.none-chosen") } : {})}
        />
      </BlockStack>
    </Card>
  );
}
