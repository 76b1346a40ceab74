import { Button, Form, FormLayout, InlineStack, Select, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { defaultRate, MAX_KEY_NAME, rateChoices } from "~/features/public-api/keys/key-limits";

interface Props {
  /** What is wrong with the name that was sent last. */
  nameError: string | undefined;
  isBusy: boolean;
  onCreate: (key: { name: string; ratePerSecond: string }) => void;
  onCancel: () => void;
}

/** Asks what a new key is for and how fast it may call. */
export function NewKeyForm({ nameError, isBusy, onCreate, onCancel }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [ratePerSecond, setRatePerSecond] = useState(String(defaultRate));
  return (
    <Form onSubmit={() => onCreate({ name, ratePerSecond })}>
      <FormLayout>
        <TextField
          label={t("settings.keys.name")}
          value={name}
          onChange={setName}
          maxLength={MAX_KEY_NAME}
          autoComplete="off"
          autoFocus
          helpText={t("settings.keys.nameHelp")}
          error={nameError}
        />
        <Select
          label={t("settings.keys.rate")}
          options={rateChoices.map(String)}
          value={ratePerSecond}
          onChange={setRatePerSecond}
          helpText={t("settings.keys.rateHelp")}
        />
        <InlineStack gap="200">
          <Button submit variant="primary" loading={isBusy}>
            {t("settings.keys.create")}
          </Button>
          <Button onClick={onCancel}>{t("settings.keys.cancel")}</Button>
        </InlineStack>
      </FormLayout>
    </Form>
  );
}
