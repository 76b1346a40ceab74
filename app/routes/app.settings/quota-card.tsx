import { BlockStack, Button, Card, Form, InlineStack, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FactLine } from "~/components/facts/fact-line";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import { QuotaWords } from "~/components/provider/quota-words";
import type { SettingsView } from "./settings-view";

/** How far the quota goes, and the merchant's own limit on it. */
export function QuotaCard({ status }: { status: SettingsView["quota"] }) {
  const { t, i18n } = useTranslation();
  const shown = (count: number) => new Intl.NumberFormat(i18n.language).format(count);
  const { quota, cap, spentThisMonth, waiting } = status;
  return (
    <Card>
      <BlockStack gap="400">
        <dl className="hw-facts">
          <FactLine name={t("quota.left")}>
            {quota === null ? t("quota.notTold") : <QuotaWords quota={quota} />}
          </FactLine>
          <FactLine name={t("quota.thisMonth")}>{shown(spentThisMonth)}</FactLine>
          <FactLine name={t("quota.waiting")}>{shown(waiting)}</FactLine>
        </dl>
        {/* Made anew when another cap was saved, so that it shows what is saved. */}
        <CapForm key={cap?.most ?? "none"} saved={cap === null ? "" : String(cap.most)} />
      </BlockStack>
    </Card>
  );
}

function CapForm({ saved }: { saved: string }) {
  const { t } = useTranslation();
  const [cap, setCap] = useState(saved);
  const { fetcher, result, isBusy } = useActionFetcher();
  const error = result?.field === "registrationCap" ? { error: t(`results.${result.message}`) } : {};
  return (
    <Form onSubmit={() => fetcher.submit({ intent: "cap", cap }, { method: "post" })}>
      <BlockStack gap="300">
        <TextField
          label={t("quota.cap.label")}
          helpText={t("quota.cap.help")}
          placeholder={t("quota.cap.none")}
          value={cap}
          onChange={setCap}
          inputMode="numeric"
          maxLength={12}
          autoComplete="off"
          {...error}
        />
        <InlineStack>
          <Button submit loading={isBusy} disabled={cap === saved}>
            {t("quota.cap.save")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Form>
  );
}
