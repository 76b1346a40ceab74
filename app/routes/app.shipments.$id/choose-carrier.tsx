import { BlockStack, Button, Card, ChoiceList, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CarrierSearch, type CarrierOption } from "~/components/carriers/carrier-search";
import type { ShipmentView } from "./shipment-view";
import { useShipmentFetcher } from "./use-shipment-actions";

const another = "another";

/** Chooses among the carriers the number fits, or any other by searching. */
export function ChooseCarrierCard({ shipment }: { shipment: ShipmentView }) {
  const { t } = useTranslation();
  const fetcher = useShipmentFetcher();
  const { candidates, isOwn } = shipment.courier;
  const [choice, setChoice] = useState<string | null>(candidates.length === 0 ? another : null);
  const [searched, setSearched] = useState<CarrierOption | null>(null);
  const code = choice === another ? (searched?.code ?? null) : choice;
  const save = () => {
    if (code !== null) fetcher.submit({ intent: "choose-carrier", courierCode: code }, { method: "post" });
  };
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t(isOwn ? "shipment.choose.titleOwn" : "shipment.choose.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t(isOwn ? "shipment.choose.textOwn" : "shipment.choose.text")}
          </Text>
        </BlockStack>
        {candidates.length > 0 && (
          <ChoiceList
            title={t("shipment.choose.candidates")}
            titleHidden
            choices={[
              ...candidates.map((candidate) => ({ value: candidate.code, label: candidate.name })),
              { value: another, label: t("shipment.choose.another") },
            ]}
            selected={choice === null ? [] : [choice]}
            onChange={([picked]) => setChoice(picked ?? null)}
          />
        )}
        {choice === another && (
          <CarrierSearch label={t("shipment.choose.search")} chosen={searched} onChoose={setSearched} />
        )}
        <InlineStack>
          <Button variant="primary" disabled={code === null} loading={fetcher.state !== "idle"} onClick={save}>
            {t("shipment.choose.save")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
