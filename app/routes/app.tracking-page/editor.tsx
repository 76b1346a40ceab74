import { SaveBar, useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, ButtonGroup } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActionFetcher } from "~/components/forms/use-action-fetcher";
import type { TrackingPageSettings } from "~/domain/settings/tracking-page";
import { trackingPageFaults } from "~/domain/settings/tracking-page-faults";
import { changesIn } from "./draft";
import { HiddenListCard } from "./hidden-list-card";
import { LookUpCard } from "./look-up-card";
import { PreviewCard } from "./preview-card";
import { ShownCard } from "./shown-card";
import { ThemeCard } from "./theme-card";
import type { TrackingPageView } from "./tracking-page-view";
import { WordsCard } from "./words-card";

const saveBarId = "tracking-page";
const sides = ["form", "preview"] as const;

/** The form beside what it does; on narrow screens one of the two. */
export function TrackingPageEditor({ view }: { view: TrackingPageView }) {
  const { t } = useTranslation();
  const shopify = useAppBridge();
  const [draft, setDraft] = useState<TrackingPageSettings>(view.saved);
  const [side, setSide] = useState<(typeof sides)[number]>("form");
  // Faults are told from the first try to save on, and go as they are mended.
  const [wasTried, setWasTried] = useState(false);
  const { fetcher, isBusy } = useActionFetcher();
  const faults = wasTried ? trackingPageFaults(draft) : [];
  const changes = changesIn(draft, view.saved);
  const isChanged = Object.keys(changes).length > 0;
  useEffect(() => {
    void (isChanged ? shopify.saveBar.show(saveBarId) : shopify.saveBar.hide(saveBarId));
  }, [isChanged, shopify]);
  const part = {
    draft,
    faults,
    change: (fields: Partial<TrackingPageSettings>) => setDraft({ ...draft, ...fields }),
  };
  const save = () => {
    setWasTried(true);
    setSide("form");
    fetcher.submit({ intent: "save", settings: JSON.stringify(changes) }, { method: "post" });
  };
  const discard = () => {
    setWasTried(false);
    setDraft(view.saved);
  };
  return (
    <BlockStack gap="400">
      <div className="hw-editor__switch">
        <ButtonGroup variant="segmented" fullWidth>
          {sides.map((name) => (
            <Button key={name} pressed={side === name} onClick={() => setSide(name)}>
              {t(`trackingPage.view.${name}`)}
            </Button>
          ))}
        </ButtonGroup>
      </div>
      <div className="hw-editor" data-side={side}>
        <div className="hw-editor__form">
          <BlockStack gap="400">
            <LookUpCard {...part} />
            <WordsCard {...part} />
            <ShownCard {...part} />
            <HiddenListCard {...part} field="hiddenPlaces" />
            <HiddenListCard {...part} field="hiddenWords" />
            <ThemeCard view={view} />
          </BlockStack>
        </div>
        <div className="hw-editor__preview">
          <PreviewCard draft={draft} first={view.preview} />
        </div>
      </div>
      <SaveBar id={saveBarId}>
        <button variant="primary" onClick={save} disabled={isBusy}>
          {t("trackingPage.save")}
        </button>
        <button onClick={discard}>{t("trackingPage.discard")}</button>
      </SaveBar>
    </BlockStack>
  );
}
