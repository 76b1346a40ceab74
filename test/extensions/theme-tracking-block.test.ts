// @vitest-environment jsdom
import { waitFor } from "@testing-library/preact";
import { beforeEach, describe, expect, test } from "vitest";
import { events, parcel, storyOf } from "./shopper-answers";
import {
  answering,
  asked,
  field,
  find,
  form,
  fragment,
  rendered,
  result,
  scrolled,
  startTheme,
  texts,
  track,
} from "./theme-page";

const markup = await rendered();
startTheme(() => markup);

/** What the script adds to a form. */
const ofReader = {
  view: "fragment",
  language: "en",
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};

test("without the script the form posts to the proxy by itself", () => {
  expect([form().method, form().getAttribute("action")]).toEqual(["post", "/apps/track#homeward-result"]);
  for (const input of form().querySelectorAll<HTMLInputElement>("input:not([type=hidden])")) {
    expect(input.required).toBe(true);
    expect(input.labels?.[0]?.textContent).toMatch(/Order number|Email/);
  }
});

test("posts order and contact, nothing in the part of the address that is sent", async () => {
  await track({ kind: "not-found" });
  const body = new URLSearchParams({ locale: "en", order: "#1001", contact: "ana@example.com", ...ofReader });
  expect(asked).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/\/apps\/track#homeward-result$/), {
    method: "POST",
    headers: { Accept: "text/html" },
    body,
    cache: "no-store",
  });
});

test("what is missing is said under its field, the first one gets the focus, and nothing is asked", () => {
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
  [
    { kind: "not-found" },
    "We couldn't find an order with these details",
    "Parcels appear here as soon as they are shipped. Look again when you get our shipping message.",
  ],
  [{ kind: "too-many" }, "Too many tries. Wait a few minutes, then try again."],
  [new Response("<p>We will be back soon</p>"), "The answer did not arrive. Check your connection, then try again."],
  [new TypeError("Failed to fetch"), "The answer did not arrive. Check your connection, then try again."],
])("%o is answered in words", async (outcome, words, hint = "") => {
  await track(outcome);
  expect(texts(".homeward-message")).toEqual([words]);
  expect(result().textContent).toBe(words + hint);
  // After a mistake the form stays in sight.
  expect(scrolled).not.toHaveBeenCalled();
});

test("one press asks once, however often it is pressed", async () => {
  asked.mockReturnValue(new Promise(() => {}));
  field("order").value = "#1001";
  field("contact").value = "ana@example.com";
  for (let press = 0; press < 3; press++) form().requestSubmit();
  expect(asked).toHaveBeenCalledOnce();
  expect(result().textContent).toBe("Looking for your order");
});

test("what was corrected and pressed again before the answer came is what is answered", async () => {
  let answerFirst: (answer: Response) => void = () => {};
  asked.mockReturnValueOnce(new Promise((resolve) => (answerFirst = resolve)));
  field("order").value = "#1010";
  field("contact").value = "ana@example.com";
  form().requestSubmit();
  await track(storyOf([parcel()]));
  answerFirst(fragment({ kind: "not-found" }, new URLSearchParams()));
  // Nothing but promises stands between the answer and what is shown of it.
  await new Promise(setImmediate);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(texts(".homeward-sentence")).toEqual(["On its way"]);
  await track({ kind: "too-many" });
  expect(asked).toHaveBeenCalledTimes(3);
});

