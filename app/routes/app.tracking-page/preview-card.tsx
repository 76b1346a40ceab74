import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, ButtonGroup, Card, InlineStack, Select, Text } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TrackingPageSettings } from "~/domain/settings/tracking-page";
import { previewStates, type PreviewState } from "~/features/shopper/tracking-page/sample-order";

const widths = ["phone", "desktop"] as const;
/** A person types on; the preview follows when they pause. */
const PAUSE_MS = 250;

/**
 * The shopper's page under what is in the form, in a document of its own: neither side's styles
 * reach the other.
 */
export function PreviewCard({ draft, first }: { draft: TrackingPageSettings; first: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<PreviewState>(previewStates[0]);
  const [width, setWidth] = useState<(typeof widths)[number]>("phone");
  const shown = usePreview(draft, state, first);
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("trackingPage.preview.title")}
          </Text>
          <ButtonGroup variant="segmented">
            {widths.map((name) => (
              <Button key={name} size="slim" pressed={width === name} onClick={() => setWidth(name)}>
                {t(`trackingPage.preview.${name}`)}
              </Button>
            ))}
          </ButtonGroup>
        </InlineStack>
        <Select
          label={t("trackingPage.preview.state")}
          options={previewStates.map((value) => ({ value, label: t(`trackingPage.preview.states.${value}`) }))}
          value={state}
          onChange={(value) => setState(previewStates.find((name) => name === value) ?? state)}
        />
        <div className="hw-preview" data-width={width}>
          <PreviewFrame shown={shown} title={t("trackingPage.preview.frame")} />
        </div>
        <Text as="p" variant="bodySm" tone="subdued">
          {t("trackingPage.preview.note")}
        </Text>
      </BlockStack>
    </Card>
  );
}

interface Shown {
  html: string;
  state: PreviewState;
}

/** The latest page the server made of the form; the one before while another is made. */
function usePreview(draft: TrackingPageSettings, state: PreviewState, first: string): Shown {
  const { submit, data } = useFetcher<Shown | { html: null }>();
  const settings = JSON.stringify(draft);
  const [start] = useState({ settings, state });
  const asked = useRef(start);
  useEffect(() => {
    if (asked.current.settings === settings && asked.current.state === state) return;
    const timer = setTimeout(() => {
      asked.current = { settings, state };
      submit({ intent: "preview", settings, state }, { method: "post" });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [settings, state, submit]);
  return data === undefined || data.html === null ? { html: first, state: start.state } : data;
}

const look = `body{margin:0;padding:8px;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}`;

function PreviewFrame({ shown: { html, state }, title }: { shown: Shown; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  // The first page comes with the frame; later ones are put into it, so that it neither flickers
  // nor scrolls back.
  const [document] = useState(
    `<!doctype html><html lang="en"><head><title>${title}</title><style>${look}</style></head><body>${html}</body></html>`,
  );
  const isFirst = useRef(true);
  const seen = useRef(state);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const body = frame.current?.contentDocument?.body;
    if (!body) return;
    body.innerHTML = html;
    if (seen.current === state) return;
    seen.current = state;
    // Who chose another state wants to see it, below the form.
    body.querySelector(".homeward-parcel")?.scrollIntoView();
  }, [html, state]);
  // Without scripts, forms and windows of its own: nothing in it can be sent or followed.
  return <iframe ref={frame} title={title} sandbox="allow-same-origin" srcDoc={document} tabIndex={0} />;
}
