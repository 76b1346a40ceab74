import { isRouteErrorResponse, useRevalidator, useRouteError } from "@remix-run/react";
import { BlockStack, Button, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useTranslation } from "react-i18next";
import { useLivePage } from "../live/use-live-page";

const RETRY_EVERY_MS = 10_000;

/**
 * What is left of a page whose data could not be had. Answers of Shopify's own sign-in pass through
 * untouched.
 */
export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status < 500 && error.status !== 404) return boundary.error(error);
  const missing = isRouteErrorResponse(error) && error.status === 404;
  const words = missing ? "notFound" : "failed";
  return (
    <Page title={t(`errors.${words}.title`)}>
      <Card>
        <BlockStack gap="400">
          <Text as="p">{t(`errors.${words}.text`)}</Text>
          <InlineStack>
            {missing ? <Button url="/app/shipments">{t("errors.notFound.action")}</Button> : <TryAgain />}
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
  );
}

/**
 * Tries by itself, too: a merchant who comes back after an outage finds the page, not the error.
 */
function TryAgain() {
  const { t } = useTranslation();
  const { revalidate, state } = useRevalidator();
  useLivePage(RETRY_EVERY_MS);
  return (
    <Button onClick={revalidate} loading={state !== "idle"}>
      {t("errors.failed.action")}
    </Button>
  );
}
