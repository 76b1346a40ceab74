import { waitFor } from "@testing-library/preact";
import { readFileSync } from "node:fs";
import { Liquid } from "liquidjs";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { events, localeWords, parcel, storyOf } from "./shopper-answers";

const folder = "extensions/theme-tracking";
let markup: string;

/** The shipped Liquid in a small engine: `t` from the shipped words, the schema left out. */
beforeAll(async () => {
  const words = localeWords(`${folder}/locales/en.default.json`);
  const engine = new Liquid();
  engine.registerFilter("t", (key: string, ...values: [string, string][]) =>
    values.reduce((text, [name, value]) => text.replace(`{{ ${name} }}`, value), words.get(key) ?? `missing ${key}`),
  );
  const source = readFileSync(`${folder}/blocks/tracking.liquid`, "utf8").replace(/\{% schema %\}[\s\S]*/, "");
  const settings = { heading: "Track your order", proxy_path: "/apps/track", contact_url: "/pages/contact" };
  const context = { block: { id: "b1", settings }, request: { locale: { iso_code: "en" } } };
  markup = String(await engine.parseAndRender(source, context));
  // Indirect: the script runs in the page's scope, as a theme loads it.
  (0, eval)(readFileSync(`${folder}/assets/tracking.js`, "utf8"));
});

const asked = vi.fn<typeof fetch>();

beforeEach(() => {
  asked.mockReset();
  vi.stubGlobal("fetch", asked);
  document.body.innerHTML = markup;
});
afterEach(() => vi.unstubAllGlobals());

function find<T extends HTMLElement>(selector: string, kind: new () => T): T {
  const node = document.querySelector(selector);
  if (!(node instanceof kind)) throw new Error(`no ${selector}`);
  return node;
}
const form = () => find("form", HTMLFormElement);
const field = (name: string) => find(`[name=${name}]`, HTMLInputElement);
const texts = (selector: string) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
const result = () => find(".homeward-result", HTMLElement);

async function track(outcome: unknown, order = "#1001", email = "ana@example.com") {
  asked.mockImplementation(() =>
    outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(Response.json(outcome)),
  );
  field("order").value = order;
  field("email").value = email;
  form().requestSubmit();
  await waitFor(() => expect(document.activeElement?.closest(".homeward-result")).toBe(result()));
}

test("without the script the form posts to the proxy by itself", () => {
  expect([form().method, form().getAttribute("action")]).toEqual(["post", "/apps/track"]);
  for (const input of form().querySelectorAll<HTMLInputElement>("input:not([type=hidden])")) {
    expect(input.required).toBe(true);
    expect(input.labels?.[0]?.textContent).toMatch(/Order number|Email/);
  }
});

test("posts order and email, nothing in the address", async () => {
  await track({ kind: "not-found" });
  const body = new URLSearchParams({ locale: "en", order: "#1001", email: "ana@example.com" });
  expect(asked).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/\/apps\/track$/), {
    method: "POST",
    headers: { Accept: "application/json" },
    body,
    cache: "no-store",
  });
});

test("empty fields are told under the field, the first one gets the focus, and nothing is asked", () => {
  form().requestSubmit();
  expect(texts(".homeward-note")).toEqual(["Enter your order number", "Enter the email you ordered with"]);
  expect(document.activeElement).toBe(field("order"));
  expect(field("order").getAttribute("aria-invalid")).toBe("true");
  expect(asked).not.toHaveBeenCalled();

  const order = field("order");
  order.value = "1";
  order.dispatchEvent(new InputEvent("input", { bubbles: true }));
  expect(texts(".homeward-note")[0]).toBe("As in your confirmation, for example #1001");
  expect(order.getAttribute("aria-invalid")).toBe("false");
});

test.each([
  [{ kind: "not-found" }, "We couldn't find an order with these details"],
  [{ kind: "too-many" }, "Too many tries. Wait a few minutes, then try again."],
  [{ kind: "something new" }, "The answer did not arrive. Check your connection, then try again."],
  [new TypeError("Failed to fetch"), "The answer did not arrive. Check your connection, then try again."],
])("%o is told in words", async (outcome, words) => {
  await track(outcome);
  expect(result().textContent).toBe(words);
});

test("one press asks once, however often it is pressed", async () => {
  asked.mockReturnValue(new Promise(() => {}));
  field("order").value = "#1001";
  field("email").value = "ana@example.com";
  for (let press = 0; press < 3; press++) form().requestSubmit();
  expect(asked).toHaveBeenCalledOnce();
  expect(result().textContent).toBe("Looking for your order");
});

