import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, Divider, InlineStack } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useToldFetcher } from "~/components/forms/use-told-fetcher";
import { ConnectionState } from "~/components/provider/connection-state";
import { ProviderForm } from "~/components/provider/provider-form";
import { choiceOf, providerChoices } from "~/features/provider-connection/provider-choices";
import { ConfirmModal } from "./confirm-modal";
import type { SettingsView } from "./settings-view";

const confirmId = "disconnect-provider";

export function ProviderCard({ connection }: { connection: SettingsView["connection"] }) {
  return (
    <Card>
      <BlockStack gap="400">
        {connection !== null && (
          <>
            <ConnectionState connection={connection} />
            <ConnectionActions />
            <Divider />
          </>
        )}
        <ProviderForm
          key={connection?.id ?? "new"}
          choices={providerChoices}
          current={connection && { ...connection, choice: choiceOf(connection) }}
        />
      </BlockStack>
    </Card>
  );
}

function ConnectionActions() {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const testing = useToldFetcher();
  const disconnecting = useToldFetcher();
  const disconnect = () => disconnecting.fetcher.submit({ intent: "disconnect" }, { method: "post" });
  return (
    <InlineStack gap="200">
      <Button onClick={() => testing.fetcher.submit({ intent: "test" }, { method: "post" })} loading={testing.isBusy}>
        {t("provider.test")}
      </Button>
      <Button
        tone="critical"
        variant="tertiary"
        onClick={() => void shopify.modal.show(confirmId)}
        loading={disconnecting.isBusy}
      >
        {t("provider.disconnect")}
      </Button>
      <ConfirmModal
        id={confirmId}
        title={t("provider.disconnectTitle")}
        text={t("provider.disconnectText")}
        confirm={t("provider.disconnect")}
        cancel={t("provider.keep")}
        onConfirm={disconnect}
      />
    </InlineStack>
  );
}
