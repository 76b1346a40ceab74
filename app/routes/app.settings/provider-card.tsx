import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, Divider, InlineStack } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { ActionResult } from "~/components/forms/action-result";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import { ConnectionState } from "~/components/provider/connection-state";
import { OtherVersion } from "~/components/provider/other-version";
import { ProviderForm } from "~/components/provider/provider-form";
import { choiceOf, providerChoices } from "~/features/provider-sync/setup/provider-choices";
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
            <ConnectionActions connection={connection} />
            <Divider />
          </>
        )}
        <ProviderForm
          // Made anew when another way to reach the provider was saved, so that it shows what is
          // saved.
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
  const testing = useActionFetcher();
  const disconnecting = useActionFetcher();
  const switching = useActionFetcher();
  const use = (address: NonNullable<ActionResult["use"]>) => {
    const { accountEmail } = connection;
    switching.fetcher.submit({ intent: "connect", ...address, apiKey: "", accountEmail }, { method: "post" });
  };
  const disconnect = () => disconnecting.fetcher.submit({ intent: "disconnect" }, { method: "post" });
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
        <ConfirmModal
          id={confirmId}
          title={t("provider.disconnectTitle")}
          text={t("provider.disconnectText")}
          confirm={t("provider.disconnect")}
          cancel={t("provider.keep")}
          onConfirm={disconnect}
        />
      </InlineStack>
      {switching.result?.isError !== false && (
        <OtherVersion result={testing.result} onUse={use} isBusy={switching.isBusy} />
      )}
    </BlockStack>
  );
}
