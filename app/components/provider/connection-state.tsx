import { Badge, BlockStack, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { Moment } from "../time/moment";

interface Props {
  connection: {
    state: "ok" | "bad_key" | "quota" | "unreachable";
    stateSince: string;
    retryAt: string | null;
    silentUntil: string | null;
    quotaRemaining: number | null;
    refreshedAt: string | null;
  };
}

/** Whether the provider works, in words, with what happens next. */
export function ConnectionState({ connection }: Props) {
  const { t, i18n } = useTranslation();
  const { state, stateSince, retryAt, quotaRemaining, refreshedAt } = connection;
  const isOk = state === "ok";
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" blockAlign="center">
        <Badge tone={isOk ? "success" : state === "bad_key" ? "critical" : "warning"}>
          {t(`provider.states.${state}.label`)}
        </Badge>
        <Text as="span" tone="subdued">
          {t("provider.since")} <Moment at={stateSince} />
        </Text>
      </InlineStack>
      {!isOk && (
        <Text as="p">
          {t(`provider.states.${state}.fix`)}
          {retryAt !== null && (
            <>
              {" "}
              {t("provider.nextTry")} <Moment at={retryAt} />
            </>
          )}
        </Text>
      )}
      <Text as="p" tone="subdued">
        {refreshedAt === null ? (
          t("provider.neverRead")
        ) : (
          <>
            {t("provider.lastRead")} <Moment at={refreshedAt} />
          </>
        )}
        {quotaRemaining !== null &&
          ` · ${t("provider.quotaLeft", { count: quotaRemaining, shown: new Intl.NumberFormat(i18n.language).format(quotaRemaining) })}`}
      </Text>
    </BlockStack>
  );
}