describe("a parcel on its way", () => {
  beforeEach(() => track(storyOf([parcel()])));

  test("reads from top to bottom, and the focus is on the sentence", () => {
    expect(document.activeElement?.textContent).toBe("On its way");
    expect(scrolled).toHaveBeenCalledExactlyOnceWith("homeward-result");
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

test("an event is in the shopper's language, with the carrier's own words beside it", async () => {
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

test.each([
  // Danish, and English for Korean, of which there are no words; British days for British English.
  ["da", "da", /^fre\. 20\. nov.* 17\.11$/],
  ["ko", "en", /^Fri, Nov 20, 5:11 PM$/],
  ["en-GB", "en", /^Fri,? 20 Nov, 17:11$/],
])("days and hours in a store in %s are written as its words are", async (iso_code, locale, when) => {
  document.body.innerHTML = await rendered({ locale, globals: { request: { locale: { iso_code } } } });
  await track(storyOf([parcel()]));
  expect(find(".homeward-latest time", HTMLElement).textContent.replace(/\s/g, " ")).toMatch(when);
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

test.each(["", "javascript:alert(1)", "//elsewhere.example"])(
  "trouble offers no link where the merchant's address is %j",
  async (contact_url) => {
    document.body.innerHTML = await rendered({ settings: { contact_url } });
    await track(storyOf([parcel({ status: "exception", substatusKey: "customs", trouble: true })]));
    expect(texts(".homeward-sentence")).toEqual(["Held at customs"]);
    expect(document.querySelector(".homeward-contact")).toBeNull();
  },
);

test("a long silence of a parcel that was never scanned says more than a usual wait", async () => {
  await track(storyOf([parcel({ status: "notfound", silentDays: 12 })]));
  expect(texts(".homeward-next")[0]).toMatch(/^No update for 12 days\..*Contact us$/);
});

test.each([
  ["pending", "Order shipped, waiting for the first scan"],
  ["notfound", "The carrier has not reported it yet"],
  ["shipped", "Shipped"],
])("a parcel that was never scanned (%s) stands on few lines", async (status, sentence) => {
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

describe("the ways a merchant allows", () => {
  const appOf = (page: Record<string, unknown>) => ({
    metafields: { homeward: { tracking_page: { type: "json", value: page } } },
  });

  test.each([
    [["email"], ["Order number", "Email"], "email", "email"],
    [["phone"], ["Order number", "Phone number"], "tel", "tel"],
    [["postcode"], ["Order number", "Postcode"], "text", "postal-code"],
    [["email", "phone"], ["Order number", "Email or phone"], "text", "on"],
    [["postcode", "email"], ["Order number", "Email or postcode"], "text", "on"],
    [["phone", "postcode"], ["Order number", "Phone or postcode"], "text", "on"],
    [["email", "phone", "postcode"], ["Order number", "Email, phone or postcode"], "text", "on"],
  ])("%j: one field, named after them", async (ways, labels, type, autocomplete) => {
    document.body.innerHTML = await rendered({ app: appOf({ look_up_by: ways }) });
    expect(texts("label")).toEqual(labels);
    const contact = field("contact");
    expect([contact.type, contact.autocomplete]).toEqual([type, autocomplete]);
    expect(document.querySelector("[name=number]")).toBeNull();
  });

  test("a number has a form of its own, closed beside another way, and posts nothing else", async () => {
    document.body.innerHTML = await rendered({ app: appOf({ look_up_by: ["email", "number"] }) });
    expect(texts("label")).toEqual(["Order number", "Email", "Tracking number"]);
    expect(find(".homeward-by-number", HTMLDetailsElement).open).toBe(false);
    answering(storyOf([parcel()], ""));
    field("number").value = "RB123456785CN";
    find(".homeward-by-number form", HTMLFormElement).requestSubmit();
    await waitFor(() => expect(texts(".homeward-sentence")).toEqual(["On its way"]));
    expect(asked.mock.lastCall?.[1]?.body).toEqual(
      new URLSearchParams({ locale: "en", number: "RB123456785CN", ...ofReader }),
    );
    expect(document.querySelector(".homeward-order")).toBeNull();
  });

  test("a number alone stands open", async () => {
    document.body.innerHTML = await rendered({ app: appOf({ look_up_by: ["number"] }) });
    expect(texts("label")).toEqual(["Tracking number"]);
    expect(find(".homeward-by-number", HTMLDetailsElement).open).toBe(true);
  });
});

describe("whose words", () => {
  const app = {
    metafields: {
      homeward: {
        tracking_page: {
          type: "json",
          value: {
            look_up_by: ["email"],
            heading: "App's",
            intro: "From the <b>app</b>",
            contact_url: "",
            accent: "#123456",
          },
        },
      },
    },
  };

  test("the default ones where none are set", () => {
    expect(texts("h2, .homeward-intro")).toEqual([
      "Track your order",
      "See where your parcels are and when they come.",
    ]);
    expect(find("homeward-track", HTMLElement).style.getPropertyValue("--homeward-accent")).toBe("");
  });

  test("the app's before the default ones, as text", async () => {
    document.body.innerHTML = await rendered({ app });
    expect(texts("h2, .homeward-intro")).toEqual(["App's", "From the <b>app</b>"]);
    const { style } = find("homeward-track", HTMLElement);
    expect(["accent", "on-accent"].map((name) => style.getPropertyValue(`--homeward-${name}`))).toEqual([
      "#123456",
      "#fff",
    ]);
  });

  test("the block's before the app's", async () => {
    document.body.innerHTML = await rendered({
      app,
      settings: { heading: "Block's", intro: "Here", accent: "#ffee00" },
    });
    expect(texts("h2, .homeward-intro")).toEqual(["Block's", "Here"]);
    const { style } = find("homeward-track", HTMLElement);
    expect(["accent", "on-accent"].map((name) => style.getPropertyValue(`--homeward-${name}`))).toEqual([
      "#ffee00",
      "#000",
    ]);
  });
});

test("the theme editor shows a sample, and no form posts from it", async () => {
  document.body.innerHTML = await rendered({ globals: { request: { locale: { iso_code: "en" }, design_mode: true } } });
  expect(texts(".homeward-sentence")).toEqual(["On its way"]);
  expect(texts(".homeward-next")).toEqual(["Sample: shoppers see their own parcels here"]);
  expect(texts("[aria-current=step]").map((step) => step.trim())).toEqual(["In transit"]);
  expect(asked).not.toHaveBeenCalled();
});

test("what a merchant hides is named for the styles", async () => {
  document.body.innerHTML = await rendered({ settings: { show_contents: false, show_updates: false } });
  expect(find("homeward-track", HTMLElement).dataset.hide?.trim().split(/\s+/)).toEqual(["contents", "updates"]);
});
