import { useFetcher } from "@remix-run/react";
import { Autocomplete, BlockStack, Button, Card, ChoiceList, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { loader as searchLoader } from "../app.carrier-search";
import type { ShipmentView } from "./shipment-view";
import { useShipmentFetcher } from "./use-shipment-actions";

interface Option {
  code: string;
  name: string;
}

const another = "another";

/** Chooses among the carriers the number fits, or any other by searching. */
export function ChooseCarrierCard({ shipment }: { shipment: ShipmentView }) {
  const { t } = useTranslation();
  const fetcher = useShipmentFetcher();
  const { candidates } = shipment.courier;
  const [choice, setChoice] = useState<string | null>(candidates.length === 0 ? another : null);
  const [searched, setSearched] = useState<Option | null>(null);
  const code = choice === another ? (searched?.code ?? null) : choice;
  const save = () => {
    if (code !== null) fetcher.submit({ intent: "choose-carrier", courierCode: code }, { method: "post" });
  };
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t("shipment.choose.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("shipment.choose.text")}
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
        {choice === another && <CarrierSearch chosen={searched} onChoose={setSearched} />}
        <InlineStack>
          <Button variant="primary" disabled={code === null} loading={fetcher.state !== "idle"} onClick={save}>
            {t("shipment.choose.save")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function CarrierSearch({ chosen, onChoose }: { chosen: Option | null; onChoose: (option: Option | null) => void }) {
  const { t } = useTranslation();
  const searching = useFetcher<typeof searchLoader>();
  const [text, setText] = useState("");
  const found = text.trim() === "" ? [] : (searching.data?.carriers ?? []);
  const search = (typed: string) => {
    setText(typed);
    onChoose(null);
    if (typed.trim() !== "") searching.load(`/app/carrier-search?${new URLSearchParams({ q: typed })}`);
  };
  const choose = ([code]: string[]) => {
    const option = found.find((known) => known.code === code) ?? null;
    onChoose(option);
    if (option) setText(option.name);
  };
  return (
    <Autocomplete
      options={found.map(({ code, name }) => ({ value: code, label: name }))}
      selected={chosen ? [chosen.code] : []}
      onSelect={choose}
      loading={searching.state !== "idle" && found.length === 0}
      textField={
        <Autocomplete.TextField label={t("shipment.choose.search")} value={text} onChange={search} autoComplete="off" />
      }
    />
  );
}
