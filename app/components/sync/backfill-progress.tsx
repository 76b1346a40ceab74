import { BlockStack, ProgressBar, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useLivePage } from "~/components/live/use-live-page";
import { isSyncTrouble } from "./sync-words";

const LOOK_EVERY_MS = 2_000;

/** How far a backfill has come; the page keeps itself up to date while it runs. */
export function BackfillProgress({ run }: { run: { seen: number; expected: number | null; detail: string } }) {
  const { t, i18n } = useTranslation();
  useLivePage(LOOK_EVERY_MS);
  const { seen, expected, detail } = run;
  const number = (value: number) => new Intl.NumberFormat(i18n.language).format(value);
  const isStarting = seen === 0 && expected === null;
  const words =
    expected === null
      ? t("sync.soFar", { count: seen, shown: number(seen) })
      : t("sync.progress", { count: expected, seen: number(seen), shown: number(expected) });
  return (
    <BlockStack gap="200">
      <ProgressBar
        progress={expected === null || expected === 0 ? 0 : Math.round((seen / expected) * 100)}
        size="small"
        tone="primary"
        ariaLabelledBy="backfill-progress"
      />
      <Text as="p" id="backfill-progress" variant="bodySm" tone="subdued">
        {isStarting ? t("sync.starting") : words}
      </Text>
      {isSyncTrouble(detail) && (
        <Text as="p" variant="bodySm">
          {t(`sync.waiting.${detail}`)}
        </Text>
      )}
    </BlockStack>
  );
}
