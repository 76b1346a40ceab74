import { useTranslation } from "react-i18next";
import { dateWords, readLocal, localTimeIn } from "./local-time";
import { usePageClock } from "./page-clock";

/** A day or a span of days, `YYYY-MM-DD`, as far as its ends are known. */
export function DayRange({ from, to }: { from: string | null; to: string | null }) {
  const { t, i18n } = useTranslation();
  const { now, timeZone } = usePageClock();
  const thisYear = localTimeIn(timeZone, now).year;
  const ends = [from, to].filter((end) => end !== null);
  const days = ends.map((end) => dateWords(t, i18n.language, readLocal(end), thisYear));
  return <>{[...new Set(days)].join(" – ")}</>;
}
