import { json, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { answerOutage, keepLastPage } from "~/components/live/keep-page";
import { useLivePage } from "~/components/live/use-live-page";
import { PageClockProvider } from "~/components/time/page-clock";
import { homeOverview } from "~/features/merchant/home/overview.server";
import { dismissSetup, markTrackingBlockAdded } from "~/features/merchant/home/setup.server";
import { themeBlocks, themeEditorUrl } from "~/features/shopper/tracking-page/theme-editor";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";
import { AttentionCard } from "./attention-card";
import { BackfillCard } from "./backfill-card";
import { DeliveriesCard } from "./deliveries-card";
import { HealthCard } from "./health-card";
import { SetupGuide } from "./setup-guide";
import { StatusTiles } from "./status-tiles";
import { TroubleBanners } from "./trouble-banners";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export const clientLoader = keepLastPage();
export const clientAction = answerOutage(null);

/** Its counts go over every open parcel, so it is read less often than the lists. */
const REFRESH_MS = 10_000;

export const meta: MetaFunction = () => [{ title: "Home" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  const services = getServices();
  const { sendCustomerName: name, sendCustomerEmail: email, sendCustomerPhone: phone } = account.settings;
  return json({
    ...(await homeOverview(services, account)),
    timeZone: account.timeZone,
    customerFields: { name, email, phone },
    themeEditorUrl: themeEditorUrl(account.shopDomain, services.env.SHOPIFY_API_KEY, themeBlocks[0]),
    ordersUrl: `https://${account.shopDomain}/admin/orders`,
  });
}

export async function action({ request }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  const intent = (await request.formData()).get("intent");
  if (intent === "dismiss-setup") await dismissSetup(getServices(), account.id);
  if (intent === "tracking-block-added") await markTrackingBlockAdded(getServices(), account.id);
  return null;
}

export default function Home() {
  const { t } = useTranslation();
  const home = useLoaderData<typeof loader>();
  useLivePage(REFRESH_MS);
  return (
    <PageClockProvider now={home.now} timeZone={home.timeZone}>
      <Page title={t("home.title")}>
        <BlockStack gap="400">
          <TroubleBanners home={home} />
          {!home.setup.isDismissed && <SetupGuide home={home} />}
          <BackfillCard backfill={home.backfill} />
          <AttentionCard attention={home.attention} />
          {home.arrivals.hasShipments && (
            <>
              <StatusTiles statuses={home.statuses} />
              <DeliveriesCard days={home.days} measures={home.measures} />
            </>
          )}
          <HealthCard home={home} />
        </BlockStack>
      </Page>
    </PageClockProvider>
  );
}
