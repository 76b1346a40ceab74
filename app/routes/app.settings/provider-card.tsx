import { Modal, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, Card, Divider, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { Told } from "~/components/forms/told";
import { useToldFetcher } from "~/components/forms/use-told-fetcher";
import { ConnectionState } from "~/components/provider/connection-state";
import { OtherVersion } from "~/components/provider/other-version";
import { ProviderForm } from "~/components/provider/provider-form";
import { choiceOf, providerChoices } from "~/features/provider-connection/provider-choices";
import type { SettingsView } from "./settings-view";

const confirmId = "disconnect-provider";

export function ProviderCard({ connection }: { connection: SettingsView["connection"] }) {
  return (
    <Card>
      <BlockStack gap="400">
        {connection !== null && (
          <>
            <ConnectionState connection={connection} />
            <ConnectionActions connection={connection} />
            <Divider />
          </>
        )}
        <ProviderForm
          // Made anew when another way to reach the provider was saved, so that it shows what is saved.
          key={connection === null ? "new" : `${connection.id} ${connection.kind} ${connection.baseUrl}`}
          choices={providerChoices}
          choiceOf={choiceOf}
          current={connection && { ...connection, choice: choiceOf(connection) }}
        />
      </BlockStack>
    </Card>
  );
}

function ConnectionActions({ connection }: { connection: NonNullable<SettingsView["connection"]> }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const testing = useToldFetcher();
  const disconnecting = useToldFetcher();
  const switching = useToldFetcher();
  const use = (address: NonNullable<Told["use"]>) => {
    const { accountEmail } = connection;
    switching.fetcher.submit({ intent: "connect", ...address, apiKey: "", accountEmail }, { method: "post" });
  };
  const disconnect = () => {
    void shopify.modal.hide(confirmId);
    disconnecting.fetcher.submit({ intent: "disconnect" }, { method: "post" });
  };
  return (
    <BlockStack gap="400">
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
        <Modal id={confirmId} variant="small">
          <Box padding="400">
            <Text as="p">{t("provider.disconnectText")}</Text>
          </Box>
          <TitleBar title={t("provider.disconnectTitle")}>
            <button variant="primary" tone="critical" onClick={disconnect}>
              {t("provider.disconnect")}
            </button>
            <button onClick={() => void shopify.modal.hide(confirmId)}>{t("provider.keep")}</button>
          </TitleBar>
        </Modal>
      </InlineStack>
      {switching.told?.isError !== false && <OtherVersion told={testing.told} onUse={use} isBusy={switching.isBusy} />}
    </BlockStack>
  );
}
