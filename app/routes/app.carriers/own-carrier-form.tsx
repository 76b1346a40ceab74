import { Form, FormLayout, Modal, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ResultField } from "~/components/forms/action-result";
import { useReturnFocus } from "~/components/forms/use-return-focus";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import type { CarriersView } from "./carriers-view";

/** Adds a carrier of the merchant's own (`carrier` null), or changes one. */
export function OwnCarrierForm({
  carrier,
  onClose,
}: {
  carrier: CarriersView["own"][number] | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  useReturnFocus();
  const { fetcher, result, isBusy } = useActionFetcher(onClose);
  const [name, setName] = useState(carrier?.name ?? "");
  const [link, setLink] = useState(carrier?.trackingUrl ?? "");
  const errorOf = (field: ResultField) => (result?.field === field ? t(`results.${result.message}`) : undefined);
  const save = () =>
    fetcher.submit({ intent: "save-carrier", code: carrier?.code ?? "", name, link }, { method: "post" });
  return (
    <Modal
      open
      onClose={onClose}
      title={carrier === null ? t("carriers.own.addTitle") : t("carriers.own.editTitle", { name: carrier.name })}
      primaryAction={{ content: t("carriers.save"), onAction: save, loading: isBusy }}
      secondaryActions={[{ content: t("carriers.cancel"), onAction: onClose }]}
    >
      <Modal.Section>
        <Form noValidate onSubmit={save}>
          <FormLayout>
            <TextField
              label={t("carriers.own.name")}
              helpText={t("carriers.own.nameHelp")}
              value={name}
              onChange={setName}
              error={errorOf("name")}
              autoComplete="off"
            />
            <TextField
              type="url"
              label={t("carriers.own.link")}
              helpText={t("carriers.own.linkHelp")}
              value={link}
              onChange={setLink}
              error={errorOf("link")}
              autoComplete="off"
            />
          </FormLayout>
        </Form>
      </Modal.Section>
    </Modal>
  );
}
