import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useToldFetcher } from "~/components/forms/use-told-fetcher";
import { Moment } from "~/components/time/moment";
import type { SettingsView } from "./settings-view";

type Message = SettingsView["undelivered"][number];

/** Webhooks that came well signed and could not be understood; they are kept and can be read again. */
export function UndeliveredCard({ messages }: { messages: Message[] }) {
  const { t } = useTranslation();
  return (
    <Card>
      {messages.length === 0 ? (
        <Text as="p" tone="subdued">
          {t("settings.undelivered.none")}
        </Text>
      ) : (
        <BlockStack as="ul" gap="400">
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} />
          ))}
        </BlockStack>
      )}
    </Card>
  );
}

function MessageRow({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { fetcher, isBusy } = useToldFetcher();
  const retry = () => fetcher.submit({ intent: "retry-webhook", id: message.id }, { method: "post" });
  return (
    <li className="hw-row">
      <div>
        <Text as="p" breakWord>
          {message.topic}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          <Moment at={message.receivedAt} />
          {message.reason !== null && ` · ${message.reason}`}
        </Text>
      </div>
      {message.canRetry && (
        <InlineStack>
          <Button
            onClick={retry}
            loading={isBusy}
            accessibilityLabel={t("settings.undelivered.retryOne", { topic: message.topic })}
          >
            {t("settings.undelivered.retry")}
          </Button>
        </InlineStack>
      )}
    </li>
  );
}
