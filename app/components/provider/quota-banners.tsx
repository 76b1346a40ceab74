import { Banner } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Moment } from "../time/moment";
import { QuotaWords } from "./quota-words";

type Level = 80 | 95 | 100;

export interface ShownQuota {
  waiting: number;
  spentThisMonth: number;
  quota: { remaining: number; enoughForDays: number | null; alert: Level | null } | null;
  cap: { most: number; renewsAt: string; alert: Level | null } | null;
}

interface Props {
  status: ShownQuota;
  /** The page says already that the provider's quota is used up. */
  isTold: boolean;
}

/** Quota and cap that come to their end, each with what to do; nothing below 80 %. */
export function QuotaBanners({ status: { quota, cap, spentThisMonth, waiting }, isTold }: Props) {
  const { t, i18n } = useTranslation();
  const shown = (count: number) => new Intl.NumberFormat(i18n.language).format(count);
  return (
    <>
      {quota?.alert && !isTold && (
        <LevelBanner
          level={quota.alert}
          title={t(`quota.alert.quota.${quota.alert}`)}
          action={{ content: t("quota.alert.quota.action"), url: "/app/settings#quota" }}
        >
          <QuotaWords quota={quota} />
          {". "}
          {t("quota.alert.quota.text")}
        </LevelBanner>
      )}
      {cap?.alert && (
        <LevelBanner
          level={cap.alert}
          title={t(`quota.alert.cap.${cap.alert}`)}
          action={{ content: t("quota.alert.cap.action"), url: "/app/settings#quota" }}
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
  action: { content: string; url: string };
  children: ReactNode;
}

function LevelBanner({ level, title, action, children }: LevelProps) {
  return (
    <Banner tone={level === 80 ? "info" : "warning"} title={title} action={action}>
      <p>{children}</p>
    </Banner>
  );
}
