import { BlockStack, Card, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LastCheck } from "~/components/sync/last-check";
import { QuotaWords } from "~/components/provider/quota-words";
import { Moment } from "~/components/time/moment";
import type { HomeView } from "./home-view";

/** One line for each thing that must keep running. */
export function HealthCard({ home }: { home: HomeView }) {
  const { t } = useTranslation();
  const { connection, arrivals } = home;
  const { quota } = home.quota;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t("home.health.title")}
        </Text>
        <dl className="hw-facts">
          <Line name={t("home.health.provider")}>
            {connection === null ? t("home.health.notConnected") : t(`provider.states.${connection.state}.label`)}
          </Line>
          <Line name={t("home.health.lastUpdate")}>
            {connection?.refreshedAt ? <Moment at={connection.refreshedAt} /> : t("home.health.never")}
          </Line>
          <Line name={t("home.health.lastWebhook")}>
            {arrivals.lastWebhookAt === null ? t("home.health.never") : <Moment at={arrivals.lastWebhookAt} />}
          </Line>
          <Line name={t("home.health.lastCheck")}>
            <LastCheck check={home.check} />
          </Line>
          {quota !== null && (
            <Line name={t("quota.left")}>
              <QuotaWords quota={quota} />
            </Line>
          )}
        </dl>
      </BlockStack>
    </Card>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="hw-facts__line">
      <dt>
        <Text as="span" tone="subdued">
          {name}
        </Text>
      </dt>
      <dd>
        <Text as="span">{children}</Text>
      </dd>
    </div>
  );
}
