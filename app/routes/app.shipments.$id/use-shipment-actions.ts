import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import type { PageProps } from "@shopify/polaris";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "~/components/parcel/copy-button";
import type { action } from "./route";
import type { ShipmentView } from "./shipment-view";

/** A form of this page that needs no page of its own; how it ended is told in a toast. */
export function useShipmentFetcher() {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const fetcher = useFetcher<typeof action>();
  const { data } = fetcher;
  useEffect(() => {
    if (data) shopify.toast.show(t(`shipment.results.${data.key}`), { isError: data.isError });
  }, [data, shopify, t]);
  return fetcher;
}

/** The buttons in the page's head. */
export function useShipmentActions(shipment: ShipmentView): Pick<PageProps, "primaryAction" | "secondaryActions"> {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const fetcher = useShipmentFetcher();
  const busy = fetcher.state !== "idle";
  const run = (intent: string) => () => fetcher.submit({ intent }, { method: "post" });
  // The store's own page where the order is known: it shows all its parcels, and what the merchant
  // hides stays hidden.
  const trackingLink = shipment.orderLink ?? shipment.courier.trackingLink;
  const copyLink = async (link: string) => {
    const copied = await copyText(link);
    shopify.toast.show(t(copied ? "copy.done" : "copy.failed"), { isError: !copied });
  };
  const canRefresh = shipment.registrationState === "registered" && shipment.following;
  return {
    ...(canRefresh
      ? { primaryAction: { content: t("shipment.refresh"), onAction: run("refresh"), loading: busy } }
      : {}),
    secondaryActions: [
      ...(trackingLink ? [{ content: t("shipment.copyLink"), onAction: () => void copyLink(trackingLink) }] : []),
      shipment.archivedAt
        ? { content: t("shipment.unarchive"), onAction: run("unarchive"), disabled: busy }
        : { content: t("shipment.archive"), onAction: run("archive"), disabled: busy },
      ...(shipment.status === "delivered" || shipment.registrationState === "rejected"
        ? []
        : [
            shipment.following
              ? { content: t("shipment.stop"), onAction: run("stop"), disabled: busy }
              : { content: t("shipment.resume"), onAction: run("resume"), disabled: busy },
          ]),
    ],
  };
}
