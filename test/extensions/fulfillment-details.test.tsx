/// <reference types="@shopify/ui-extensions/customer-account.order-status.fulfillment-details.render-after" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answering, failures, press, shown, speakEnglish, textOf } from "./in-tester";
import { parcel, storyOf } from "./shopper-answers";

const extension = getExtension("customer-account.order-status.fulfillment-details.render-after", {
  configSearchDir: "extensions/customer-order-status",
});

beforeEach(() => {
  extension.setUp();
  extension.shopify.fulfillmentId = "gid://shopify/Fulfillment/5123456789012";
  speakEnglish(extension);
});
afterEach(() => {
  // The tester empties the page; Preact would carry the last test's state over.
  render(null, document.body);
  extension.tearDown();
});

test("asks for its own fulfillment, in the language it speaks", async () => {
  const asked = answering(extension, storyOf([parcel()]));
  extension.shopify.localization.extensionLanguage.value = { isoCode: "de" };
  await extension.render();
  await shown("On its way");
  expect(asked).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/\/api\/customer\/fulfillments\/5123456789012$/),
    { headers: expect.objectContaining({ "Accept-Language": "de" }) },
  );
});

test("shows a place holder until the answer is there", async () => {
  extension.fetch = () => new Promise<Response>(() => {});
  await extension.render();
  expect(document.body.querySelector("s-skeleton-paragraph")).not.toBeNull();
  expect(document.body.textContent).toBe("");
});

test("tells its parcels without a heading of its own", async () => {
  answering(extension, storyOf([parcel({ contents: [] }), parcel({ status: "delivered", step: 5, contents: [] })]));
  await extension.render();
  await shown("Parcel 2 of 2");
  expect(textOf("s-heading")).toEqual(["On its way", "Delivered"]);
  expect(document.body.querySelector("s-section")).toBeNull();
});

test.each([
  ["a fulfillment without a number", storyOf([])],
  ["a fulfillment the app has not seen", { kind: "not-found" }],
])("says that there is no number, for %s", async (_, outcome) => {
  answering(extension, outcome);
  await extension.render();
  await shown("This shipment has no tracking number.");
  expect(document.body.querySelector("s-progress")).toBeNull();
});

test.each(failures)("after %s it offers another try, which works", async (_, failing) => {
  const answer = vi.fn<typeof fetch>(failing);
  extension.fetch = answer;
  await extension.render();
  await shown("The answer did not arrive");
  answer.mockResolvedValueOnce(Response.json(storyOf([parcel()])));
  press("Try again");
  await shown("On its way");
});

test("a visitor who is not signed in sees how it stands, and may log in", async () => {
  extension.shopify.authenticationState.value = "pre_authenticated";
  const requireLogin = vi.fn(() => Promise.resolve());
  extension.shopify.requireLogin = requireLogin;
  answering(extension, storyOf([parcel({ number: null, carrier: null, contents: [], events: [] })]));
  await extension.render();
  await shown("On its way");
  expect(document.body.querySelector("s-link")).toBeNull();
  press("Log in");
  expect(requireLogin).toHaveBeenCalledOnce();
});
