import { Badge, BlockStack, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { ReportedTrouble } from "~/domain/provider-connection/trouble";
import { useLivePage } from "../live/use-live-page";
import { Moment } from "../time/moment";
import { usePageClock } from "../time/page-clock";
import { answerWords } from "./answer-words";
import { troubleTone } from "./trouble-tone";

const MINUTE_MS = 60_000;

interface Props {
  connection: {
    trouble: ReportedTrouble | null;
    stateSince: string;
    stateDetail: string;
    retryAt: string | null;
    silentUntil: string | null;
    isSilent: boolean;
    quotaRemaining: number | null;
    refreshedAt: string | null;
  };
}

/** Whether the provider works, in words, with what happens next. */
export function ConnectionState({ connection }: Props) {
  const { t, i18n } = useTranslation();
  const { trouble, stateSince, stateDetail, retryAt, silentUntil, isSilent, quotaRemaining, refreshedAt } = connection;
  const { now } = usePageClock();
  useLivePage();
  const nextTry = isSilent ? silentUntil : retryAt;
  // What is tried again within the minute would read "just now".
  const isFarOff = nextTry !== null && new Date(nextTry).getTime() - now.getTime() >= MINUTE_MS;
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" blockAlign="center">
        <Badge tone={trouble === null ? "success" : troubleTone[trouble]}>
          {t(`provider.states.${trouble ?? "ok"}.label`)}
        </Badge>
        <Text as="span" tone="subdued">
          {t("provider.since")} <Moment at={stateSince} />
        </Text>
      </InlineStack>
      {trouble !== null && (
        <Text as="p">
          {t(`provider.states.${trouble}.fix`)}
          {isFarOff && (
            <>
              {" "}
              {t("provider.nextTry")} <Moment at={nextTry} />.
            </>
          )}
        </Text>
      )}
      {trouble !== null && stateDetail !== "" && (
        <Text as="p" tone="subdued" breakWord>
          {t("provider.lastAnswer", { answer: answerWords(t, stateDetail) })}
        </Text>
      )}
      {trouble === null && isSilent && silentUntil !== null && (
        <Text as="p">
          {t("provider.pause")} <Moment at={silentUntil} />.
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
