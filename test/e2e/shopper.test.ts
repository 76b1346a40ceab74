import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { describeInBrowser, launchChromium, USER_AGENT } from "#test/support/chromium";
import { numberEnding } from "#test/sandbox/shop/tracking-numbers";
import { layoutShift, watchLayout } from "#test/support/layout-shift";
import { eventually, startDemo, type DemoRun } from "./support/demo-run";
import { sandboxClient, type SandboxClient } from "./support/sandbox-client";

/**
 * Every journey of the sandbox, shipped three weeks ago: what its parcel comes to, and the step it
 * stands at.
 */
const journeys: Record<string, [sentence: string, step: string]> = {
  "01": ["Delivered", "Delivered"],
  "02": ["Delivered", "Delivered"],
  "03": ["Delivered", "Delivered"],
  "04": ["Delivered, left at the door or with a neighbour", "Delivered"],
  "05": ["Delivered", "Delivered"],
  "06": ["Delivered", "Delivered"],
  "07": ["Delivered", "Delivered"],
  "08": ["Out for delivery", "Out for delivery"],
  "09": ["Ready to be picked up", "Out for delivery"],
  "10": ["On its way", "In transit"],
  "91": ["The carrier tried to deliver", "Out for delivery"],
  "92": ["Returned to the sender", "In transit"],
  "93": ["Damaged or lost on the way", "In transit"],
  "94": ["The delivery was refused", "Out for delivery"],
  "95": ["Held at customs", "In transit"],
  "96": ["No update for 21 days, contact us", "In transit"],
  "97": ["Order shipped, waiting for the first scan", "Shipped"],
  "98": ["The carrier has not reported it yet", "Shipped"],
  "99": ["The carrier has not reported it yet", "Shipped"],
};
const fromChina = ["05", "06", "07", "95"];
const email = "ana@example.com";
const every = { order: "#1900", email };
const expectedSentences = Object.values(journeys)
  .map((pair) => pair.join(": "))
  .sort();

const ordersSchema = z.object({
  orders: z.array(
    z.object({
      name: z.string(),
      phone: z.string(),
      shippingAddress: z.object({ zip: z.string() }),
      fulfillments: z.array(z.object({ trackingNumbers: z.array(z.string()) })),
    }),
  ),
});

const answerSchema = z.object({
  kind: z.string(),
  answer: z
    .object({ parcels: z.array(z.object({ status: z.string(), substatusKey: z.string().nullable() })) })
    .optional(),
});

