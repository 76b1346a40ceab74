import { z } from "zod";
import type { TrackingPageSettings } from "~/domain/settings/tracking-page";
import { shopperAnswer } from "~/features/shopper/look-up/answer";
import { previewStates, sampleOrder, type PreviewState } from "~/features/shopper/tracking-page/sample-order";
import { trackPage } from "~/http/storefront/page.server";
import { draftIn } from "./draft";

/** The shopper's own page of a sample order under these settings, as the body of a document. */
export function previewOf(settings: TrackingPageSettings, state: PreviewState, now: Date, timeZone: string): string {
  const order = sampleOrder(state, now);
  const outcome = order
    ? ({
        kind: "found",
        answer: shopperAnswer(order, { now, timeZone, language: "en", detail: "full", trackingPage: settings }),
      } as const)
    : ({ kind: "not-found" } as const);
  const sent = state === "form" ? null : { order: order?.name ?? "#1002", hasEmail: true, outcome };
  const page = trackPage({ action: "", language: "en", timeZone, settings, sent });
  // The theme is what reads these marks; here there is none. The updates are open: what is hidden
  // shows there most.
  return page
    .replaceAll("{% raw %}", "")
    .replaceAll("{% endraw %}", "")
    .replaceAll('<details class="homeward-updates"', '<details open class="homeward-updates"');
}

/** The page that a form asks to see; none where it does not say. */
export function previewIn(
  form: FormData,
  now: Date,
  timeZone: string,
): { html: string; state: PreviewState } | { html: null } {
  const settings = draftIn(form);
  const state = z.enum(previewStates).safeParse(form.get("state"));
  if (settings === null || !state.success) return { html: null };
  return { html: previewOf(settings, state.data, now, timeZone), state: state.data };
}
