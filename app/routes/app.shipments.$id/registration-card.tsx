import { BlockStack, Card, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { answerWords } from "~/components/provider/answer-words";
import { Moment } from "~/components/time/moment";
import type { ShipmentView } from "./shipment-view";

const outcomes = [
  "registered",
  "exists",
  "rejected",
  "quota",
  "unknown",
  "found",
  "missing",
  "interrupted",
  "bad-key",
  "too-fast",
  "unreachable",
  "unreadable",
  "refused",
] as const;

const states = ["none", "waiting", "sending", "unknown", "registered", "rejected"] as const;

/** What was asked of the provider, what it cost and how it ended, newest first. */
export function RegistrationCard({ shipment }: { shipment: ShipmentView }) {
  const { t } = useTranslation();
  const { registration } = shipment;
  const state = states.find((known) => known === shipment.registrationState) ?? "none";
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t("shipment.registration.title")}
          </Text>
          <Text as="p">{t(`shipment.registration.states.${state}`)}</Text>
          {registration !== null && (
            <Text as="p" tone="subdued">
              {t("shipment.registration.spent", { count: registration.spent })}
            </Text>
          )}
        </BlockStack>
        {registration !== null && registration.attempts.length > 0 && (
          <ol className="hw-plain-list">
            {registration.attempts.map((attempt) => (
              <li key={`${attempt.startedAt} ${attempt.kind}`}>
                <Text as="p">
                  {t(`shipment.registration.kinds.${attempt.kind}`)}{" "}
                  {t(`shipment.registration.outcomes.${outcomes.find((known) => known === attempt.outcome) ?? "open"}`)}
                </Text>
                <Text as="p" variant="bodySm" tone="subdued" breakWord>
                  <Moment at={attempt.startedAt} />
                  {attempt.code !== null && ` · ${t("shipment.registration.code", { code: attempt.code })}`}
                  {attempt.detail !== null && attempt.detail !== "" && ` · ${answerWords(t, attempt.detail)}`}
                </Text>
              </li>
            ))}
          </ol>
        )}
      </BlockStack>
    </Card>
  );
}
