import { Banner, Box } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Moment } from "../time/moment";
import { QuotaWords } from "./quota-words";

type Level = 80 | 95 | 100;

export interface ShownQuota {
  waiting: number;
  spentThisMonth: number;
  quota: { remaining: number; usedPercent: number | null; enoughForDays: number | null; alert: Level | null } | null;
  cap: { most: number; usedPercent: number; renewsAt: string; alert: Level | null } | null;
}

interface Props {
  status: ShownQuota;
  /** The page says already that the provider's quota is used up. */
  isShown: boolean;
  /** On the page where quota and cap stand, a button that leads there is left out. */
  isThere?: boolean;
}

/** Quota and cap that come to their end, each with what to do; nothing below 80 %. */
export function QuotaBanners({ status: { quota, cap, spentThisMonth, waiting }, isShown, isThere = false }: Props) {
  const { t, i18n } = useTranslation();
  const shown = (count: number) => new Intl.NumberFormat(i18n.language).format(count);
  return (
    <>
      {quota?.alert && !isShown && (
        <LevelBanner
          level={quota.alert}
          title={
            quota.alert === 100
              ? t("quota.alert.quota.none")
              : t("quota.alert.quota.used", { percent: quota.usedPercent })
          }
          action={isThere ? null : t("quota.alert.quota.action")}
        >
          {t("quota.alert.quota.left")} <QuotaWords quota={quota} />
          {". "}
          {t("quota.alert.quota.text")}
        </LevelBanner>
      )}
      {cap?.alert && (
        <LevelBanner
          level={cap.alert}
          title={
            cap.alert === 100 ? t("quota.alert.cap.none") : t("quota.alert.cap.used", { percent: cap.usedPercent })
          }
          action={isThere ? null : t("quota.alert.cap.action")}
        >
          {t("quota.alert.cap.text", { spent: shown(spentThisMonth), most: shown(cap.most) })}{" "}
          {cap.alert === 100 &&
            waiting > 0 &&
            `${t("quota.alert.cap.waiting", { count: waiting, shown: shown(waiting) })} `}
          {t("quota.alert.cap.renews")} <Moment at={cap.renewsAt} />.
        </LevelBanner>
      )}
    </>
  );
}

interface LevelProps {
  level: Level;
  title: string;
  action: string | null;
  children: ReactNode;
}

function LevelBanner({ level, title, action, children }: LevelProps) {
  return (
    // In a box of its own: between two banners side by side Polaris adds a margin to the page's own
    // gap.
    <Box>
      <Banner
        tone={level === 80 ? "info" : "warning"}
        title={title}
        {...(action === null ? {} : { action: { content: action, url: "/app/settings#quota" } })}
      >
        <p>{children}</p>
      </Banner>
    </Box>
  );
}
