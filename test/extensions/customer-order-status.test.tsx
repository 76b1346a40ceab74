/// <reference types="@shopify/ui-extensions/customer-account.order-status.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { fireEvent, waitFor } from "@testing-library/preact";
import { readFileSync } from "node:fs";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { events, localeWords, parcel, storyOf } from "./shopper-answers";

const extension = getExtension("customer-account.order-status.block.render", {
  configSearchDir: "extensions/customer-order-status",
});
const words = localeWords("extensions/customer-order-status/locales/en.default.json");

function answering(...outcomes: unknown[]) {
  const answer = vi.fn<typeof fetch>();
  for (const outcome of outcomes) answer.mockResolvedValueOnce(Response.json(outcome));
  extension.fetch = answer;
  return answer;
}

const textOf = (selector: string) =>
  [...document.body.querySelectorAll(selector)].map((node) => node.textContent).filter(Boolean);
const shown = async (text: string) => waitFor(() => expect(document.body.textContent).toContain(text));

beforeEach(() => {
  extension.setUp();
  extension.shopify.order.value = { id: "gid://shopify/Order/6123456789012", name: "#1001" };
  extension.shopify.i18n.translate = ((key: string, values: Record<string, string | number> = {}) =>
    (words.get(key) ?? key).replace(/\{\{ (\w+) \}\}/g, (_, name: string) =>
      String(values[name] ?? name),
    )) as typeof extension.shopify.i18n.translate;
});
afterEach(() => {
  // The tester empties the page; Preact would carry the last test's state over.
  render(null, document.body);
  extension.tearDown();
});

test("asks the app for the order, with a fresh session token each time", async () => {
  const asked = answering({ kind: "not-found" });
  extension.shopify.sessionToken.get = () => Promise.resolve("fresh-token");
  await extension.render();
  await shown("No parcel has left yet");

  const application = /^application_url = "(.+)"$/m.exec(readFileSync("shopify.app.toml", "utf8"))?.[1];
  expect(asked).toHaveBeenCalledExactlyOnceWith(`${application}/api/customer/orders/6123456789012`, {
    headers: { Authorization: "Bearer fresh-token" },
  });
});

test("tells an event in the shopper's language, with the carrier's own words beside it", async () => {
  const event = { ...events[0], text: "离开【广州】", phraseKey: "left-export-office" };
  const news = { ...events[1], phraseKey: "a phrase of a later version" };
  answering(storyOf([parcel({ lastEvent: event, events: [event, news] })]));
  await extension.render();
  await shown("Left the export sorting centre");
  expect(textOf("s-text[type=strong]")[0]).toBe("Left the export sorting centre");
  expect(textOf("s-text[type=small]")[0]).toBe("离开【广州】");
  expect(textOf("s-grid s-text")).toEqual([
    "Left the export sorting centre",
    "离开【广州】 · Guangzhou",
    "Arrived at sorting centre",
    "Guangzhou",
  ]);
});

test("shows a place holder until the answer is there", async () => {
  extension.fetch = () => new Promise<Response>(() => {});
  await extension.render();
  expect(textOf("s-section")).toEqual([]);
  expect(document.body.querySelector("s-skeleton-paragraph")).not.toBeNull();
});

test.each([
  ["an order without parcels", storyOf([])],
  ["an order the app has not seen", { kind: "not-found" }],
])("says that nothing has left yet, for %s", async (_, outcome) => {
  answering(outcome);
  await extension.render();
  await shown("No parcel has left yet");
  expect(document.body.querySelector("s-progress")).toBeNull();
});