describeInBrowser("what a shopper sees", () => {
  let demo: DemoRun;
  let browser: Browser;
  let sandbox: SandboxClient;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo({ args: ["--app-only"] }), launchChromium()]);
    sandbox = sandboxClient(demo.facts);
    const fulfilledAt = new Date(Date.now() - 21.5 * 86_400_000).toISOString();
    for (const [index, ending] of Object.keys(journeys).entries()) {
      const kind = fromChina.includes(ending) ? "chinaPost" : "ups";
      const trackingNumbers = [numberEnding(kind, 700 + index, ending)];
      const trackingCompany = kind === "ups" ? "UPS" : "China Post";
      await sandbox.fulfil({ orderName: every.order, email, trackingNumbers, trackingCompany, fulfilledAt });
    }
    await sandbox.fulfil({ orderName: "#1901", email, trackingNumbers: [] });
    const trackingNumbers = [numberEnding("ups", 799, "10")];
    await sandbox.fulfil({ orderName: "#1902", email, trackingNumbers, trackingCompany: "UPS" });
    // Its label was taken back.
    const { fulfillmentId } = await sandbox.fulfil({
      orderName: "#1903",
      email,
      trackingNumbers: ["1Z999AA10123456784"],
    });
    await sandbox.changeFulfillment(fulfillmentId, { status: "cancelled" });
    await eventually(async () => ((await settledParcels()) ? true : null), {
      withinMs: 60_000,
      what: "every journey's parcel to be where it ends",
    });
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  /** Whether each of the nineteen parcels has come as far as its journey goes. */
  async function settledParcels(): Promise<boolean> {
    const response = await fetch(`${demo.facts().sandboxUrl}/apps/track`, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ order: every.order, contact: email, locale: "en" }),
    });
    const parcels = answerSchema.parse(await response.json()).answer?.parcels ?? [];
    const count = (status: string) => parcels.filter((parcel) => parcel.status === status).length;
    return count("delivered") === 7 && count("exception") === 4 && count("expired") === 1 && count("notfound") === 2;
  }

  async function opened(options: {
    width: number;
    script: boolean;
  }): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
    const context = await browser.newContext({
      userAgent: USER_AGENT,
      viewport: { width: options.width, height: 844 },
      javaScriptEnabled: options.script,
      locale: "en-US",
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("request", (request) => {
      const { origin } = new URL(demo.facts().sandboxUrl);
      if (!request.url().startsWith(origin) && !request.url().startsWith("data:"))
        faults.push(`asked ${request.url()}`);
    });
    if (options.script) await watchLayout(page);
    return { page, context, faults };
  }

  async function lookUp(page: Page, { order, email: contact }: typeof every): Promise<void> {
    await page.locator("[name=order]").fill(order);
    await page.locator("[name=contact]").fill(contact);
    await page.locator(".homeward-form button").first().click();
    await answered(page);
  }

  const answered = (page: Page) => page.locator(".homeward-result > *:not(.homeward-quiet)").first().waitFor();

  const texts = (page: Page, selector: string) =>
    page.locator(selector).evaluateAll((nodes) => nodes.map((node) => node.textContent.trim()));

  /** How far the page is wider than its window. */
  const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

  for (const width of [390, 1280])
    for (const locale of ["en", "ar"])
      test(`every journey, ${String(width)} px, ${locale}, by the script`, async () => {
        const { page, context, faults } = await opened({ width, script: true });
        await page.goto(`${demo.facts().storefrontUrl}?locale=${locale}`);
        await lookUp(page, every);
        await expectAllJourneys(page, locale);
        expect(await layoutShift(page)).toBe(0);
        if (width === 390 && locale === "en") await expectToPrint(page);
        await expectToFit(page);
        // Widths and directions differ in nothing else that is judged here.
        if ((width === 390) === (locale === "en"))
          expect((await new AxeBuilder({ page }).include(".homeward").analyze()).violations).toEqual([]);
        if (width === 390) await expectLongWordsToFit(page);
        expect(faults).toEqual([]);
        await context.close();
      });

  for (const width of [390, 1280])
    for (const locale of ["en", "ar"])
      test(`every journey, ${String(width)} px, ${locale}, without script`, async () => {
        const { page, context, faults } = await opened({ width, script: false });
        await page.goto(`${demo.facts().storefrontUrl}?locale=${locale}`);
        await lookUp(page, every);
        expect(new URL(page.url()).search).toBe("");
        await expectAllJourneys(page, locale);
        expect(faults).toEqual([]);
        await context.close();
      });

  async function expectAllJourneys(page: Page, locale: string): Promise<void> {
    expect(await page.locator(".homeward-parcel").count()).toBe(19);
    const steps = await texts(page, "[aria-current=step]");
    const sentences = await texts(page, ".homeward-sentence");
    if (locale === "en")
      expect(sentences.map((sentence, at) => `${sentence}: ${steps[at] ?? ""}`).sort()).toEqual(expectedSentences);
    expect(await page.locator(".homeward-progress[data-trouble]").count()).toBe(6);
    expect(await texts(page, ".homeward-carrier")).toHaveLength(19);
  }

  async function expectToFit(page: Page): Promise<void> {
    await page
      .locator(".homeward-updates")
      .evaluateAll((all) => all.forEach((updates) => updates.setAttribute("open", "")));
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }

  /** Paper shows the whole story and nothing to fill in. */
  async function expectToPrint(page: Page): Promise<void> {
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".homeward form").first().isVisible()).toBe(false);
    expect(await page.locator(".homeward-updates ol").first().isVisible()).toBe(true);
    await page.emulateMedia({ media: "screen" });
    expect(await page.locator(".homeward-updates ol").first().isVisible()).toBe(false);
  }

  /**
   * The narrowest window there is, which is also a small one at 200 %, with texts a third longer.
   */
  async function expectLongWordsToFit(page: Page): Promise<void> {
    await page.setViewportSize({ width: 320, height: 844 });
    await page.evaluate(() => {
      for (const node of document.querySelectorAll(".homeward :is(h2, h3, h4, p, span, label, button, summary, div)")) {
        const text = node.childElementCount === 0 ? node.textContent : "";
        if (text) node.textContent = `${text} ${text.slice(0, Math.ceil(text.length * 0.3))}`;
      }
    });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }

  test("the answer is in sight on the smallest phone, and letters twice as large stay words, with and without script", async () => {
    for (const script of [true, false]) {
      const { page, context } = await opened({ width: 320, script });
      await page.setViewportSize({ width: 320, height: 568 });
      await page.goto(demo.facts().storefrontUrl);
      await lookUp(page, every);
      const latest = page.locator(".homeward-latest").first();
      await expect.poll(async () => (await latest.boundingBox())?.y ?? 9_999).toBeLessThan(400);
      await page.locator(".homeward-updates summary").first().click();
      await page.evaluate(() => {
        document.documentElement.style.fontSize = "200%";
      });
      for (const what of await page.locator(".homeward-updates[open] li > div").all())
        expect((await what.boundingBox())?.width).toBeGreaterThan(120);
      await context.close();
    }
  });

  test("an order without a parcel says so, with and without script", async () => {
    for (const script of [true, false]) {
      const { page, context, faults } = await opened({ width: 390, script });
      await page.goto(demo.facts().storefrontUrl);
      await lookUp(page, { order: "#1903", email });
      expect(await texts(page, ".homeward-sentence")).toEqual(["No parcel has left yet"]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(faults).toEqual([]);
      await context.close();
    }
  });

  test("what was sent without a number is shown as sent, with what is inside, with and without script", async () => {
    for (const script of [true, false]) {
      const { page, context } = await opened({ width: 390, script });
      await page.goto(demo.facts().storefrontUrl);
      await lookUp(page, { order: "#1901", email });
      expect(await texts(page, ".homeward-sentence")).toEqual(["Shipped"]);
      expect(await texts(page, ".homeward-contents li")).not.toEqual([]);
      await context.close();
    }
  });

  test("a provider that is down changes nothing for a shopper, and a wrong e-mail shows nothing", async () => {
    await sandbox.faults({ mode: "http500", calls: 1000 });
    const { page, context, faults } = await opened({ width: 390, script: true });
    await page.goto(demo.facts().storefrontUrl);
    await lookUp(page, every);
    expect(await page.locator(".homeward-parcel").count()).toBe(19);
    await lookUp(page, { ...every, email: "someone@example.com" });
    await page.getByText("We couldn't find an order with these details").waitFor();
    expect(await page.locator(".homeward-parcel").count()).toBe(0);
    expect(faults).toEqual([]);
    await sandbox.faults({ mode: "none" });
    await context.close();
  });

  test("each way the merchant allows finds the order, with and without script, and so does a copied link", async () => {
    const { page: admin, context: merchant } = await opened({ width: 1280, script: true });
    await admin.goto(`${demo.facts().adminUrl}/apps/homeward/app/tracking-page`);
    const app = admin.frameLocator("iframe");
    for (const way of ["Phone number", "Postcode", "Tracking number alone"])
      await app.getByRole("checkbox", { name: way }).check();
    await admin.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => admin.getByRole("button", { name: "Save" }).isVisible()).toBe(false);

    const response = await fetch(`${demo.facts().sandboxUrl}/sandbox/orders`);
    const order = ordersSchema.parse(await response.json()).orders.find(({ name }) => name === "#1902");
    if (!order) throw new Error("The order of one parcel is gone");
    const [number = ""] = order.fulfillments.flatMap(({ trackingNumbers }) => trackingNumbers);
    for (const script of [true, false]) {
      const { page, context, faults } = await opened({ width: 390, script });
      const store = async () => {
        await page.goto(demo.facts().storefrontUrl);
        return page.getByLabel("Email, phone or postcode").isVisible();
      };
      await expect.poll(store, { timeout: 15_000 }).toBe(true);
      for (const contact of [email.toUpperCase(), order.phone, order.shippingAddress.zip]) {
        await page.goto(demo.facts().storefrontUrl);
        await lookUp(page, { order: "1902", email: contact });
        expect(await texts(page, ".homeward-sentence"), contact).toHaveLength(1);
        expect(await texts(page, ".homeward-order"), contact).toEqual(["Order #1902"]);
      }
      await page.goto(demo.facts().storefrontUrl);
      await page.locator("summary", { hasText: "tracking number" }).click();
      await page.locator("[name=number]").fill(` ${number.toLowerCase()} `);
      await page.locator(".homeward-by-number button").click();
      await answered(page);
      expect(await texts(page, ".homeward-sentence")).toHaveLength(1);
      // A number does not prove the buyer: nothing else of the order is shown.
      expect(await page.locator(".homeward-order, .homeward-contents").count()).toBe(0);
      expect(new URL(page.url()).search).toBe("");
      expect(faults).toEqual([]);
      await context.close();
    }

    await merchant.grantPermissions(["clipboard-read", "clipboard-write"]);
    await admin.goto(`${demo.facts().adminUrl}/apps/homeward/app/shipments?q=${number}`);
    await app.getByText("#1902").locator("visible=true").first().click();
    await app.getByText("Why this status").waitFor();
    await app.getByRole("button", { name: "Copy tracking link" }).locator("visible=true").first().click();
    const copied = await eventually(async () => (await admin.evaluate(() => navigator.clipboard.readText())) || null, {
      withinMs: 5_000,
      what: "the link to be copied",
    });
    await merchant.close();
    const { page, context } = await opened({ width: 390, script: false });
    await page.goto(`${demo.facts().sandboxUrl}${new URL(copied).pathname}`);
    expect(await texts(page, ".homeward-order")).toEqual(["Order #1902"]);
    expect(await page.locator(".homeward form").count()).toBe(0);
    await context.close();
  });

  test("the theme's page of an order shows by Liquid what Shopify knows, and nothing on it moves", async () => {
    for (const script of [true, false]) {
      const { page, context, faults } = await opened({ width: 390, script });
      await page.goto(`${demo.facts().sandboxUrl}/store/account/orders/1902?locale=en`);
      await page.locator(".homeward-parcel").first().waitFor();
      if (script) {
        // The app, which learns from Shopify who is signed in, knows more than Liquid does.
        await page
          .getByText(/^Checked /)
          .first()
          .waitFor();
        expect(await layoutShift(page)).toBe(0);
      } else expect(await texts(page, ".homeward-sentence")).toEqual(["Shipped"]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      if (script) expect((await new AxeBuilder({ page }).include(".homeward").analyze()).violations).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    }
  });

  test("customer accounts show the order, each of its fulfillments, and all of a customer's parcels", async () => {
    const { page, context, faults } = await opened({ width: 390, script: true });
    const { sandboxUrl } = demo.facts();
    const number = numberEnding("ups", 799, "10");
    const [block, fulfillment] = ["order-status.block.render", "order-status.fulfillment-details.render-after"].map(
      (target) => page.locator(`[data-target="customer-account.${target}"]`),
    );
    if (!block || !fulfillment) throw new Error("There are two places");

    await page.goto(`${sandboxUrl}/store/orders/1902?locale=en&state=pre_authenticated`);
    for (const place of [block, fulfillment]) await place.locator("s-progress").waitFor();
    expect(await page.content()).not.toContain(number);
    await block.getByRole("button", { name: "Log in" }).click();
    for (const place of [block, fulfillment]) await place.getByText(number).waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect((await new AxeBuilder({ page }).include(".extension").analyze()).violations).toEqual([]);

    await page.getByRole("link", { name: "Parcels" }).click();
    await page.getByRole("heading", { name: "On the way", exact: true }).waitFor();
    expect(await page.getByRole("link", { name: /^Order #/ }).count()).toBe(10);
    await page.getByRole("button", { name: "Show more parcels" }).click();
    await page
      .getByRole("link", { name: /^Order #/ })
      .nth(10)
      .waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect((await new AxeBuilder({ page }).include(".extension").analyze()).violations).toEqual([]);
    await page.getByRole("link", { name: "Order #1902" }).first().click();
    await page.getByRole("heading", { name: "Order #1902" }).waitFor();
    // Extensions ask the app, and no other address.
    const ours = `asked ${demo.facts().appUrl}/api/customer/`;
    expect(faults.filter((fault) => !fault.startsWith(ours))).toEqual([]);
    await context.close();
  });
});
