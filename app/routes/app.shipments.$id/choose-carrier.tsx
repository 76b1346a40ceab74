import { useFetcher } from "@remix-run/react";
import { Autocomplete, BlockStack, Button, InlineStack } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { loader as searchLoader } from "../app.carrier-search";
import { useShipmentFetcher } from "./use-shipment-actions";

interface Option {
  code: string;
  name: string;
}

/** Chooses among the carriers the number fits first, and among all others by searching. */
export function ChooseCarrier({ candidates }: { candidates: Option[] }) {
  const { t } = useTranslation();
  const fetcher = useShipmentFetcher();
  const searching = useFetcher<typeof searchLoader>();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Option | null>(null);
  const offered = text.trim() === "" ? candidates : (searching.data?.carriers ?? []);

  const search = (typed: string) => {
    setText(typed);
    setChosen(null);
    if (typed.trim() !== "") searching.load(`/app/carrier-search?${new URLSearchParams({ q: typed })}`);
  };
  const choose = ([code]: string[]) => {
    const option = offered.find((known) => known.code === code) ?? null;
    setChosen(option);
    if (option) setText(option.name);
  };
  const save = () => {
    if (chosen) fetcher.submit({ intent: "choose-carrier", courierCode: chosen.code }, { method: "post" });
  };
  return (
    <BlockStack gap="200">
      <Autocomplete
        options={offered.map(({ code, name }) => ({ value: code, label: name }))}
        selected={chosen ? [chosen.code] : []}
        onSelect={choose}
        loading={searching.state !== "idle" && offered.length === 0}
        textField={
          <Autocomplete.TextField
            label={t("shipment.carrier.search")}
            helpText={candidates.length > 0 ? t("shipment.carrier.candidates") : undefined}
            value={text}
            onChange={search}
            autoComplete="off"
          />
        }
      />
      <InlineStack>
        <Button variant="primary" disabled={chosen === null} loading={fetcher.state !== "idle"} onClick={save}>
          {t("shipment.carrier.choose")}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
