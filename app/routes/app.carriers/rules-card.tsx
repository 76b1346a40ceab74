import { BlockStack, Button, ButtonGroup, Card, InlineStack, Text } from "@shopify/polaris";
import { ArrowDownIcon, ArrowUpIcon, DeleteIcon, EditIcon } from "@shopify/polaris-icons";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import type { CarriersView } from "./carriers-view";
import { ConfirmRemoval } from "./confirm-removal";
import { newRule, type RuleDraft } from "./rule-form";

type Rule = CarriersView["rules"][number];

/** The rules in the order they are asked. */
export function RulesCard({ rules, onEdit }: { rules: Rule[]; onEdit: (draft: RuleDraft) => void }) {
  const { t } = useTranslation();
  const [removing, setRemoving] = useState<Rule | null>(null);
  return (
    <Card>
      <BlockStack gap="400">
        {rules.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("carriers.rules.none")}
          </Text>
        ) : (
          <ol className="hw-plain-list">
            {rules.map((rule, index) => (
              <RuleRow
                key={rule.id}
                rule={rule}
                isFirst={index === 0}
                isLast={index === rules.length - 1}
                onEdit={() => onEdit(draftOf(rule))}
                onRemove={() => setRemoving(rule)}
              />
            ))}
          </ol>
        )}
        <InlineStack>
          <Button variant={rules.length === 0 ? "primary" : "secondary"} onClick={() => onEdit(newRule())}>
            {t("carriers.rules.add")}
          </Button>
        </InlineStack>
      </BlockStack>
      {removing !== null && (
        <ConfirmRemoval
          title={t("carriers.rules.removeTitle", { position: removing.position })}
          text={t("carriers.rules.removeText")}
          form={{ intent: "remove-rule", id: removing.id }}
          onClose={() => setRemoving(null)}
        />
      )}
    </Card>
  );
}

function RuleRow({
  rule,
  isFirst,
  isLast,
  onEdit,
  onRemove,
}: {
  rule: Rule;
  isFirst: boolean;
  isLast: boolean;
  onEdit: () => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const { fetcher, isBusy } = useActionFetcher();
  const { position } = rule;
  const move = (direction: "up" | "down") =>
    fetcher.submit({ intent: "move-rule", id: rule.id, direction }, { method: "post" });
  return (
    <li className="hw-row">
      <div>
        <Text as="p" breakWord>
          {`${String(position)}. ${rule.courierName}`}
        </Text>
        <Text as="p" variant="bodySm" tone="subdued" breakWord>
          {conditionsOf(t, rule).join(" · ")}
        </Text>
      </div>
      <ButtonGroup variant="segmented">
        <Button
          icon={ArrowUpIcon}
          disabled={isFirst || isBusy}
          onClick={() => move("up")}
          accessibilityLabel={t("carriers.rules.up", { position })}
        />
        <Button
          icon={ArrowDownIcon}
          disabled={isLast || isBusy}
          onClick={() => move("down")}
          accessibilityLabel={t("carriers.rules.down", { position })}
        />
        <Button icon={EditIcon} onClick={onEdit} accessibilityLabel={t("carriers.rules.editOne", { position })} />
        <Button icon={DeleteIcon} onClick={onRemove} accessibilityLabel={t("carriers.rules.removeOne", { position })} />
      </ButtonGroup>
    </li>
  );
}

function conditionsOf(t: TFunction, { company, numberPrefix, countryCode, countryName }: Rule): string[] {
  const conditions = [];
  if (company !== null) conditions.push(t("carriers.rules.when.company", { company }));
  if (numberPrefix !== null) {
    conditions.push(
      numberPrefix.includes("*")
        ? t("carriers.rules.when.pattern", { pattern: numberPrefix })
        : t("carriers.rules.when.prefix", { prefix: numberPrefix }),
    );
  }
  if (countryCode !== null) conditions.push(t("carriers.rules.when.country", { country: countryName ?? countryCode }));
  return conditions;
}

function draftOf({ id, position, company, numberPrefix, countryCode, courierCode, courierName }: Rule): RuleDraft {
  return {
    id,
    position,
    company: company ?? "",
    numberPrefix: numberPrefix ?? "",
    countryCode: countryCode ?? "",
    carrier: { code: courierCode, name: courierName },
  };
}
