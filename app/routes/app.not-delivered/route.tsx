import { json, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Card, Page, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { notSent } from "~/components/forms/action-result";
import { answerOutage, keepLastPage } from "~/components/live/keep-page";
import { useLivePage } from "~/components/live/use-live-page";
import { PageClockProvider } from "~/components/time/page-clock";
import { notDeliveredPage } from "~/features/merchant/sync-problems/sync-problems.server";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";
import { runNotDeliveredAction } from "./actions.server";
import { HeldBanner } from "./held-banner";
import { JobsCard } from "./jobs-card";
import { ParcelsCard } from "./parcels-card";
import { WebhooksCard } from "./webhooks-card";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export const clientLoader = keepLastPage();
export const clientAction = answerOutage({ result: notSent });

/**
 * What is mended elsewhere leaves the page soon, but its lists are read for their words: not while
 * somebody is on a line.
 */
const REFRESH_MS = 10_000;

export const meta: MetaFunction = () => [{ title: "Not delivered to us" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  const page = await notDeliveredPage(getServices(), account.id, new URL(request.url).searchParams);
  return json({ ...page, timeZone: account.timeZone, ordersUrl: `https://${account.shopDomain}/admin/orders` });
}

export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  return json({ result: await runNotDeliveredAction(getServices(), account.id, await request.formData()) });
}

export default function NotDelivered() {
  const { t } = useTranslation();
  const { now, timeZone, ordersUrl, held, parcels, webhooks, jobs } = useLoaderData<typeof loader>();
  useLivePage(REFRESH_MS);
  const shows = (list: { rows: unknown[]; page: number }) => list.rows.length > 0 || list.page > 1;
  const isEmpty = held === null && !shows(parcels) && !shows(webhooks) && jobs.length === 0;
  return (
    <PageClockProvider now={now} timeZone={timeZone}>
      <Page title={t("notDelivered.title")} subtitle={t("notDelivered.subtitle")}>
        <BlockStack gap="400">
          {held !== null && <HeldBanner held={held} />}
          {isEmpty && (
            <Card>
              <Text as="p" tone="subdued">
                {t("notDelivered.none")}
              </Text>
            </Card>
          )}
          {shows(parcels) && <ParcelsCard parcels={parcels} ordersUrl={ordersUrl} />}
          {shows(webhooks) && <WebhooksCard webhooks={webhooks} />}
          {jobs.length > 0 && <JobsCard jobs={jobs} />}
        </BlockStack>
      </Page>
    </PageClockProvider>
  );
}
