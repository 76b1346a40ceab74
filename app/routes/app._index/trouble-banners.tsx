import { Banner, Box } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { isSyncTrouble } from "~/components/sync/sync-words";
import { QuotaBanners } from "~/components/provider/quota-banners";
import { troubleTone } from "~/components/provider/trouble-tone";
import { Moment } from "~/components/time/moment";
import type { HomeView } from "./home-view";

/** What does not work, each with its fix. Nothing while all is well. */
export function TroubleBanners({ home }: { home: HomeView }) {
  const { t } = useTranslation();
  const { connection, arrivals, setup, backfill } = home;
  const trouble = connection?.trouble ?? null;
  return (
    <>
      {connection === null && setup.isDismissed && (
        <Banner
          tone="warning"
          title={t("home.trouble.not-connected.title")}
          action={{ content: t("home.trouble.not-connected.action"), url: "/app/settings#provider" }}
        >
          <p>{t("home.trouble.not-connected.text")}</p>
        </Banner>
      )}
      {connection !== null && trouble !== null && (
        <Banner
          tone={troubleTone[trouble]}
          title={t(`home.trouble.${trouble}.title`)}
          action={{ content: t(`home.trouble.${trouble}.action`), url: "/app/settings#provider" }}
        >
          <p>
            {t(`home.trouble.${trouble}.text`)} {t("home.trouble.began")} <Moment at={connection.stateSince} />.
          </p>
        </Banner>
      )}
      {backfill?.state === "stopped" && (
        <Banner
          tone="warning"
          title={t("sync.stopped.title")}
          action={{ content: t("sync.stopped.action"), url: "/app/settings#past-orders" }}
        >
          <p>
            {isSyncTrouble(backfill.detail) && t(`sync.stopped.${backfill.detail}`)} {t("sync.stopped.kept")}
          </p>
        </Banner>
      )}
      <QuotaBanners status={home.quota} isShown={trouble === "quota"} />
      {arrivals.undelivered > 0 && (
        <Banner
          tone="warning"
          title={t("home.trouble.undelivered.title", { count: arrivals.undelivered })}
          action={{ content: t("home.trouble.undelivered.action"), url: "/app/not-delivered" }}
        >
          <p>{t("home.trouble.undelivered.text")}</p>
        </Banner>
      )}
      {home.deadJobs > 0 && (
        <Box>
          <Banner
            tone="warning"
            title={t("home.trouble.deadJobs.title")}
            action={{ content: t("home.trouble.deadJobs.action"), url: "/app/not-delivered" }}
          >
            <p>{t("home.trouble.deadJobs.text")}</p>
          </Banner>
        </Box>
      )}
    </>
  );
}
