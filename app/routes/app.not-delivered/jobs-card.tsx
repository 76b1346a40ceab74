import { BlockStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { Moment } from "~/components/time/moment";
import { jobWords } from "./job-words";
import { ListCard } from "./list-card";
import type { NotDeliveredView } from "./not-delivered-view";
import { RetryButton } from "./retry-button";

type Jobs = NotDeliveredView["jobs"];

/** Work that was tried again and again and given up. */
export function JobsCard({ jobs }: { jobs: Jobs }) {
  const { t } = useTranslation();
  return (
    <ListCard title={t("notDelivered.jobs.title")} text={t("notDelivered.jobs.text")}>
      {jobs.map((job) => (
        <JobRow key={job.name} job={job} />
      ))}
    </ListCard>
  );
}

function JobRow({ job: { name, count, lastAt } }: { job: Jobs[number] }) {
  const { t, i18n } = useTranslation();
  const words = jobWords(i18n, name);
  return (
    <li className="hw-row hw-row--stacked">
      <BlockStack gap="100">
        <Text as="p" fontWeight="medium">
          {words}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {t("notDelivered.jobs.last")} <Moment at={lastAt} />
          {` · ${t("notDelivered.jobs.times", { count, shown: new Intl.NumberFormat(i18n.language).format(count) })}`}
        </Text>
      </BlockStack>
      <RetryButton intent="retry-job" id={name} name={words} />
    </li>
  );
}
