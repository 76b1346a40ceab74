import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, Divider, Form, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import { MAX_PUSH_ADDRESSES, MAX_PUSH_URL } from "~/features/public-api/outgoing-webhooks/push-limits";
import { ConfirmModal } from "./confirm-modal";
import { PushLog } from "./push-log";
import type { SettingsView } from "./settings-view";

type Pushes = SettingsView["pushes"];

const toPushes = { method: "post", action: "/app/push-addresses" } as const;

/** Where the merchant's own software hears of changes, and what became of the last pushes. */
export function PushOutCard({ pushes: { addresses, log, signer } }: { pushes: Pushes }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        {addresses.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("settings.pushOut.none")}
          </Text>
        ) : (
          <ul className="hw-ruled-list">
            {addresses.map((address) => (
              <AddressRow key={address.id} address={address} />
            ))}
          </ul>
        )}
        {addresses.length >= MAX_PUSH_ADDRESSES ? (
          <Text as="p" tone="subdued">
            {t("settings.pushOut.full")}
          </Text>
        ) : (
          <AddressForm />
        )}
        {addresses.length > 0 && signer !== null && (
          <Text as="p" tone="subdued" breakWord>
            {t("settings.pushOut.signer", { email: signer })}
          </Text>
        )}
        {(addresses.length > 0 || log.length > 0) && (
          <>
            <Divider />
            <PushLog log={log} />
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function AddressForm() {
  const { t } = useTranslation();
  const [url, setUrl] = useState("");
  const { fetcher, result, isBusy } = useActionFetcher(() => setUrl(""));
  return (
    <Form noValidate onSubmit={() => fetcher.submit({ intent: "add", url }, toPushes)}>
      <FormLayout>
        <TextField
          label={t("settings.pushOut.label")}
          type="url"
          inputMode="url"
          value={url}
          onChange={setUrl}
          maxLength={MAX_PUSH_URL}
          autoComplete="off"
          placeholder="https://"
          helpText={t("settings.pushOut.help")}
          error={result?.field === "webhookUrl" ? t(`results.${result.message}`) : undefined}
        />
        <InlineStack>
          <Button submit loading={isBusy}>
            {t("settings.pushOut.add")}
          </Button>
        </InlineStack>
      </FormLayout>
    </Form>
  );
}

function AddressRow({ address: { id, url } }: { address: Pushes["addresses"][number] }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const testing = useActionFetcher();
  const removing = useActionFetcher();
  const modalId = `remove-address-${id}`;
  return (
    <li>
      <BlockStack gap="200">
        <span className="hw-mono">{url}</span>
        <InlineStack gap="200">
          <Button
            onClick={() => testing.fetcher.submit({ intent: "test", id }, toPushes)}
            loading={testing.isBusy}
            accessibilityLabel={t("settings.pushOut.testOne", { url })}
          >
            {t("settings.pushOut.test")}
          </Button>
          <Button
            tone="critical"
            variant="tertiary"
            onClick={() => void shopify.modal.show(modalId)}
            loading={removing.isBusy}
            accessibilityLabel={t("settings.pushOut.removeOne", { url })}
          >
            {t("settings.pushOut.remove")}
          </Button>
        </InlineStack>
      </BlockStack>
      <ConfirmModal
        id={modalId}
        title={t("settings.pushOut.removeTitle")}
        text={t("settings.pushOut.removeText", { url })}
        confirm={t("settings.pushOut.remove")}
        cancel={t("settings.pushOut.keep")}
        onConfirm={() => removing.fetcher.submit({ intent: "remove", id }, toPushes)}
      />
    </li>
  );
}
