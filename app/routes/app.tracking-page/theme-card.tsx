import { Badge, Banner, BlockStack, Button, ButtonGroup, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import type { TrackingPageView } from "./tracking-page-view";

/** Where the blocks are placed, and whether the theme knows the settings. */
export function ThemeCard({ view }: { view: TrackingPageView }) {
  const { t } = useTranslation();
  const { theme, blocks, isBlockAdded } = view;
  const { fetcher, isBusy } = useActionFetcher();
  const send = (intent: string) => fetcher.submit({ intent }, { method: "post" });
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("trackingPage.theme.title")}
        </Text>
        {theme.trouble !== null && !theme.isDue ? (
          <Banner
            tone="warning"
            title={t("trackingPage.theme.troubleTitle")}
            action={{ content: t("trackingPage.theme.again"), onAction: () => send("tell-theme"), loading: isBusy }}
          >
            {t("trackingPage.theme.trouble")}
          </Banner>
        ) : (
          <Text as="p" tone="subdued">
            {t(theme.isDue ? "trackingPage.theme.due" : "trackingPage.theme.published")}
          </Text>
        )}
        <ul className="hw-ruled-list">
          {blocks.map(({ handle, url }) => (
            <li key={handle} className="hw-row hw-row--stacked">
              <div>
                <Text as="p" fontWeight="semibold">
                  {t(`trackingPage.theme.${handle}`)}{" "}
                  {handle === "tracking" && isBlockAdded && (
                    <Badge tone="success">{t("trackingPage.theme.added")}</Badge>
                  )}
                </Text>
                <Text as="p" variant="bodySm" tone="subdued">
                  {t(`trackingPage.theme.${handle}Text`)}
                </Text>
              </div>
              <ButtonGroup>
                {handle === "tracking" && !isBlockAdded && (
                  <Button onClick={() => send("tracking-block-added")} loading={isBusy}>
                    {t("trackingPage.theme.markAdded")}
                  </Button>
                )}
                <Button
                  url={url}
                  target="_top"
                  accessibilityLabel={t("trackingPage.theme.addOne", { block: t(`trackingPage.theme.${handle}`) })}
                >
                  {t("trackingPage.theme.add")}
                </Button>
              </ButtonGroup>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
