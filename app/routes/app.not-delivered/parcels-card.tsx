import { BlockStack, Button, InlineStack, Link, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { Moment } from "~/components/time/moment";
import { ListCard } from "./list-card";
import type { NotDeliveredView } from "./not-delivered-view";
import { RetryButton } from "./retry-button";

type Parcels = NotDeliveredView["parcels"];

/** Parcels the provider does not follow: why, what helps, and another try. */
export function ParcelsCard({ parcels, ordersUrl }: { parcels: Parcels; ordersUrl: string }) {
  const { t } = useTranslation();
  return (
    <ListCard
      title={t("notDelivered.parcels.title")}
      text={t("notDelivered.parcels.text")}
      paged={{ name: "parcels", page: parcels.page, hasNext: parcels.hasNext }}
    >
      {parcels.rows.map((parcel) => (
        <ParcelRow key={parcel.shipmentId} parcel={parcel} ordersUrl={ordersUrl} />
      ))}
    </ListCard>
  );
}

function ParcelRow({ parcel, ordersUrl }: { parcel: Parcels["rows"][number]; ordersUrl: string }) {
  const { t } = useTranslation();
  const { shipmentId, number, carrierName, orderName, reason, reasonCode, rejectedAt } = parcel;
  const facts = [
    orderName === null ? null : t("shipment.order", { name: orderName }),
    carrierName,
    reasonCode === null ? null : t("notDelivered.parcels.code", { code: reasonCode }),
  ].filter((fact) => fact !== null);
  return (
    <li className="hw-row hw-row--stacked">
      <BlockStack gap="100">
        <Text as="p" fontWeight="medium" breakWord>
          <Link url={`/app/shipments/${shipmentId}`} removeUnderline>
            <span className="hw-mono">{number}</span>
          </Link>
        </Text>
        <Text as="p">
          {t(`shipment.notTracked.${reason}.title`)}. {t(`notDelivered.parcels.fix.${reason}`)}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          <Moment at={rejectedAt} />
          {facts.map((fact) => ` · ${fact}`)}
        </Text>
      </BlockStack>
      <InlineStack gap="200" wrap={false}>
        <FixButton parcel={parcel} ordersUrl={ordersUrl} />
        {parcel.canRetry && <RetryButton intent="retry-parcel" id={shipmentId} name={number} />}
      </InlineStack>
    </li>
  );
}

/** Leads to where the cause can be mended. */
function FixButton({ parcel, ordersUrl }: { parcel: Parcels["rows"][number]; ordersUrl: string }) {
  const { t } = useTranslation();
  const { fix, number, shipmentId, shopifyOrderId } = parcel;
  // A parcel that came over the API has no order; what is known of it stands on its own page.
  const shown = fix === "correct-number" && shopifyOrderId === null ? "view-parcel" : fix;
  const place =
    shown === "correct-number"
      ? { url: `${ordersUrl}/${shopifyOrderId ?? ""}`, target: "_top" as const }
      : { url: `/app/shipments/${shipmentId}` };
  return (
    <Button {...place} accessibilityLabel={t(`notDelivered.parcels.fixOne.${shown}`, { number })}>
      {t(`notDelivered.parcels.fixes.${shown}`)}
    </Button>
  );
}
