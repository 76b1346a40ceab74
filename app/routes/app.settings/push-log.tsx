import { Badge, BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import { useLivePage } from "~/components/live/use-live-page";
import { Moment } from "~/components/time/moment";
import { usePageClock } from "~/components/time/page-clock";
import { MAX_ATTEMPTS } from "~/features/public-api/outgoing-webhooks/push-retries";
import type { SettingsView } from "./settings-view";

type Push = SettingsView["pushes"]["log"][number];

const SOON_MS = 60_000;
const tones = { sent: "success", waiting: "attention", "given-up": "critical" } as const;

/** The last pushes: whether each arrived, what was answered, and when it is tried again. */
export function PushLog({ log }: { log: Push[] }) {
  const { t } = useTranslation();
  useLivePage();
  return (
    <BlockStack gap="300">
      <Text as="h3" variant="headingSm">
        {t("settings.pushOut.log")}
      </Text>
      {log.length === 0 ? (
        <Text as="p" tone="subdued">
          {t("settings.pushOut.logNone")}
        </Text>
      ) : (
        <ul className="hw-ruled-list">
          {log.map((push) => (
            <PushRow key={push.id} push={push} />
          ))}
        </ul>
      )}
    </BlockStack>
  );
}

function PushRow({ push }: { push: Push }) {
  const { t } = useTranslation();
  const { fetcher, isBusy } = useActionFetcher();
  const { id, url, state, attempts } = push;
  const number = push.isTest ? t("settings.pushOut.testName") : (push.trackingNumber ?? t("settings.pushOut.goneName"));
  const retry = () => fetcher.submit({ intent: "retry", id }, { method: "post", action: "/app/push-addresses" });
  return (
    <li className="hw-row">
      <BlockStack gap="100">
        <InlineStack gap="200" blockAlign="center">
          <Text as="span" fontWeight="medium" breakWord>
            {number}
          </Text>
          <Badge tone={tones[state]}>
            {t(`settings.pushOut.state.${push.isTest && state === "given-up" ? "failed" : state}`)}
          </Badge>
        </InlineStack>
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          <Moment at={push.attemptedAt ?? push.createdAt} />
          {push.outcome !== null && (
            <>
              {" · "}
              <Outcome outcome={push.outcome} />
            </>
          )}
          {!push.isTest && attempts > 0 && ` · ${t("settings.pushOut.attempt", { attempts, most: MAX_ATTEMPTS })}`}
          {state === "waiting" && url !== null && <NextTry at={push.nextAttemptAt} />}
          {` · ${url ?? t("settings.pushOut.removed")}`}
        </Text>
      </BlockStack>
      {state !== "sent" && !push.isTest && url !== null && (
        <div>
          <Button onClick={retry} loading={isBusy} accessibilityLabel={t("settings.pushOut.retryOne", { number })}>
            {t("settings.pushOut.retry")}
          </Button>
        </div>
      )}
    </li>
  );
}

function NextTry({ at }: { at: string }) {
  const { t } = useTranslation();
  const { now } = usePageClock();
  if (new Date(at).getTime() - now.getTime() < SOON_MS) return <>{` · ${t("settings.pushOut.soon")}`}</>;
  return (
    <>
      {` · ${t("settings.pushOut.next")} `}
      <Moment at={at} />
    </>
  );
}

const outcomeKeys = {
  "no answer in time": "settings.pushOut.outcome.no answer in time",
  "not reachable": "settings.pushOut.outcome.not reachable",
  "shipment is gone": "settings.pushOut.outcome.shipment is gone",
} as const;

/**
 * What is stored is for the log; a merchant reads words where there are some, and `HTTP 503` as it
 * is.
 */
function Outcome({ outcome }: { outcome: string }) {
  const { t } = useTranslation();
  return <>{isWorded(outcome) ? t(outcomeKeys[outcome]) : outcome}</>;
}

function isWorded(outcome: string): outcome is keyof typeof outcomeKeys {
  return Object.hasOwn(outcomeKeys, outcome);
}
