import { BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { contrastWithWhite, readableContrast } from "~/domain/settings/contrast";
import { isColour, trackingPageLimits } from "~/domain/settings/tracking-page";
import type { PartProps } from "./tracking-page-view";

/** The merchant's own words, and the colour. */
export function WordsCard(part: PartProps) {
  const { t } = useTranslation();
  const { draft, change, faults } = part;
  const fault = faults.find(({ field }) => field === "contactUrl")?.fault;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("trackingPage.words.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("trackingPage.words.text")}
          </Text>
        </BlockStack>
        <TextField
          label={t("trackingPage.words.heading")}
          placeholder={t("trackingPage.words.headingPlaceholder")}
          value={draft.heading}
          onChange={(heading) => change({ heading })}
          maxLength={trackingPageLimits.heading}
          autoComplete="off"
        />
        <TextField
          label={t("trackingPage.words.intro")}
          value={draft.intro}
          onChange={(intro) => change({ intro })}
          maxLength={trackingPageLimits.intro}
          multiline={2}
          autoComplete="off"
        />
        <TextField
          label={t("trackingPage.words.contactUrl")}
          helpText={t("trackingPage.words.contactUrlHelp")}
          value={draft.contactUrl}
          onChange={(contactUrl) => change({ contactUrl })}
          maxLength={trackingPageLimits.url}
          autoComplete="off"
          {...(fault ? { error: t("trackingPage.faults.contactUrl.not-an-address") } : {})}
        />
        <AccentField {...part} />
      </BlockStack>
    </Card>
  );
}

function AccentField({ draft, change, faults }: PartProps) {
  const { t } = useTranslation();
  const colour = draft.accentColour.trim().toLowerCase();
  const isBad = faults.some(({ field }) => field === "accentColour");
  const contrast = isColour(colour) ? contrastWithWhite(colour) : null;
  // Rounded down: 4.49 is not enough, and must not read as if it were.
  const ratio = String(Math.floor((contrast ?? 0) * 10) / 10);
  return (
    <BlockStack gap="200">
      <TextField
        label={t("trackingPage.words.accent")}
        helpText={t("trackingPage.words.accentHelp")}
        placeholder="#0a7d33"
        value={draft.accentColour}
        onChange={(accentColour) => change({ accentColour })}
        maxLength={7}
        autoComplete="off"
        connectedLeft={
          <input
            className="hw-swatch"
            type="color"
            aria-label={t("trackingPage.words.accentPick")}
            data-empty={contrast === null}
            value={contrast === null ? "#ffffff" : colour}
            onChange={(event) => change({ accentColour: event.currentTarget.value })}
          />
        }
        {...(isBad ? { error: t("trackingPage.faults.accentColour.not-a-colour") } : {})}
      />
      {contrast !== null && contrast < readableContrast && (
        <div role="status">
          <Text as="p" tone="caution">
            {t("trackingPage.words.lowContrast", { ratio })}
          </Text>
        </div>
      )}
      {draft.accentColour !== "" && (
        <InlineStack>
          <Button variant="plain" onClick={() => change({ accentColour: "" })}>
            {t("trackingPage.words.accentClear")}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}
