import { Banner, Box } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { isSyncTrouble } from "~/components/sync/sync-words";
import { QuotaBanners } from "~/components/provider/quota-banners";
import { Moment } from "~/components/time/moment";
import type { HomeView } from "./home-view";

/** What does not work, each with its fix. Nothing while all is well. */
export function TroubleBanners({ home }: { home: HomeView }) {
  const { t } = useTranslation();
  const { connection, arrivals, setup, backfill } = home;
  const trouble = connection?.state === "ok" ? null : connection;
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
      {trouble && trouble.state !== "ok" && (
        <Banner
          tone={trouble.state === "bad_key" ? "critical" : "warning"}
          title={t(`home.trouble.${trouble.state}.title`)}
          action={{ content: t(`home.trouble.${trouble.state}.action`), url: "/app/settings#provider" }}
        >
          <p>
            {t(`home.trouble.${trouble.state}.text`)} {t("home.trouble.began")} <Moment at={trouble.stateSince} />.
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
      <QuotaBanners status={home.quota} isTold={trouble?.state === "quota"} />
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
