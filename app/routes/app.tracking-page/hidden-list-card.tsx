import { BlockStack, Button, Card, InlineStack, InlineError, Text, TextField } from "@shopify/polaris";
import { DeleteIcon } from "@shopify/polaris-icons";
import { useId, useState, type ClipboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { hiddenFromLines } from "~/domain/settings/hidden-lines";
import type { HiddenWord } from "~/domain/redaction/hidden-word";
import { trackingPageLimits } from "~/domain/settings/tracking-page";
import type { TrackingPageFault } from "~/domain/settings/tracking-page-faults";
import { isBlank } from "~/domain/settings/hidden-list";
import type { PartProps } from "./tracking-page-view";

type ListFault = Extract<TrackingPageFault, { field: "hiddenPlaces" | "hiddenWords" }>;
type Props = PartProps & { field: "hiddenPlaces" | "hiddenWords" };

/** Words that shoppers do not read, each with what stands in its place. */
export function HiddenListCard({ draft, change, faults, field }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [added, setAdded] = useState<number | null>(null);
  const entries = draft[field];
  const set = (list: HiddenWord[]) => change({ [field]: list });
  const edit = (at: number, changes: Partial<HiddenWord>) =>
    set(entries.map((entry, index) => (index === at ? { ...entry, ...changes } : entry)));
  const add = () => {
    setAdded(entries.length);
    set([...entries, { word: "", replacement: "" }]);
  };
  const remove = (at: number) => {
    setAdded(null);
    set(entries.filter((_, index) => index !== at));
  };
  // Many lines become many rows; a single line goes into the field as usual.
  const paste = (at: number, event: ClipboardEvent) => {
    const pasted = hiddenFromLines(event.clipboardData.getData("text/plain"));
    if (pasted.length < 2) return;
    event.preventDefault();
    const isEmptyRow = entries[at] !== undefined && isBlank(entries[at]);
    set([...entries.slice(0, isEmptyRow ? at : at + 1), ...pasted, ...entries.slice(at + 1)]);
  };
  const mine = faults.filter((fault): fault is ListFault => fault.field === field);
  const faultAt = (at: number) => mine.find((fault) => "index" in fault && fault.index === at)?.fault;
  const words = (fault: "too-many" | "no-letters" | "too-long" | "brings-back") =>
    t(`trackingPage.faults.hidden.${fault}`, {
      count: fault === "too-many" ? trackingPageLimits.hiddenEntries : trackingPageLimits.word,
    });
  const isFull = entries.length >= trackingPageLimits.hiddenEntries;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t(`trackingPage.${field}.title`)}
          </Text>
          <Text as="p" tone="subdued">
            {t(`trackingPage.${field}.text`)}
          </Text>
        </BlockStack>
        {entries.length === 0 ? (
          <Text as="p">{t(`trackingPage.${field}.none`)}</Text>
        ) : (
          <ul className="hw-plain-list">
            {entries.map((entry, index) => {
              const fault = faultAt(index);
              return (
                <li key={index}>
                  <div className="hw-pair" onPaste={(event) => paste(index, event)}>
                    <TextField
                      label={t(`trackingPage.${field}.word`)}
                      labelHidden={index > 0}
                      value={entry.word}
                      onChange={(word) => edit(index, { word })}
                      maxLength={trackingPageLimits.word}
                      autoComplete="off"
                      autoFocus={index === added}
                      error={fault !== undefined && fault !== "brings-back"}
                    />
                    <TextField
                      label={t("trackingPage.hidden.replacement")}
                      labelHidden={index > 0}
                      placeholder={t("trackingPage.hidden.nothing")}
                      value={entry.replacement}
                      onChange={(replacement) => edit(index, { replacement })}
                      maxLength={trackingPageLimits.word}
                      autoComplete="off"
                      error={fault === "brings-back"}
                    />
                    <Button
                      icon={DeleteIcon}
                      variant="tertiary"
                      onClick={() => remove(index)}
                      accessibilityLabel={
                        entry.word.trim() === ""
                          ? t("trackingPage.hidden.removeEmpty")
                          : t("trackingPage.hidden.remove", { word: entry.word })
                      }
                    />
                  </div>
                  {fault !== undefined && <InlineError message={words(fault)} fieldID={`${id}-${String(index)}`} />}
                </li>
              );
            })}
          </ul>
        )}
        {mine.some(({ fault }) => fault === "too-many") && <InlineError message={words("too-many")} fieldID={id} />}
        <InlineStack gap="300" blockAlign="center">
          <Button onClick={add} disabled={isFull}>
            {t(`trackingPage.${field}.add`)}
          </Button>
          <Text as="span" variant="bodySm" tone="subdued">
            {t("trackingPage.hidden.paste")}
          </Text>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
