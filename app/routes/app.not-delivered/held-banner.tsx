import { Banner } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { troubleTone } from "~/components/provider/trouble-tone";
import { Moment } from "~/components/time/moment";
import type { NotDeliveredView } from "./not-delivered-view";

/** Parcels that wait because the provider takes none at the moment: nothing is wrong with them. */
export function HeldBanner({ held }: { held: NonNullable<NotDeliveredView["held"]> }) {
  const { t, i18n } = useTranslation();
  const { waiting, oldest, by } = held;
  return (
    <Banner
      tone={troubleTone[by]}
      title={t("notDelivered.held.title", {
        count: waiting,
        shown: new Intl.NumberFormat(i18n.language).format(waiting),
      })}
      action={
        by === "cap"
          ? { content: t("quota.alert.cap.action"), url: "/app/settings#quota" }
          : { content: t(`home.trouble.${by}.action`), url: "/app/settings#provider" }
      }
    >
      <p>
        {t(`notDelivered.held.${by}`)} {t("notDelivered.held.oldest")} <Moment at={oldest} />.
      </p>
    </Banner>
  );
}
