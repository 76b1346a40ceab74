import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import { CustomerFieldBoxes, useCustomerFieldsDraft } from "~/components/provider/customer-fields";
import { ProviderForm } from "~/components/provider/provider-form";
import { choiceOf, providerChoices } from "~/features/provider-sync/setup/provider-choices";
import type { HomeView } from "./home-view";

type Name = HomeView["setup"]["steps"][number]["name"];

/** What a step asks, done in place. */
export function StepBody({ name, isDone, home }: { name: Name; isDone: boolean; home: HomeView }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="300">
      <Text as="p" tone="subdued">
        {t(`setup.steps.${name}.text`)}
      </Text>
      {name === "provider" && (
        <ProviderForm
          key={home.connection?.id ?? "new"}
          choices={providerChoices}
          choiceOf={choiceOf}
          current={home.connection && { ...home.connection, choice: choiceOf(home.connection) }}
        />
      )}
      {name === "customer-fields" && <CustomerFieldsStep saved={home.customerFields} />}
      {name === "tracking-block" && <TrackingBlockStep themeEditorUrl={home.themeEditorUrl} isDone={isDone} />}
      {name === "first-order" && (
        <InlineStack>
          <Button url={home.ordersUrl} target="_top">
            {t("setup.steps.first-order.action")}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}

function CustomerFieldsStep({ saved }: { saved: HomeView["customerFields"] }) {
  const { t } = useTranslation();
  const { fields, change } = useCustomerFieldsDraft(saved);
  const { fetcher, isBusy } = useActionFetcher();
  const save = () =>
    fetcher.submit({ intent: "customer-fields", ...fields }, { method: "post", action: "/app/settings" });
  return (
    <BlockStack gap="300">
      <CustomerFieldBoxes value={fields} onChange={change} />
      <InlineStack>
        <Button variant="primary" onClick={save} loading={isBusy}>
          {t("setup.steps.customer-fields.action")}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}

function TrackingBlockStep({ themeEditorUrl, isDone }: { themeEditorUrl: string; isDone: boolean }) {
  const { t } = useTranslation();
  const fetcher = useFetcher();
  return (
    <InlineStack gap="200">
      <Button variant={isDone ? "secondary" : "primary"} url={themeEditorUrl} target="_top">
        {t("setup.steps.tracking-block.action")}
      </Button>
      {!isDone && (
        <Button
          loading={fetcher.state !== "idle"}
          onClick={() => fetcher.submit({ intent: "tracking-block-added" }, { method: "post" })}
        >
          {t("setup.steps.tracking-block.done")}
        </Button>
      )}
    </InlineStack>
  );
}
