import { BlockStack, Form, FormLayout, Modal, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CarrierSearch, type CarrierOption } from "~/components/carriers/carrier-search";
import type { ResultField } from "~/components/forms/action-result";
import { useReturnFocus } from "~/components/forms/use-return-focus";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";

/** A rule while it is written; a new one has neither id nor position. */
export interface RuleDraft {
  id: string | null;
  position: number | null;
  company: string;
  numberPrefix: string;
  countryCode: string;
  carrier: CarrierOption | null;
}

/** A rule that begins with nothing but, perhaps, a company. */
export const newRule = (company = ""): RuleDraft => ({
  id: null,
  position: null,
  company,
  numberPrefix: "",
  countryCode: "",
  carrier: null,
});

/** Writes a new rule or changes one. */
export function RuleForm({ draft, onClose }: { draft: RuleDraft; onClose: () => void }) {
  const { t } = useTranslation();
  useReturnFocus();
  const { fetcher, result, isBusy } = useActionFetcher(onClose);
  const [rule, setRule] = useState(draft);
  const change = (part: Partial<RuleDraft>) => setRule((before) => ({ ...before, ...part }));
  const errorOf = (field: ResultField) => (result?.field === field ? t(`results.${result.message}`) : undefined);
  const save = () => {
    const { id, company, numberPrefix, countryCode, carrier } = rule;
    const courierCode = carrier?.code ?? "";
    fetcher.submit(
      { intent: "save-rule", id: id ?? "", company, numberPrefix, countryCode, courierCode },
      { method: "post" },
    );
  };
  const title =
    draft.position === null
      ? t("carriers.rules.addTitle")
      : t("carriers.rules.editTitle", { position: draft.position });
  return (
    <Modal
      open
      onClose={onClose}
      title={title}
      primaryAction={{ content: t("carriers.save"), onAction: save, loading: isBusy }}
      secondaryActions={[{ content: t("carriers.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <Form onSubmit={save}>
          <BlockStack gap="400">
            <FormLayout>
              <TextField
                label={t("carriers.rules.company")}
                helpText={t("carriers.rules.companyHelp")}
                value={rule.company}
                onChange={(company) => change({ company })}
                error={errorOf("company")}
                autoComplete="off"
              />
              <TextField
                label={t("carriers.rules.number")}
                helpText={t("carriers.rules.numberHelp")}
                value={rule.numberPrefix}
                onChange={(numberPrefix) => change({ numberPrefix })}
                error={errorOf("numberPrefix")}
                autoComplete="off"
              />
              <TextField
                label={t("carriers.rules.country")}
                helpText={t("carriers.rules.countryHelp")}
                value={rule.countryCode}
                onChange={(countryCode) => change({ countryCode })}
                error={errorOf("countryCode")}
                autoComplete="off"
                maxLength={2}
              />
              <CarrierSearch
                label={t("carriers.rules.carrier")}
                chosen={rule.carrier}
                onChoose={(carrier) => change({ carrier })}
                error={errorOf("courierCode")}
              />
            </FormLayout>
          </BlockStack>
        </Form>
      </Modal.Section>
    </Modal>
  );
}
