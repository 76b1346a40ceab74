import { json, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Badge, BlockStack, InlineStack, Layout, Page } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { answerOutage, keepLastPage } from "~/components/live/keep-page";
import { useLivePage } from "~/components/live/use-live-page";
import { StatusBadge } from "~/components/status/status-badge";
import { PageClockProvider } from "~/components/time/page-clock";
import { shipmentArrival } from "~/features/merchant/shipments/arrival.server";
import { shipmentDetails } from "~/features/merchant/shipments/details.server";
import { orderTrackingLink } from "~/features/shopper/look-up/store-address.server";
import { getServices } from "~/features/services.server";
import { requireMerchant } from "~/shopify.server";
import { runShipmentAction } from "./actions.server";
import { CarrierCard } from "./carrier-card";
import { ChooseCarrierCard } from "./choose-carrier";
import { CustomerCard } from "./customer-card";
import { OtherParcelsCard } from "./other-parcels-card";
import { ProgressCard } from "./progress-card";
import { RegistrationCard } from "./registration-card";
import { TimelineCard } from "./timeline-card";
import { TroubleBanner } from "./trouble-banner";
import { useShipmentActions } from "./use-shipment-actions";
import { WhyCard } from "./why-card";

export { PageError as ErrorBoundary } from "~/components/errors/page-error";

export const clientLoader = keepLastPage();
export const clientAction = answerOutage({ key: "failed", isError: true });

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.shipment.number ?? "" }];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { account } = await requireMerchant(request);
  const services = getServices();
  const shipment = await shipmentDetails(services, account.id, params.id ?? "");
  if (!shipment) throw new Response(null, { status: 404 });
  const orderLink = orderTrackingLink(services, account, shipment.linkedOrderId);
  const arrival = await shipmentArrival(services, account, shipment);
  const { timeZone, shopDomain } = account;
  return json({ shipment: { ...shipment, orderLink, arrival }, timeZone, shopDomain });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { account } = await requireMerchant(request);
  return json(await runShipmentAction(getServices(), account.id, params.id ?? "", await request.formData()));
}

export default function ShipmentPage() {
  const { t } = useTranslation();
  const { shipment, timeZone, shopDomain } = useLoaderData<typeof loader>();
  const actions = useShipmentActions(shipment);
  useLivePage();

  const subtitle = [
    shipment.orderName && t("shipment.order", { name: shipment.orderName }),
    shipment.courier.name,
    shipment.destinationName,
  ];
  const orderUrl = shipment.shopifyOrderId && `https://${shopDomain}/admin/orders/${shipment.shopifyOrderId}`;
  return (
    <PageClockProvider now={shipment.now} timeZone={timeZone}>
      <Page
        backAction={{ content: t("shipments.title"), url: "/app/shipments" }}
        title={shipment.number}
        titleMetadata={
          <InlineStack gap="100">
            <StatusBadge facts={shipment} />
            {shipment.archivedAt !== null && <Badge>{t("shipment.archived")}</Badge>}
          </InlineStack>
        }
        subtitle={subtitle.filter(Boolean).join(" · ")}
        {...actions}
      >
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">
              <TroubleBanner shipment={shipment} orderUrl={orderUrl} />
              {shipment.courier.canChoose && <ChooseCarrierCard shipment={shipment} />}
              <ProgressCard shipment={shipment} />
              <TimelineCard shipment={shipment} />
            </BlockStack>
          </Layout.Section>
          <Layout.Section variant="oneThird">
            <BlockStack gap="400">
              <WhyCard shipment={shipment} />
              <CarrierCard shipment={shipment} />
              <CustomerCard shipment={shipment} orderUrl={orderUrl} />
              <OtherParcelsCard parcels={shipment.otherParcels} />
              <RegistrationCard shipment={shipment} />
            </BlockStack>
          </Layout.Section>
        </Layout>
      </Page>
    </PageClockProvider>
  );
}
