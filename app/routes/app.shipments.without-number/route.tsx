import { json, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Button, Card, Page, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { Moment } from "~/components/time/moment";
import { PageClockProvider } from "~/components/time/page-clock";
import { fulfillmentsWithoutNumber } from "~/features/merchant/home/without-number.server";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export const meta: MetaFunction = () => [{ title: "Without a tracking number" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  const { now, fulfillments } = await fulfillmentsWithoutNumber(getServices(), account.id);
  return json({ now, fulfillments, timeZone: account.timeZone, shopDomain: account.shopDomain });
}

/** What was fulfilled without a number cannot be followed; the number is added in the order. */
export default function WithoutNumber() {
  const { t } = useTranslation();
  const { now, timeZone, shopDomain, fulfillments } = useLoaderData<typeof loader>();
  return (
    <PageClockProvider now={now} timeZone={timeZone}>
      <Page
        backAction={{ content: t("home.title"), url: "/app" }}
        title={t("withoutNumber.title")}
        subtitle={t("withoutNumber.text")}
      >
        <Card>
          {fulfillments.length === 0 ? (
            <Text as="p" tone="subdued">
              {t("withoutNumber.none")}
            </Text>
          ) : (
            <ul className="hw-ruled-list">
              {fulfillments.map(({ id, orderName, shopifyOrderId, fulfilledAt, trackingCompany }) => (
                <li key={id} className="hw-row">
                  <BlockStack>
                    <Text as="p" fontWeight="medium">
                      {t("shipment.order", { name: orderName })}
                    </Text>
                    <Text as="p" variant="bodySm" tone="subdued">
                      {t("withoutNumber.fulfilled")} <Moment at={fulfilledAt} />
                      {trackingCompany !== null && ` · ${trackingCompany}`}
                    </Text>
                  </BlockStack>
                  <Button
                    url={`https://${shopDomain}/admin/orders/${shopifyOrderId}`}
                    target="_top"
                    accessibilityLabel={t("withoutNumber.addTo", { name: orderName })}
                  >
                    {t("withoutNumber.add")}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </Page>
    </PageClockProvider>
  );
}
