import { waitFor } from "@testing-library/preact";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { answerFragment, type FormOutcome } from "~/http/storefront/outcome";
import { languageOf, localeOfTimes } from "~/http/storefront/words";
import { renderSectionBlocks, type BlockPage } from "#test/sandbox/storefront/theme-blocks";
import { timesIn } from "../../extensions/customer-order-status/src/times";

const folder = "extensions/theme-tracking";

/** The shipped Liquid as the sandbox's theme renders it. */
export async function rendered(page: Partial<BlockPage> & { globals?: Record<string, unknown> } = {}): Promise<string> {
  const globals = { request: { locale: { iso_code: "en" } }, ...page.globals };
  const settings = { contact_url: "/pages/contact", ...page.settings };
  return (
    await renderSectionBlocks(folder, {
      template: "page",
      blocks: ["tracking"],
      locale: "en",
      ...page,
      globals,
      settings,
    })
  ).html;
}

export const asked = vi.fn<typeof fetch>();
// No browser's layout stands behind these tests.
export const scrolled = vi.fn();

/**
 * Loads the shipped script into the page, and puts a fake app behind it; each test begins with the
 * same markup.
 */
export function startTheme(markup: () => string): void {
  Element.prototype.scrollIntoView = function () {
    scrolled(this.className);
  };
  // Indirect: the script runs in the page's scope, as a theme loads it.
  (0, eval)(readFileSync(`${folder}/assets/tracking.js`, "utf8"));
  beforeEach(() => {
    asked.mockReset();
    scrolled.mockReset();
    vi.stubGlobal("fetch", asked);
    document.body.innerHTML = markup();
  });
  afterEach(() => vi.unstubAllGlobals());
}

/**
 * The app's fragment, as it answers what the block has posted. The outcome may be one of a later
 * version of the app.
 */
export function fragment(given: unknown, body: unknown): Response {
  const outcome: FormOutcome = JSON.parse(JSON.stringify(given));
  const fields = new URLSearchParams(body instanceof URLSearchParams ? body : "");
  const language = languageOf(fields.get("language") ?? "");
  const locale = localeOfTimes(language, fields.get("locale") ?? "");
  const times = timesIn(locale, fields.get("time_zone") ?? "UTC");
  const html = answerFragment({ outcome, language, times });
  return new Response(html, { headers: { "Content-Type": "text/html" } });
}

/**
 * What the app does with every request from here on: an outcome, an answer of something else, or a
 * broken connection.
 */
export function answering(outcome: unknown): void {
  asked.mockImplementation((_address, init) => {
    if (outcome instanceof Error) return Promise.reject(outcome);
    return Promise.resolve(outcome instanceof Response ? outcome.clone() : fragment(outcome, init?.body));
  });
}

export function find<T extends HTMLElement>(selector: string, kind: new () => T): T {
  const node = document.querySelector(selector);
  if (!(node instanceof kind)) throw new Error(`no ${selector}`);
  return node;
}
export const form = () => find("form", HTMLFormElement);
export const field = (name: string) => find(`[name=${name}]`, HTMLInputElement);
export const texts = (selector: string) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
export const result = () => find(".homeward-result", HTMLElement);

export async function track(outcome: unknown, order = "#1001", email = "ana@example.com"): Promise<void> {
  answering(outcome);
  field("order").value = order;
  field("contact").value = email;
  form().requestSubmit();
  await waitFor(() => expect(document.activeElement?.closest(".homeward-result")).toBe(result()));
}