describe("a parcel on its way", () => {
  beforeEach(() => track(storyOf([parcel()])));

  test("is told top to bottom, and the focus is on the sentence", () => {
    expect(document.activeElement?.textContent).toBe("On its way");
    expect(texts(".homeward-order")).toEqual(["Order #1001"]);
    expect(texts(".homeward-expected")[0]).toMatch(/Expected Tue, Nov 24\s–\sFri, Nov 27/);
    expect(texts(".homeward-latest strong")).toEqual(["Departed from sorting centre"]);
    expect(texts(".homeward-latest div")[0]).toMatch(/^Guangzhou · Fri, Nov 20, 5:11\sPM$/);
    expect(texts(".homeward-parcel > .homeward-quiet")[0]).toMatch(
      /^Checked 12 minutes ago · last scan yesterday 5:11\sPM$/,
    );
    expect(texts(".homeward-contents li")).toEqual(["2 × Red mug"]);
  });

  test("has five steps with words, one of them current", () => {
    expect(texts(".homeward-progress li")).toEqual([
      "Ordered",
      "Shipped",
      "In transit",
      "Out for delivery",
      "Delivered",
    ]);
    expect(texts("[aria-current=step]")).toEqual(["In transit"]);
  });

  test("links the carrier's page without a referrer", () => {
    const link = find(".homeward-carrier a", HTMLAnchorElement);
    expect([link.textContent, link.href]).toEqual([
      "China Post RB123456785CN",
      "https://carrier.example/RB123456785CN",
    ]);
    expect(link.rel).toBe("noopener noreferrer nofollow");
  });

  test("keeps all updates closed, by day, newest first", () => {
    expect(find("details", HTMLDetailsElement).open).toBe(false);
    expect(texts("summary")).toEqual(["All updates (3)"]);
    expect(texts("details h4")).toEqual(["Friday, November 20", "Wednesday, November 18"]);
    expect(texts("details time").map((time) => time.replace(/\s/g, " "))).toEqual(["5:11 PM", "9:02 AM", "8:10 PM"]);
  });
});

test("an event is told in the shopper's language, with the carrier's own words beside it", async () => {
  const event = { ...events[0], text: "离开【广州】", phraseKey: "left-export-office" };
  const news = { ...events[1], phraseKey: "a phrase of a later version" };
  await track(storyOf([parcel({ lastEvent: event, events: [event, news] })]));
  expect(texts(".homeward-latest strong")).toEqual(["Left the export sorting centre"]);
  expect(texts(".homeward-latest .homeward-quiet")).toEqual(["离开【广州】"]);
  expect(texts("details li > div")).toEqual([
    "Left the export sorting centre离开【广州】 · Guangzhou",
    "Arrived at sorting centreGuangzhou",
  ]);
});

test("several parcels are one card each, in the order of the answer", async () => {
  await track(storyOf([parcel(), parcel({ status: "delivered", step: 5 })]));
  expect(texts(".homeward-sentence")).toEqual(["On its way", "Delivered"]);
  expect(texts(".homeward-parcel > .homeward-quiet:first-child")).toEqual(["Parcel 1 of 2", "Parcel 2 of 2"]);
});

test("nothing yet: what is known and when to look again", async () => {
  await track(storyOf([]));
  expect(texts(".homeward-sentence")).toEqual(["No parcel has left yet"]);
  expect(texts(".homeward-next")[0]).toMatch(/^Parcels appear here/);
});

test("trouble says why and whom to ask", async () => {
  await track(storyOf([parcel({ status: "exception", substatusKey: "customs", trouble: true })]));
  expect(texts(".homeward-sentence")).toEqual(["Held at customs"]);
  expect(find(".homeward-progress", HTMLElement).hasAttribute("data-trouble")).toBe(true);
  expect(find(".homeward-contact", HTMLAnchorElement).getAttribute("href")).toBe("/pages/contact");
});

test("a long silence of a parcel nobody has scanned says more than a usual wait", async () => {
  await track(storyOf([parcel({ status: "notfound", silentDays: 12 })]));
  expect(texts(".homeward-next")[0]).toMatch(/^No update for 12 days\..*Contact us$/);
});

test.each([
  ["pending", "Order shipped, waiting for the first scan"],
  ["notfound", "The carrier has not reported it yet"],
  ["shipped", "Shipped"],
])("a parcel nobody has scanned (%s) stands on few lines", async (status, sentence) => {
  const bare = {
    status,
    step: 2,
    lastEvent: null,
    events: [],
    expected: null,
    carrier: null,
    contents: [],
    checkedAt: null,
  };
  await track(storyOf([parcel(bare)]));
  expect(texts(".homeward-sentence")).toEqual([sentence]);
  expect(document.querySelector("details, .homeward-latest, .homeward-contents, .homeward-carrier a")).toBeNull();
});

test("mark-up of a carrier stays text, and only web addresses become links", async () => {
  const text = `<img src=x onerror="alert(1)"> {{ 7 | times: 6 }}`;
  const event = { ...events[0], text, place: "<b>Guangzhou</b>" };
  const carrier = { name: "<i>China Post</i>", url: "javascript:alert(1)", phone: null };
  await track(
    storyOf([parcel({ lastEvent: event, events: [event], carrier, contents: [{ title: text, quantity: 1 }] })]),
  );
  expect(result().querySelector("img, b, i, script, .homeward-carrier a")).toBeNull();
  expect(texts(".homeward-latest strong")).toEqual([text]);
});
