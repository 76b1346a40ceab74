import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { HomeView } from "./home-view";

/** The eight statuses with their counts, each a way into the list. */
export function StatusTiles({ statuses }: { statuses: HomeView["statuses"] }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t("home.statuses")}
        </Text>
        <ul className="hw-tiles">
          {statuses.map(({ status, count }) => (
            <li key={status} className="hw-tile" data-status={status}>
              <Link url={`/app/shipments?status=${status}`} removeUnderline monochrome>
                <Text as="span" variant="headingLg" numeric {...(count === 0 ? { tone: "subdued" as const } : {})}>
                  {number.format(count)}
                </Text>
                <Text as="span" variant="bodySm" tone="subdued">
                  {t(`home.statusNames.${status}`)}
                </Text>
              </Link>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
