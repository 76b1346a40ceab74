import { Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { CarriersView } from "./carriers-view";
import { newRule, type RuleDraft } from "./rule-form";

/** Company names of parcels that wait for a carrier, each with the way to a rule. */
export function UnmatchedCard({
  companies,
  onAddRule,
}: {
  companies: CarriersView["unmatched"];
  onAddRule: (draft: RuleDraft) => void;
}) {
  const { t } = useTranslation();
  return (
    <Card>
      {companies.length === 0 ? (
        <Text as="p" tone="subdued">
          {t("carriers.unmatched.none")}
        </Text>
      ) : (
        <ul className="hw-plain-list">
          {companies.map(({ company, parcels }) => (
            <li key={company} className="hw-row">
              <div>
                <Text as="p" breakWord>
                  {company}
                </Text>
                <Text as="p" variant="bodySm" tone="subdued">
                  {t("carriers.unmatched.parcels", { count: parcels })}
                </Text>
              </div>
              <InlineStack>
                <Button
                  onClick={() => onAddRule(newRule(company))}
                  accessibilityLabel={t("carriers.unmatched.addRuleFor", { company })}
                >
                  {t("carriers.unmatched.addRule")}
                </Button>
              </InlineStack>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
