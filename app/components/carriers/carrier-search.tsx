import { useFetcher } from "@remix-run/react";
import { Autocomplete } from "@shopify/polaris";
import { useState } from "react";

/** A carrier that can be chosen. */
export interface CarrierOption {
  code: string;
  name: string;
}

/** A field that finds carriers by name or code as one types, and holds the one chosen. */
export function CarrierSearch({
  label,
  chosen,
  onChoose,
  error,
}: {
  label: string;
  chosen: CarrierOption | null;
  onChoose: (option: CarrierOption | null) => void;
  error?: string | undefined;
}) {
  const searching = useFetcher<{ carriers: CarrierOption[] }>();
  const [text, setText] = useState(chosen?.name ?? "");
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
        <Autocomplete.TextField label={label} error={error} value={text} onChange={search} autoComplete="off" />
      }
    />
  );
}
