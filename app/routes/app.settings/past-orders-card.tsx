import { Banner, BlockStack, Button, Card, ChoiceList, Divider, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import { BackfillProgress } from "~/components/sync/backfill-progress";
import { LastCheck } from "~/components/sync/last-check";
import { isSyncTrouble } from "~/components/sync/sync-words";
import { Moment } from "~/components/time/moment";
import { BACKFILL_DAYS } from "~/domain/orders/order-window";
import type { SettingsView } from "./settings-view";

type Backfill = NonNullable<SettingsView["backfill"]>;

/**
 * Brings in what was shipped before the app was installed, and says how the hourly check stands.
 */
export function PastOrdersCard({ backfill, check }: Pick<SettingsView, "backfill" | "check">) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        {backfill?.state === "running" ? <Running run={backfill} /> : <AtRest run={backfill} />}
        <Divider />
        <BlockStack gap="100">
          <Text as="h3" variant="headingSm">
            {t("settings.sync.checkTitle")}
          </Text>
          <Text as="p" tone="subdued">
            {t("settings.sync.checkText")}
          </Text>
          <Text as="p">
            {check.checkedAt !== null && `${t("sync.checked")} `}
            <LastCheck check={check} />
          </Text>
        </BlockStack>
      </BlockStack>
    </Card>
  );
}

const submitTo = { method: "post", action: "/app/past-orders" } as const;

function Running({ run }: { run: Backfill }) {
  const { t } = useTranslation();
  const { fetcher, isBusy } = useActionFetcher();
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {t("sync.running")}
      </Text>
      <BackfillProgress run={run} />
      <InlineStack>
        <Button loading={isBusy} onClick={() => fetcher.submit({ intent: "cancel" }, submitTo)}>
          {t("settings.sync.cancel")}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

function AtRest({ run }: { run: Backfill | null }) {
  const { t } = useTranslation();
  const { fetcher, isBusy } = useActionFetcher();
  const [days, setDays] = useState(String(run?.days ?? BACKFILL_DAYS[0]));
  return (
    <BlockStack gap="300">
      {run?.state === "stopped" && (
        <Banner
          tone="warning"
          title={t("sync.stopped.title")}
          action={{
            content: t("settings.sync.continue"),
            onAction: () => fetcher.submit({ intent: "continue" }, submitTo),
            loading: isBusy,
          }}
        >
          <p>
            {isSyncTrouble(run.detail) && t(`sync.stopped.${run.detail}`)} {t("sync.stopped.kept")}
          </p>
        </Banner>
      )}
      {run && <LastRun run={run} />}
      <ChoiceList
        title={t("settings.sync.range")}
        choices={BACKFILL_DAYS.map((count) => ({
          label: t("settings.sync.days", { days: count }),
          value: String(count),
        }))}
        selected={[days]}
        onChange={([chosen]) => chosen !== undefined && setDays(chosen)}
      />
      <Text as="p" tone="subdued">
        {t("settings.sync.note")}
      </Text>
      <InlineStack>
        <Button loading={isBusy} onClick={() => fetcher.submit({ intent: "start", days }, submitTo)}>
          {run === null ? t("settings.sync.start") : t("settings.sync.again")}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

function LastRun({ run }: { run: Backfill }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => new Intl.NumberFormat(i18n.language).format(value);
  const counted = [
    t("settings.sync.read", { count: run.seen, shown: number(run.seen) }),
    // Of a part of the orders nobody can say that nothing was missing.
    ...(run.state === "done" || run.repaired > 0
      ? [t("settings.sync.added", { count: run.repaired, shown: number(run.repaired) })]
      : []),
    ...(run.skipped > 0 ? [t("settings.sync.skipped", { count: run.skipped, shown: number(run.skipped) })] : []),
  ];
  return (
    <Text as="p">
      {run.state === "cancelled" ? t("settings.sync.lastCancelled") : t("settings.sync.lastDone")}{" "}
      <Moment at={run.finishedAt ?? run.startedAt} /> · {counted.join(" · ")}
    </Text>
  );
}
