import { BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { FactLine } from "~/components/facts/fact-line";
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
          <FactLine name={t("home.health.provider")}>
            {connection === null
              ? t("home.health.notConnected")
              : t(`provider.states.${connection.trouble ?? "ok"}.label`)}
          </FactLine>
          <FactLine name={t("home.health.lastUpdate")}>
            {connection?.refreshedAt ? <Moment at={connection.refreshedAt} /> : t("home.health.never")}
          </FactLine>
          <FactLine name={t("home.health.lastWebhook")}>
            {arrivals.lastWebhookAt === null ? t("home.health.never") : <Moment at={arrivals.lastWebhookAt} />}
          </FactLine>
          <FactLine name={t("home.health.lastCheck")}>
            <LastCheck check={home.check} />
          </FactLine>
          {quota !== null && (
            <FactLine name={t("quota.left")}>
              <QuotaWords quota={quota} />
            </FactLine>
          )}
        </dl>
      </BlockStack>
    </Card>
  );
}
