import { Text } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { progressSteps, type Progress } from "~/domain/tracking/progress";

/**
 * The five steps of a parcel's way, the one it has reached marked in words and shape as well as in
 * colour.
 */
export function ProgressSteps({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  return (
    <ol className="hw-progress" aria-label={t("progress.label")}>
      {progressSteps.map((step, index) => {
        const number = index + 1;
        const state = number < progress.step ? "done" : number === progress.step ? "current" : "ahead";
        const trouble = state === "current" && progress.trouble;
        return (
          <li
            key={step}
            className="hw-progress__step"
            data-state={trouble ? "trouble" : state}
            {...(state === "current" ? { "aria-current": "step" as const } : {})}
          >
            <span className="hw-progress__dot" aria-hidden="true" />
            <Text
              as="span"
              variant="bodySm"
              fontWeight={state === "current" ? "semibold" : "regular"}
              {...(state === "ahead" ? { tone: "subdued" as const } : {})}
            >
              {t(`progress.steps.${step}`)}
            </Text>
            <Text as="span" visuallyHidden>
              {t(`progress.states.${trouble ? "trouble" : state}`)}
            </Text>
          </li>
        );
      })}
    </ol>
  );
}
