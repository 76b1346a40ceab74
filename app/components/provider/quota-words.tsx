import { useTranslation } from "react-i18next";

/** Beyond it a number of days would pretend to know. */
const LONG_DAYS = 365;

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
      : enoughForDays > LONG_DAYS
        ? t("quota.enoughForLong")
        : t("quota.enough", { count: enoughForDays, shown: shown(enoughForDays) });
  return <>{t("quota.leftAndEnough", { left, enough })}</>;
}
