import { Button } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";

interface Props {
  intent: "retry-parcel" | "retry-webhook" | "retry-job";
  id: string;
  /** What is tried again, for somebody who hears the button alone. */
  name: string;
}

export function RetryButton({ intent, id, name }: Props) {
  const { t } = useTranslation();
  const { fetcher, isBusy } = useActionFetcher();
  return (
    <Button
      onClick={() => fetcher.submit({ intent, id }, { method: "post" })}
      loading={isBusy}
      accessibilityLabel={t("notDelivered.retryOne", { name })}
    >
      {t("notDelivered.retry")}
    </Button>
  );
}
