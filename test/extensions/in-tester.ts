import { fireEvent, waitFor } from "@testing-library/preact";
import { expect, vi } from "vitest";
import { localeWords } from "./shopper-answers";

const words = localeWords("extensions/customer-order-status/locales/en.default.json");

/** What Shopify's tester gives of an extension, as far as these tests change it. */
interface Tested {
  fetch: typeof fetch;
  shopify: { i18n: { translate: unknown } };
}

/** The tester answers words with their keys; an extension shows the default language's. */
export function speakEnglish(extension: Tested): void {
  extension.shopify.i18n.translate = (key: string, values: Record<string, string | number> = {}) =>
    (words.get(key) ?? `missing: ${key}`).replace(/\{\{ (\w+) \}\}/g, (_, name: string) =>
      String(values[name] ?? name),
    );
}

/** The app's next answers, each once: a body, or a whole response. */
export function answering(extension: Tested, ...outcomes: unknown[]) {
  const answer = vi.fn<typeof fetch>();
  for (const outcome of outcomes)
    answer.mockResolvedValueOnce(outcome instanceof Response ? outcome : Response.json(outcome));
  extension.fetch = answer;
  return answer;
}

/** How a request for data can fail. */
export const failures: [string, () => Promise<Response>][] = [
  ["a refused request", () => Promise.resolve(Response.json({ kind: "unauthorised" }, { status: 401 }))],
  ["an app in trouble", () => Promise.resolve(Response.json({ kind: "failed" }, { status: 500 }))],
  ["a broken connection", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["something that is not JSON", () => Promise.resolve(new Response("<html>"))],
  ["an answer without parcels", () => Promise.resolve(Response.json({ kind: "found" }))],
];

export const textOf = (selector: string) =>
  [...document.body.querySelectorAll(selector)].map((node) => node.textContent).filter(Boolean);

export const shown = async (text: string) => waitFor(() => expect(document.body.textContent).toContain(text));

export function press(name: string): void {
  const button = [...document.body.querySelectorAll("s-button")].find((each) => each.textContent === name);
  if (!button) throw new Error(`There is no button "${name}"`);
  fireEvent.click(button);
}
