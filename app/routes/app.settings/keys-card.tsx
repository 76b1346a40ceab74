import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import { Moment } from "~/components/time/moment";
import { MAX_LIVE_KEYS } from "~/features/public-api/keys/key-limits";
import { ConfirmModal } from "./confirm-modal";
import { NewKey, type IssuedKey } from "./new-key";
import { NewKeyForm } from "./new-key-form";
import type { SettingsView } from "./settings-view";

type Key = SettingsView["apiKeys"][number];

/**
 * The keys of the served API: what each is for, when it was used, and the one place where a new one
 * is shown.
 */
export function KeysCard({ keys, docsUrl }: { keys: Key[]; docsUrl: string }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const [putAway, setPutAway] = useState<string | null>(null);
  const { fetcher, result, isBusy } = useActionFetcher<{ issued: IssuedKey | null }>(() => setIsOpen(false));
  const issued = fetcher.data?.issued ?? null;
  const isFull = keys.length >= MAX_LIVE_KEYS;
  const create = (key: { name: string; ratePerSecond: string }) =>
    fetcher.submit({ intent: "issue", ...key }, { method: "post", action: "/app/api-keys" });
  return (
    <Card>
      <BlockStack gap="400">
        {issued !== null && issued.secret !== putAway && (
          <NewKey issued={issued} onDone={() => setPutAway(issued.secret)} />
        )}
        {keys.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("settings.keys.none")}
          </Text>
        ) : (
          <ul className="hw-ruled-list">
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} />
            ))}
          </ul>
        )}
        {isFull && (
          <Text as="p" tone="subdued">
            {t("settings.keys.full")}
          </Text>
        )}
        {isOpen && !isFull && (
          <NewKeyForm
            nameError={result?.field === "keyName" ? t(`results.${result.message}`) : undefined}
            isBusy={isBusy}
            onCreate={create}
            onCancel={() => setIsOpen(false)}
          />
        )}
        <InlineStack gap="300" blockAlign="center">
          {!isOpen && !isFull && (
            <Button onClick={() => setIsOpen(true)}>
              {t(keys.length === 0 ? "settings.keys.createFirst" : "settings.keys.create")}
            </Button>
          )}
          <Link url={docsUrl} target="_blank">
            {t("settings.keys.docs")}
          </Link>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function KeyRow({ apiKey }: { apiKey: Key }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const { fetcher, isBusy } = useActionFetcher();
  const name = apiKey.name === "" ? t("settings.keys.unnamed") : apiKey.name;
  const modalId = `revoke-key-${apiKey.id}`;
  const revoke = () => fetcher.submit({ intent: "revoke", id: apiKey.id }, { method: "post", action: "/app/api-keys" });
  return (
    <li className="hw-row">
      <div>
        <Text as="p" fontWeight="medium" breakWord>
          {name}{" "}
          <Text as="span" tone="subdued" fontWeight="regular">
            {t("settings.keys.hint", { tail: apiKey.tail })}
          </Text>
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {t("settings.keys.made")} <Moment at={apiKey.createdAt} />
          {" · "}
          {apiKey.lastUsedAt === null ? (
            t("settings.keys.neverUsed")
          ) : (
            <>
              {t("settings.keys.used")} <Moment at={apiKey.lastUsedAt} />
            </>
          )}
          {" · "}
          {apiKey.ratePerSecond === null
            ? t("settings.keys.unlimited")
            : t("settings.keys.perSecond", { count: apiKey.ratePerSecond })}
        </Text>
      </div>
      <div>
        <Button
          tone="critical"
          variant="tertiary"
          onClick={() => void shopify.modal.show(modalId)}
          loading={isBusy}
          accessibilityLabel={t("settings.keys.revokeOne", { name })}
        >
          {t("settings.keys.revoke")}
        </Button>
        <ConfirmModal
          id={modalId}
          title={t("settings.keys.revokeTitle", { name })}
          text={t("settings.keys.revokeText")}
          confirm={t("settings.keys.revoke")}
          cancel={t("settings.keys.keep")}
          onConfirm={revoke}
        />
      </div>
    </li>
  );
}
