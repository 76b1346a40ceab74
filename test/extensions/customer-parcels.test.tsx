/// <reference types="@shopify/ui-extensions/customer-account.page.render" />
import { getExtension } from "@shopify/ui-extensions-tester";
import { waitFor } from "@testing-library/preact";
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { answering, failures, press, shown, speakEnglish, textOf } from "./in-tester";
import { parcel } from "./shopper-answers";

const extension = getExtension("customer-account.page.render", { configSearchDir: "extensions/customer-parcels" });

const listed = (number: string, group: "on-the-way" | "earlier", fields: Record<string, unknown> = {}) => ({
  key: `key of ${number}`,
  group,
  order: { name: `#${number}`, id: `60${number}` },
  parcel: parcel({ number, ...(group === "earlier" ? { status: "delivered", step: 5 } : {}), ...fields }),
});
const listOf = (parcels: unknown[], fields: Record<string, unknown> = {}) => ({
  kind: "found",
  answer: { answeredAt: "2026-11-21T12:00:00Z", parcels, next: null, hasOlderOrders: false, ...fields },
});
const groups = () => [...document.body.querySelectorAll("s-section")].map((section) => section.getAttribute("heading"));

beforeEach(() => {
  extension.setUp();
  speakEnglish(extension);
});
afterEach(() => {
  // The tester empties the page; Preact would carry the last test's state over.
  render(null, document.body);
  extension.tearDown();
});

test("shows a place holder below its heading until the answer is there", async () => {
  extension.fetch = () => new Promise<Response>(() => {});
  await extension.render();
  expect(document.body.querySelector("s-page")?.getAttribute("heading")).toBe("Your parcels");
  expect(document.body.querySelector("s-skeleton-paragraph")).not.toBeNull();
});

test("lists what is on the way apart from what was delivered, each with its order", async () => {
  const asked = answering(extension, listOf([listed("1003", "on-the-way"), listed("1001", "earlier")]));
  await extension.render();
  await shown("Order #1003");
  expect(asked).toHaveBeenCalledWith(expect.stringMatching(/\/api\/customer\/parcels$/), expect.anything());
  expect(groups()).toEqual(["On the way", "Delivered and earlier"]);
  expect(textOf("s-heading")).toEqual(["On its way", "Delivered"]);
  // What is over needs no progress, and no word about when it was looked at.
  expect(document.body.querySelectorAll("s-progress")).toHaveLength(1);
  expect(document.body.textContent.match(/Checked/g)).toHaveLength(1);
  const link = document.body.querySelector("s-link");
  expect([link?.textContent, link?.getAttribute("href")]).toEqual([
    "Order #1003",
    "shopify:customer-account/orders/601003",
  ]);
  expect(textOf("s-button")).toEqual([]);
});

test("shows no empty group", async () => {
  answering(extension, listOf([listed("1001", "earlier")]));
  await extension.render();
  await shown("Order #1001");
  expect(groups()).toEqual(["Delivered and earlier"]);
});

test("says that there are none yet, with the way to the orders", async () => {
  answering(extension, listOf([]));
  await extension.render();
  await shown("No parcels yet");
  const button = document.body.querySelector("s-button");
  expect([button?.textContent, button?.getAttribute("href")]).toEqual([
    "See your orders",
    "shopify:customer-account/orders",
  ]);
});

test("asks who is not signed in to log in", async () => {
  answering(extension, Response.json({ kind: "no-customer" }, { status: 403 }));
  await extension.render();
  await shown("Log in to your account to see your parcels.");
  expect(document.body.querySelector("s-banner")).toBeNull();
});

test.each(failures)("after %s it offers another try, which works", async (_, failing) => {
  const answer = vi.fn<typeof fetch>(failing);
  extension.fetch = answer;
  await extension.render();
  await shown("The answer did not arrive");
  answer.mockResolvedValueOnce(Response.json(listOf([listed("1001", "on-the-way")])));
  press("Try again");
  await shown("Order #1001");
  expect(document.body.querySelector("s-banner")).toBeNull();
});

test("keeps the merchant's wish about what is inside", async () => {
  extension.shopify.settings.value = { hide_contents: true };
  answering(extension, listOf([listed("1001", "on-the-way")]));
  await extension.render();
  await shown("Order #1001");
  expect(textOf("s-list-item")).toEqual([]);
});

describe("a list of several pages", () => {
  const first = listOf([listed("1003", "on-the-way"), listed("1002", "on-the-way")], { next: "0.1.a.b" });
  const second = listOf([listed("1002", "earlier"), listed("1001", "earlier")]);

  test("adds the next one below, and no parcel twice", async () => {
    const asked = answering(extension, first, second);
    await extension.render();
    await shown("Order #1003");
    press("Show more parcels");
    await shown("Order #1001");
    expect(asked).toHaveBeenLastCalledWith(
      expect.stringMatching(/\/api\/customer\/parcels\?after=0\.1\.a\.b$/),
      expect.anything(),
    );
    expect(textOf("s-link").filter((text) => text.startsWith("Order"))).toEqual([
      "Order #1003",
      "Order #1002",
      "Order #1001",
    ]);
    expect(groups()).toEqual(["On the way", "Delivered and earlier"]);
    expect(textOf("s-button")).toEqual([]);
  });

  test("keeps what is shown where the next one does not come, and asks for the same again", async () => {
    const asked = answering(extension, first, Response.json({ kind: "failed" }, { status: 500 }), second);
    await extension.render();
    await shown("Order #1003");
    press("Show more parcels");
    await shown("The answer did not arrive");
    expect(document.body.textContent).toContain("Order #1002");
    press("Try again");
    await shown("Order #1001");
    expect(asked.mock.calls[2]?.[0]).toEqual(asked.mock.calls[1]?.[0]);
  });

  test("shows that it is asking, so that it is not pressed twice", async () => {
    answering(extension, first).mockReturnValueOnce(new Promise<Response>(() => {}));
    await extension.render();
    await shown("Order #1003");
    expect(document.body.querySelector("s-button")?.hasAttribute("loading")).toBe(false);
    press("Show more parcels");
    await waitFor(() => expect(document.body.querySelector("s-button")?.hasAttribute("loading")).toBe(true));
  });

  test("says where older parcels are, at its end", async () => {
    answering(extension, listOf([listed("1001", "earlier")], { hasOlderOrders: true }));
    await extension.render();
    await shown("Parcels of older orders are on the pages of those orders.");
  });
});
