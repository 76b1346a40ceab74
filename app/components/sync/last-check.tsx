import { useTranslation } from "react-i18next";
import { Moment } from "~/components/time/moment";

/** When fulfillments were last compared with Shopify, and how many were missing. */
export function LastCheck({ check }: { check: { checkedAt: string | null; missing: number; isTroubled: boolean } }) {
  const { t, i18n } = useTranslation();
  const { checkedAt, missing } = check;
  const trouble = check.isTroubled ? t("sync.checkTroubled") : null;
  if (checkedAt === null) return trouble ?? t("sync.neverChecked");
  const shown = new Intl.NumberFormat(i18n.language).format(missing);
  return (
    <>
      <Moment at={checkedAt} /> · {t("sync.missing", { count: missing, shown })}
      {trouble !== null && ` · ${trouble}`}
    </>
  );
}
