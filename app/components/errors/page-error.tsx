import { isRouteErrorResponse, useRevalidator, useRouteError } from "@remix-run/react";
import { BlockStack, Button, Card, InlineStack, Page, Text } from "@shopify/polaris";
import { boundary } from "@shopify/shopify-app-remix/server";
import { useTranslation } from "react-i18next";

/** What is left of a page whose data could not be had. Answers of Shopify's own sign-in pass through untouched. */
export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const { revalidate } = useRevalidator();
  if (isRouteErrorResponse(error) && error.status < 500 && error.status !== 404) return boundary.error(error);
  const missing = isRouteErrorResponse(error) && error.status === 404;
  const words = missing ? "notFound" : "failed";
  return (
    <Page title={t(`errors.${words}.title`)}>
      <Card>
        <BlockStack gap="400">
          <Text as="p">{t(`errors.${words}.text`)}</Text>
          <InlineStack>
            {missing ? (
              <Button url="/app/shipments">{t("errors.notFound.action")}</Button>
            ) : (
              <Button onClick={revalidate}>{t("errors.failed.action")}</Button>
            )}
          </InlineStack>
        </BlockStack>
      </Card>
    </Page>
  );
}
