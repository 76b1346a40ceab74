import { BlockStack, Button, Form, FormLayout, InlineStack, Select, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActionResult } from "../forms/action-result";
import { useActionFetcher } from "../forms/use-action-fetcher";
import { OtherVersion } from "./other-version";

/** One provider the merchant can choose, with the address that is filled in. */
export interface ProviderChoice {
  id: "trackingmore-v4" | "trackingmore" | "trackru" | "homeward";
  kind: string;
  baseUrl: string;
}

interface Props {
  choices: readonly ProviderChoice[];
  current: {
    choice: ProviderChoice["id"];
    baseUrl: string;
    keyEnd: string;
    accountEmail: string;
    webhookSecretEnd: string;
  } | null;
  /** Which of the choices an address belongs to. */
  choiceOf: (address: { kind: string; baseUrl: string }) => ProviderChoice["id"];
}

/**
 * Connects a provider, or changes how it is reached. The stored key is never sent to the browser,
 * only its end.
 */
export function ProviderForm({ choices, current, choiceOf }: Props) {
  const { t } = useTranslation();
  const [choiceId, setChoiceId] = useState<string>(current?.choice ?? choices[0]?.id ?? "");
  const [baseUrl, setBaseUrl] = useState(current?.baseUrl ?? choices[0]?.baseUrl ?? "");
  const [apiKey, setApiKey] = useState("");
  const [accountEmail, setAccountEmail] = useState(current?.accountEmail ?? "");
  const [webhookSecret, setWebhookSecret] = useState("");
  const { fetcher, result, isBusy } = useActionFetcher(() => {
    setApiKey("");
    setWebhookSecret("");
  });
  const kind = choices.find((choice) => choice.id === choiceId)?.kind ?? "";
  const errorOf = (field: ActionResult["field"]) =>
    result?.isError && result.field === field ? t(`results.${result.message}`) : undefined;

  const choose = (id: string) => {
    setChoiceId(id);
    setBaseUrl(choices.find((choice) => choice.id === id)?.baseUrl ?? "");
  };
  const connect = (address: { kind: string; baseUrl: string }) => {
    const fields = { intent: "connect", ...address, apiKey, accountEmail, webhookSecret };
    fetcher.submit(fields, { method: "post", action: "/app/settings" });
  };
  const isChosen = (offer: ActionResult["use"]) => offer?.kind === kind && offer.baseUrl === baseUrl;
  const use = (address: NonNullable<ActionResult["use"]>) => {
    setChoiceId(choiceOf(address));
    setBaseUrl(address.baseUrl);
    connect(address);
  };
  return (
    // The address is checked by the app, which says what is wrong with it.
    <Form noValidate onSubmit={() => connect({ kind, baseUrl })}>
      <BlockStack gap="400">
        <FormLayout>
          <Select
            label={t("provider.kind")}
            options={choices.map(({ id }) => ({ value: id, label: t(`provider.choices.${id}`) }))}
            value={choiceId}
            onChange={choose}
          />
          <TextField
            label={t("provider.baseUrl")}
            type="url"
            inputMode="url"
            value={baseUrl}
            onChange={setBaseUrl}
            autoComplete="off"
            placeholder="https://"
            error={errorOf("baseUrl")}
          />
          <TextField
            label={t("provider.apiKey")}
            type="password"
            value={apiKey}
            onChange={setApiKey}
            autoComplete="off"
            helpText={current ? t("provider.keyKept", { end: current.keyEnd }) : t("provider.keyHelp")}
            error={errorOf("apiKey")}
          />
          {kind === "trackingmore-v4" ? (
            <TextField
              label={t("provider.webhookSecret")}
              type="password"
              value={webhookSecret}
              onChange={setWebhookSecret}
              autoComplete="off"
              helpText={
                current && current.webhookSecretEnd !== ""
                  ? t("provider.webhookSecretKept", { end: current.webhookSecretEnd })
                  : t("provider.webhookSecretHelp")
              }
            />
          ) : (
            <TextField
              label={t("provider.accountEmail")}
              type="email"
              value={accountEmail}
              onChange={setAccountEmail}
              autoComplete="off"
              helpText={t("provider.accountEmailHelp")}
            />
          )}
        </FormLayout>
        {!isChosen(result?.use) && <OtherVersion result={result} onUse={use} isBusy={isBusy} />}
        <InlineStack>
          <Button variant="primary" submit loading={isBusy}>
            {t(current ? "provider.save" : "provider.connect")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Form>
  );
}
