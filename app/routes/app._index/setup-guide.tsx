import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Card, Collapsible, Icon, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { CheckCircleIcon, ChevronDownIcon, ChevronUpIcon, XIcon } from "@shopify/polaris-icons";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HomeView } from "./home-view";
import { StepBody } from "./setup-step-body";

type Step = HomeView["setup"]["steps"][number];

/** Four steps that open in place. All done, it folds up; closed, it stays away. */
export function SetupGuide({ home }: { home: HomeView }) {
  const { t } = useTranslation();
  const fetcher = useFetcher();
  const progressId = useId();
  const { steps } = home.setup;
  const done = steps.filter((step) => step.isDone).length;
  const isFinished = done === steps.length;
  const nextStep = steps.find((step) => !step.isDone)?.name ?? null;
  const [opened, setOpened] = useState<Step["name"] | null | "next">("next");
  const [isUnfolded, setIsUnfolded] = useState(false);
  const open = opened === "next" ? nextStep : opened;

  if (fetcher.formData?.get("intent") === "dismiss-setup") return null;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" wrap={false} gap="200">
          <Text as="h2" variant="headingSm">
            {t(isFinished ? "setup.finished" : "setup.title")}
          </Text>
          <InlineStack gap="100" wrap={false}>
            {isFinished && (
              <Button
                variant="tertiary"
                icon={isUnfolded ? ChevronUpIcon : ChevronDownIcon}
                accessibilityLabel={t(isUnfolded ? "setup.fold" : "setup.unfold")}
                onClick={() => setIsUnfolded(!isUnfolded)}
              />
            )}
            <Button
              variant="tertiary"
              icon={XIcon}
              accessibilityLabel={t("setup.dismiss")}
              onClick={() => fetcher.submit({ intent: "dismiss-setup" }, { method: "post" })}
            />
          </InlineStack>
        </InlineStack>
        {(!isFinished || isUnfolded) && (
          <>
            <InlineStack gap="300" blockAlign="center" wrap={false}>
              <Text as="span" id={progressId} variant="bodySm" tone="subdued">
                {t("setup.progress", { done, all: steps.length })}
              </Text>
              <div className="hw-grow">
                <ProgressBar
                  size="small"
                  tone="primary"
                  progress={(done / steps.length) * 100}
                  ariaLabelledBy={progressId}
                />
              </div>
            </InlineStack>
            <ol className="hw-ruled-list">
              {steps.map((step) => (
                <StepRow
                  key={step.name}
                  step={step}
                  home={home}
                  isOpen={open === step.name}
                  onToggle={() => setOpened(open === step.name ? null : step.name)}
                />
              ))}
            </ol>
          </>
        )}
      </BlockStack>
    </Card>
  );
}

interface StepProps {
  step: Step;
  home: HomeView;
  isOpen: boolean;
  onToggle: () => void;
}

function StepRow({ step, home, isOpen, onToggle }: StepProps) {
  const { t } = useTranslation();
  const bodyId = useId();
  return (
    <li>
      <button type="button" className="hw-step" aria-expanded={isOpen} aria-controls={bodyId} onClick={onToggle}>
        <span className="hw-step__mark" data-done={step.isDone}>
          {step.isDone && <Icon source={CheckCircleIcon} tone="success" accessibilityLabel={t("setup.done")} />}
        </span>
        <Text as="span" fontWeight={isOpen ? "semibold" : "regular"}>
          {t(`setup.steps.${step.name}.title`)}
        </Text>
      </button>
      <Collapsible id={bodyId} open={isOpen}>
        <div className="hw-step__body">
          <StepBody name={step.name} isDone={step.isDone} home={home} />
        </div>
      </Collapsible>
    </li>
  );
}
