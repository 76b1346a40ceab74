import { useTranslation } from "react-i18next";
import { dateTimeWords, momentWords } from "./local-time";
import { usePageClock } from "./page-clock";

/**
 * An instant for people: "3 h ago", or the date in the shop's zone. The full date is in the
 * tooltip.
 */
export function Moment({ at }: { at: string }) {
  const { t, i18n } = useTranslation();
  const { now, timeZone } = usePageClock();
  const instant = new Date(at);
  return (
    <time dateTime={at} title={dateTimeWords(t, i18n.language, instant, now, timeZone)}>
      {momentWords(t, i18n.language, instant, now, timeZone)}
    </time>
  );
}
