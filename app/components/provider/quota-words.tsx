import { useTranslation } from "react-i18next";

/** What is left of the provider's quota, and for how long: "1,240 numbers, enough for 9 days". */
export function QuotaWords({ quota }: { quota: { remaining: number; enoughForDays: number | null } }) {
  const { t, i18n } = useTranslation();
  const { remaining, enoughForDays } = quota;
  const shown = (count: number) => new Intl.NumberFormat(i18n.language).format(count);
  const left = t("quota.numbers", { count: remaining, shown: shown(remaining) });
  if (enoughForDays === null || remaining === 0) return <>{left}</>;
  const enough =
    enoughForDays === 0
      ? t("quota.enoughForToday")
      : t("quota.enough", { count: enoughForDays, shown: shown(enoughForDays) });
  return <>{t("quota.leftAndEnough", { left, enough })}</>;
}
