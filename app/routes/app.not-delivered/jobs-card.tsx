import { BlockStack, Text } from "@shopify/polaris";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Moment } from "~/components/time/moment";
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
  const words = jobWords(t, name);
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

const jobs = ["process-inbox", "work-connection", "send-outbox", "place-parcels", "sync-carriers"] as const;

function jobWords(t: TFunction, name: string): string {
  return t(`notDelivered.jobs.names.${jobs.find((known) => known === name) ?? "other"}`);
}