describe("when the answer does not come", () => {
  test.each([
    ["a refused request", () => Promise.resolve(Response.json({ kind: "unauthorised" }, { status: 401 }))],
    ["a broken connection", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["something that is not JSON", () => Promise.resolve(new Response("<html>"))],
  ])("after %s it offers another try, which works", async (_, failing) => {
    const answer = vi.fn<typeof fetch>(failing);
    extension.fetch = answer;
    await extension.render();
    await shown("The answer did not arrive");

    answer.mockResolvedValueOnce(Response.json(storyOf([parcel()])));
    const button = document.body.querySelector("s-button");
    if (button === null) throw new Error("no retry button");
    fireEvent.click(button);
    await shown("On its way");
    expect(document.body.querySelector("s-banner")).toBeNull();
  });
});

describe("a parcel on its way", () => {
  beforeEach(async () => {
    answering(storyOf([parcel()]));
    await extension.render();
    await shown("On its way");
  });

  test("starts with the sentence, the window and the progress in words", () => {
    expect(textOf("s-heading")).toEqual(["On its way"]);
    expect(document.body.textContent).toMatch(/Expected Tue, Nov 24\s–\sFri, Nov 27/);
    const progress = document.body.querySelector("s-progress");
    expect(progress?.getAttribute("value")).toBe("3");
    expect(progress?.getAttribute("accessibilityLabel")).toBe("Progress: In transit");
  });

  test("tells the latest event with its place and the carrier's own time", () => {
    expect(document.body.textContent).toContain("Departed from sorting centre");
    expect(document.body.textContent).toMatch(/Guangzhou · Fri, Nov 20, 5:11\sPM/);
    expect(document.body.textContent).toContain("Checked 12 minutes ago");
  });

  test("links the carrier's page and tells what is inside", () => {
    expect(document.body.querySelector("s-link")?.getAttribute("href")).toBe("https://carrier.example/RB123456785CN");
    expect(textOf("s-list-item")).toEqual(["2 × Red mug"]);
  });

  test("keeps all updates in a disclosure, by day, newest first", () => {
    expect(textOf("s-details s-summary")).toEqual(["All updates (3)"]);
    expect(textOf("s-details s-text[type=strong]")).toEqual(["Friday, November 20", "Wednesday, November 18"]);
    expect(textOf("s-details s-time").map((time) => time.replace(/\s/g, " "))).toEqual([
      "5:11 PM",
      "9:02 AM",
      "8:10 PM",
    ]);
  });
});

test("a parcel in trouble says why and what happens next, as a warning and not as an error", async () => {
  answering(storyOf([parcel({ status: "exception", substatusKey: "customs", trouble: true, silentDays: 8 })]));
  await extension.render();
  await shown("Held at customs");
  const banner = document.body.querySelector("s-banner");
  expect(banner?.getAttribute("tone")).toBe("warning");
  expect(banner?.textContent).toContain("Customs may ask you for papers");
});

test.each(["transit", "notfound"])("a long silence of a parcel in %s is told, with whom to ask", async (status) => {
  answering(storyOf([parcel({ status, silentDays: 8 })]));
  await extension.render();
  await shown("No update for 8 days");
});

test("several parcels are told apart, in the order of the answer", async () => {
  answering(storyOf([parcel(), parcel({ status: "delivered", step: 5, number: "9400111899223197428490" })]));
  await extension.render();
  await shown("Parcel 2 of 2");
  expect(textOf("s-heading")).toEqual(["On its way", "Delivered"]);
  expect(document.body.querySelectorAll("s-divider")).toHaveLength(1);
});

test("an answer for a visitor who is not signed in shows neither number nor contents", async () => {
  answering(storyOf([parcel({ number: null, carrier: null, contents: [], events: [] })]));
  await extension.render();
  await shown("Departed from sorting centre");
  expect(document.body.querySelector("s-link")).toBeNull();
  expect(document.body.querySelector("s-details")).toBeNull();
});

test.each(["javascript:alert(1)", "data:text/html,x"])("never links to %s", async (url) => {
  answering(storyOf([parcel({ carrier: { name: "China Post", url, phone: null } })]));
  await extension.render();
  await shown("China Post RB123456785CN");
  expect(document.body.querySelector("s-link")).toBeNull();
});
