// @vitest-environment jsdom
import { waitFor } from "@testing-library/preact";
import { describe, expect, test } from "vitest";
import { parcel, storyOf } from "./shopper-answers";
import { answering, asked, find, fragment, rendered, startTheme, texts } from "./theme-page";

startTheme(() => "");

/** Every element below this one, with its depth, attributes and own text. */
function outline(element: Element, depth = 0): string[] {
  const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort();
  const own = element.childElementCount === 0 ? element.textContent.trim() : "";
  const line = [depth, element.localName, ...attributes, own].join(" ");
  return [line, ...[...element.children].flatMap((child) => outline(child, depth + 1))];
}

describe("the order's own page", () => {
  const onOrderPage = { template: "customers/order", blocks: ["order-status"] };
  const fulfillment = (number: string, company = "UPS") => ({
    created_at: "2026-11-20 10:00:00 -0500",
    tracking_company: company,
    tracking_number: number,
    tracking_numbers: [number],
    tracking_url: company === "UPS" ? `https://carrier.example/${number}?a=1&b=2` : null,
  });
  const lines = [
    { title: "Red mug", quantity: 2, fulfillment: fulfillment("1Z1") },
    { title: "<i>Towel</i>", quantity: 1, fulfillment: fulfillment("1Z1") },
    { title: "Candle", quantity: 1, fulfillment: fulfillment("X2", "Hand <b>made</b>") },
    { title: "Board", quantity: 1, fulfillment: null },
  ];
  const show = async (lineItems: unknown[]) => {
    const order = { id: 820982911946154, name: "#1001", line_items: lineItems };
    const globals = { order, request: { locale: { iso_code: "en" } } };
    document.body.innerHTML = await rendered({ ...onOrderPage, globals });
  };

  test("tells by Liquid alone what Shopify knows, one card for each fulfillment", async () => {
    asked.mockReturnValue(new Promise(() => {}));
    await show(lines);
    expect(texts(".homeward-sentence")).toEqual(["Shipped", "Shipped"]);
    expect(texts("[aria-current=step]").map((step) => step.trim())).toEqual(["Shipped", "Shipped"]);
    expect(texts(".homeward-carrier").map((line) => line.trim())).toEqual(["UPS 1Z1", "Hand <b>made</b> X2"]);
    expect(find(".homeward-carrier a", HTMLAnchorElement).href).toBe("https://carrier.example/1Z1?a=1&b=2");
    expect(texts(".homeward-contents li").map((line) => line.trim())).toEqual([
      "2 × Red mug",
      "1 × <i>Towel</i>",
      "1 × Candle",
    ]);
  });

  test("shows what Liquid knows in the markup of the app's answer", async () => {
    asked.mockReturnValue(new Promise(() => {}));
    await show(lines.slice(0, 1));
    const liquid = outline(find(".homeward-parcel", HTMLElement));
    const known = {
      ...{ status: "shipped", step: 2, number: "1Z1", contents: [{ title: "Red mug", quantity: 2 }] },
      ...{ expected: null, lastEvent: null, events: [], checkedAt: null },
      carrier: { name: "UPS", url: "https://carrier.example/1Z1?a=1&b=2", phone: null },
    };
    document.body.innerHTML = await fragment(storyOf([parcel(known)]), new URLSearchParams()).text();
    expect(liquid).toEqual(outline(find(".homeward-parcel", HTMLElement)));
  });

  test("asks by itself, and puts the story where Liquid's was, without taking the focus", async () => {
    answering(storyOf([parcel()]));
    await show(lines);
    await waitFor(() => expect(texts(".homeward-sentence")).toEqual(["On its way"]));
    const body = new URLSearchParams({
      ...{ locale: "en", order_id: "820982911946154", view: "fragment", language: "en" },
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    expect(asked.mock.lastCall?.[1]?.body).toEqual(body);
    expect(document.querySelector(".homeward-known")).toBeNull();
    expect(document.activeElement).toBe(document.body);
  });

  test.each([[{ kind: "not-found" }], [new TypeError("Failed to fetch")]])(
    "keeps what Liquid shows after %o, and says why only after a press",
    async (outcome) => {
      answering(outcome);
      await show(lines);
      await waitFor(() => expect(asked).toHaveBeenCalledOnce());
      expect(texts(".homeward-sentence")).toEqual(["Shipped", "Shipped"]);
      expect(texts(".homeward-known .homeward-message")).toEqual([""]);
      await waitFor(() => {
        find(".homeward-known button", HTMLButtonElement).click();
        expect(asked).toHaveBeenCalledTimes(2);
      });
      await waitFor(() =>
        expect(texts(".homeward-known .homeward-message")[0]).toMatch(/couldn't find|did not arrive/),
      );
      expect(texts(".homeward-sentence")).toEqual(["Shipped", "Shipped"]);
    },
  );

  test("an order without a parcel says so", async () => {
    asked.mockReturnValue(new Promise(() => {}));
    await show([lines[3]]);
    expect(texts(".homeward-sentence")).toEqual(["No parcel has left yet"]);
    expect(texts("[aria-current=step]").map((step) => step.trim())).toEqual(["Ordered"]);
  });

  test("the theme editor without an order shows the sample; a page without one shows nothing", async () => {
    const design = { request: { locale: { iso_code: "en" }, design_mode: true } };
    document.body.innerHTML = await rendered({ ...onOrderPage, globals: design });
    expect(texts(".homeward-sentence")).toEqual(["On its way"]);
    document.body.innerHTML = await rendered(onOrderPage);
    expect(document.querySelector(".homeward-known")).toBeNull();
    expect(asked).not.toHaveBeenCalled();
  });
});
