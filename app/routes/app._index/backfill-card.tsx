import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { BackfillProgress } from "~/components/sync/backfill-progress";
import type { HomeView } from "./home-view";

/** While past orders come in: how far they are. */
export function BackfillCard({ backfill }: Pick<HomeView, "backfill">) {
  const { t } = useTranslation();
  if (backfill?.state !== "running") return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {t("sync.running")}
          </Text>
          <Button variant="plain" url="/app/settings#past-orders">
            {t("sync.stopped.action")}
          </Button>
        </InlineStack>
        <BackfillProgress run={backfill} />
      </BlockStack>
    </Card>
  );
}
