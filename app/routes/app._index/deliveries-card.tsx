import { BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { dateWords, readLocal } from "~/components/time/local-time";
import type { HomeView } from "./home-view";

const lowestBarPercent = 2;

export function DeliveriesCard({ days, measures }: Pick<HomeView, "days" | "measures">) {
  const { t, i18n } = useTranslation();
  const decimal = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 0 });
  const { medianDays, medianDaysBefore, onTimeShare, onTimeShareBefore } = measures;
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingSm">
          {t("home.deliveries.title")}
        </Text>
        <InlineStack gap="800">
          <Figure
            label={t("home.deliveries.delivered")}
            value={new Intl.NumberFormat(i18n.language).format(measures.delivered)}
          />
          {medianDays !== null && (
            <Figure
              label={t("home.deliveries.median")}
              value={t("home.deliveries.days", { count: medianDays, shown: decimal.format(medianDays) })}
              before={medianDaysBefore === null ? null : decimal.format(medianDaysBefore)}
            />
          )}
          {onTimeShare !== null && (
            <Figure
              label={t("home.deliveries.onTime")}
              value={percent.format(onTimeShare)}
              before={onTimeShareBefore === null ? null : percent.format(onTimeShareBefore)}
            />
          )}
        </InlineStack>
        {measures.delivered > 0 && <Bars days={days} />}
      </BlockStack>
    </Card>
  );
}

function Figure({ label, value, before = null }: { label: string; value: string; before?: string | null }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="050">
      <Text as="p" variant="bodySm" tone="subdued">
        {label}
      </Text>
      <Text as="p" variant="headingLg">
        {value}
      </Text>
      {before !== null && (
        <Text as="p" variant="bodySm" tone="subdued">
          {t("home.deliveries.before", { value: before })}
        </Text>
      )}
    </BlockStack>
  );
}

/** One bar a day. Read aloud as a list of days; a pointer sees day and count in the tooltip. */
function Bars({ days }: { days: HomeView["days"] }) {
  const { t, i18n } = useTranslation();
  const most = Math.max(1, ...days.map((day) => day.delivered));
  const thisYear = readLocal(days.at(-1)?.day ?? "").year;
  const name = (day: string) => dateWords(t, i18n.language, readLocal(day), thisYear);
  const [first, last] = [days[0], days.at(-1)];
  return (
    <div>
      <ol className="hw-bars" aria-label={t("home.deliveries.bars")}>
        {days.map(({ day, delivered }) => (
          <li
            key={day}
            className="hw-bars__bar"
            title={t("home.deliveries.bar", { count: delivered, day: name(day) })}
            style={{ height: `${String(delivered === 0 ? lowestBarPercent : (delivered / most) * 100)}%` }}
            data-empty={delivered === 0}
          >
            <Text as="span" visuallyHidden>
              {t("home.deliveries.bar", { count: delivered, day: name(day) })}
            </Text>
          </li>
        ))}
      </ol>
      {first && last && (
        <div aria-hidden="true">
          <InlineStack align="space-between">
            <Text as="span" variant="bodySm" tone="subdued">
              {name(first.day)}
            </Text>
            <Text as="span" variant="bodySm" tone="subdued">
              {name(last.day)}
            </Text>
          </InlineStack>
        </div>
      )}
    </div>
  );
}
