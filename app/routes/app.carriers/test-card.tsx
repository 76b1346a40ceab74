import { useFetcher } from "@remix-run/react";
import { BlockStack, Box, Button, Card, Form, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CarrierReason } from "~/components/carriers/carrier-reason";
import type { CarriersAnswer } from "./actions.server";

/** Which carrier a number and a company would get, and why. */
export function TestCard() {
  const { t } = useTranslation();
  const fetcher = useFetcher<CarriersAnswer>();
  const [number, setNumber] = useState("");
  const [company, setCompany] = useState("");
  const [countryCode, setCountryCode] = useState("");
  const tried = fetcher.data?.tried ?? null;
  const run = () => fetcher.submit({ intent: "test", number, company, countryCode }, { method: "post" });
  const isNumberWrong = tried?.kind === "not-a-number";
  const isCountryWrong = tried?.kind === "bad-country";
  return (
    <Card>
      <Form onSubmit={run}>
        <BlockStack gap="400">
          <FormLayout>
            <TextField
              label={t("carriers.test.number")}
              value={number}
              onChange={setNumber}
              error={isNumberWrong && t("carriers.test.notANumber")}
              autoComplete="off"
            />
            <FormLayout.Group>
              <TextField label={t("carriers.test.company")} value={company} onChange={setCompany} autoComplete="off" />
              <TextField
                label={t("carriers.test.country")}
                helpText={t("carriers.rules.countryHelp")}
                value={countryCode}
                onChange={setCountryCode}
                maxLength={2}
                error={isCountryWrong && t("results.bad-country")}
                autoComplete="off"
              />
            </FormLayout.Group>
          </FormLayout>
          <InlineStack>
            <Button submit loading={fetcher.state !== "idle"}>
              {t("carriers.test.run")}
            </Button>
          </InlineStack>
        </BlockStack>
        <div aria-live="polite">
          {tried !== null && tried.kind !== "not-a-number" && tried.kind !== "bad-country" && (
            <Box paddingBlockStart="400">
              <BlockStack gap="100">
                <Text as="p" variant="headingSm">
                  {tried.kind === "chosen" ? tried.carrier : t("carriers.test.asks")}
                </Text>
                <Text as="p" tone="subdued">
                  <CarrierReason reason={tried.reason} />
                </Text>
                {tried.kind === "asks" && tried.candidates.length > 0 && (
                  <Text as="p" tone="subdued">
                    {t("carriers.test.candidates", { carriers: tried.candidates.join(", ") })}
                  </Text>
                )}
              </BlockStack>
            </Box>
          )}
        </div>
      </Form>
    </Card>
  );
}
