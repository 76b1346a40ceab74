import { BlockStack, Text } from "@shopify/polaris";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Moment } from "~/components/time/moment";
import { ListCard } from "./list-card";
import type { NotDeliveredView } from "./not-delivered-view";
import { RetryButton } from "./retry-button";

type Webhooks = NotDeliveredView["webhooks"];

/**
 * Webhooks that came well signed and could not be understood; they are kept and can be read again.
 */
export function WebhooksCard({ webhooks }: { webhooks: Webhooks }) {
  const { t } = useTranslation();
  return (
    <ListCard
      title={t("notDelivered.webhooks.title")}
      text={t("notDelivered.webhooks.text")}
      paged={{ name: "webhooks", page: webhooks.page, hasNext: webhooks.hasNext }}
    >
      {webhooks.rows.map((message) => (
        <WebhookRow key={message.id} message={message} />
      ))}
    </ListCard>
  );
}

function WebhookRow({ message }: { message: Webhooks["rows"][number] }) {
  const { t } = useTranslation();
  const { id, topic, reason, receivedAt, state, canRetry } = message;
  const name = topicWords(t, topic);
  return (
    <li className="hw-row hw-row--stacked">
      <BlockStack gap="100">
        <Text as="p" fontWeight="medium" breakWord>
          {name}
        </Text>
        <Text as="p">{t(`notDelivered.webhooks.${canRetry ? state : "gone"}`)}</Text>
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          <Moment at={receivedAt} />
          {` · ${topic}`}
          {reason !== null && state === "refused" && ` · ${reason}`}
        </Text>
      </BlockStack>
      {canRetry && <RetryButton intent="retry-webhook" id={id} name={name} />}
    </li>
  );
}

const topics = [
  "fulfillments/create",
  "fulfillments/update",
  "orders/cancelled",
  "app/uninstalled",
  "app/scopes_update",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
] as const;

function topicWords(t: TFunction, topic: string): string {
  return t(`notDelivered.webhooks.topics.${topics.find((known) => known === topic) ?? "other"}`);
}
