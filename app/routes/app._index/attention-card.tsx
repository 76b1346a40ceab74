import { Badge, BlockStack, Button, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { Moment } from "~/components/time/moment";
import type { HomeView } from "./home-view";

type Row = HomeView["attention"][number];

export function AttentionCard({ attention }: { attention: Row[] }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t("home.attention.title")}
        </Text>
        {attention.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("home.attention.none")}
          </Text>
        ) : (
          <ul className="hw-ruled-list">
            {attention.map((row) => (
              <AttentionRow key={row.kind} row={row} />
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}

function AttentionRow({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { kind, count, oldest } = row;
  const label = t(`attention.${kind}.label`);
  const url =
    kind === "no-number" ? "/app/shipments/without-number" : `/app/shipments?view=attention&attention=${kind}`;
  return (
    <li className="hw-row">
      <div className="hw-counted">
        <span>
          <Badge tone={kind === "not-tracked" ? "critical" : "warning"}>{String(count)}</Badge>
        </span>
        <div>
          <Text as="p" fontWeight="medium">
            {label}
          </Text>
          <Text as="p" variant="bodySm" tone="subdued">
            {t("home.attention.oldest")} <Moment at={oldest} />
          </Text>
        </div>
      </div>
      <Button url={url} accessibilityLabel={`${t(`attention.${kind}.action`)}: ${label}`}>
        {t(`attention.${kind}.action`)}
      </Button>
    </li>
  );
}
