/// <reference types="@shopify/ui-extensions/customer-account.order-status.block.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { readFileSync } from "node:fs";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { answering as answeringIn, failures, press, shown, speakEnglish, textOf } from "./in-tester";
import { events, parcel, storyOf } from "./shopper-answers";

const extension = getExtension("customer-account.order-status.block.render", {
  configSearchDir: "extensions/customer-order-status",
});
const answering = (...outcomes: unknown[]) => answeringIn(extension, ...outcomes);

beforeEach(() => {
  extension.setUp();
  extension.shopify.order.value = { id: "gid://shopify/Order/6123456789012", name: "#1001" };
  speakEnglish(extension);
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
    headers: { Authorization: "Bearer fresh-token", "Accept-Language": "en" },
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
  test.each(failures)("after %s it offers another try, which works", async (_, failing) => {
    const answer = vi.fn<typeof fetch>(failing);
    extension.fetch = answer;
    await extension.render();
    await shown("The answer did not arrive");

    answer.mockResolvedValueOnce(Response.json(storyOf([parcel()])));
    press("Try again");
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

test.each(["transit", "notfound"])(
  "a long silence of a parcel in %s is mentioned, with whom to ask",
  async (status) => {
    answering(storyOf([parcel({ status, silentDays: 8 })]));
    await extension.render();
    await shown("No update for 8 days");
  },
);

test("several parcels are numbered, in the order of the answer", async () => {
  answering(storyOf([parcel(), parcel({ status: "delivered", step: 5, number: "9400111899223197428490" })]));
  await extension.render();
  await shown("Parcel 2 of 2");
  expect(textOf("s-heading")).toEqual(["On its way", "Delivered"]);
  expect(document.body.querySelectorAll("s-divider")).toHaveLength(1);
});

test("of many parcels the first five are shown, the rest when somebody asks", async () => {
  answering(storyOf(Array.from({ length: 8 }, () => parcel())));
  await extension.render();
  await shown("Parcel 5 of 8");
  expect(document.body.textContent).not.toContain("Parcel 6 of 8");
  press("Show more parcels");
  await shown("Parcel 8 of 8");
  expect(textOf("s-button")).toEqual([]);
});

describe("the merchant's wishes", () => {
  const wishing = async (wishes: Record<string, string | boolean>) => {
    extension.shopify.settings.value = wishes;
    answering(storyOf([parcel()]));
    await extension.render();
    await shown("On its way");
  };
  const heading = () => document.body.querySelector("s-section")?.getAttribute("heading");

  test("are none where nothing was set", async () => {
    await wishing({});
    expect(heading()).toBe("Where is my order");
    expect(textOf("s-list-item")).toEqual(["2 × Red mug"]);
    expect(textOf("s-summary")).toEqual(["All updates (3)"]);
  });

  test("take the place of our heading, and hide what is inside and older updates", async () => {
    await wishing({ heading: " Your mugs ", hide_contents: true, hide_updates: true });
    expect(heading()).toBe("Your mugs");
    expect(textOf("s-list-item")).toEqual([]);
    expect(textOf("s-summary")).toEqual([]);
    expect(document.body.textContent).toContain("Departed from sorting centre");
  });

  test("are none where a heading was emptied", async () => {
    await wishing({ heading: "  ", hide_contents: false });
    expect(heading()).toBe("Where is my order");
    expect(textOf("s-list-item")).toEqual(["2 × Red mug"]);
  });
});

describe("a visitor who came by a link in a message", () => {
  const unknownVisitor = () => parcel({ number: null, carrier: null, contents: [], events: [] });

  test("may log in to see the rest", async () => {
    extension.shopify.authenticationState.value = "pre_authenticated";
    const requireLogin = vi.fn(() => Promise.resolve());
    extension.shopify.requireLogin = requireLogin;
    answering(storyOf([unknownVisitor()]));
    await extension.render();
    await shown("Log in to see the tracking number, the carrier and all updates.");
    press("Log in");
    expect(requireLogin).toHaveBeenCalledOnce();
  });

  test("is not asked to where no parcel has left", async () => {
    extension.shopify.authenticationState.value = "pre_authenticated";
    answering(storyOf([]));
    await extension.render();
    await shown("No parcel has left yet");
    expect(textOf("s-button")).toEqual([]);
  });

  test("is not asked to after a log-in that did not help", async () => {
    answering(storyOf([unknownVisitor()]));
    await extension.render();
    await shown("Departed from sorting centre");
    expect(textOf("s-button")).toEqual([]);
  });
});

test("an answer for a visitor who is not signed in shows neither number nor contents", async () => {
  answering(storyOf([parcel({ number: null, carrier: null, contents: [], events: [] })]));
  await extension.render();
  await shown("Departed from sorting centre");
  expect(document.body.querySelector("s-link")).toBeNull();
  expect(document.body.querySelector("s-details")).toBeNull();
});

test("a telephone number keeps its order where lines run from right to left", async () => {
  answering(storyOf([parcel({ carrier: { name: "China Post", url: null, phone: "+86 20 11185" } })]));
  await extension.render();
  await shown("China Post RB123456785CN");
  const call = document.body.querySelector("s-link");
  expect(call?.getAttribute("href")).toBe("tel:+862011185");
  expect([call?.textContent, call?.querySelector("s-text")?.getAttribute("dir")]).toEqual(["+86 20 11185", "ltr"]);
});

test.each(["javascript:alert(1)", "data:text/html,x"])("never links to %s", async (url) => {
  answering(storyOf([parcel({ carrier: { name: "China Post", url, phone: null } })]));
  await extension.render();
  await shown("China Post RB123456785CN");
  expect(document.body.querySelector("s-link")).toBeNull();
});
