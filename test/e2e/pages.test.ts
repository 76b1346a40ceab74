import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchChromium, USER_AGENT } from "#test/support/chromium";
import { startDemo, type DemoRun } from "./support/demo-run";
import { settled } from "./support/settled";

const widths = [1280, 390];
/** A phone's page is also pressed into the narrowest window there is. */
const NARROWEST = 320;

describeInBrowser("every page, wide and narrow", () => {
  let demo: DemoRun;
  let browser: Browser;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  const embedded: Record<string, (page: Page) => Promise<void>> = {
    home: async (page) => openEmbedded(page, "/app", "Needs attention"),
    shipments: async (page) => openEmbedded(page, "/app/shipments", /^#10\d\d$/),
    carriers: async (page) => openEmbedded(page, "/app/carriers", "Company names without a carrier"),
    "not delivered": async (page) => openEmbedded(page, "/app/not-delivered", "Not delivered to us"),
    "tracking page": async (page) => openEmbedded(page, "/app/tracking-page", "How shoppers find their order"),
    settings: async (page) => openEmbedded(page, "/app/settings", "Provider"),
    "one shipment": async (page) => {
      await openEmbedded(page, "/app/shipments?view=delivered", /^#10\d\d$/);
      // On a phone the table changes its shape while it comes to life; a person clicks later than
      // that.
      await settled(page);
      const rows = page.frameLocator("iframe").getByText(/^#10\d\d$/);
      await rows.locator("visible=true").first().click();
      await page.frameLocator("iframe").getByText("Why this status").waitFor();
    },
  };
  const shopper: Record<string, (page: Page) => Promise<void>> = {
    "the storefront": async (page) => {
      await page.goto(demo.facts().storefrontUrl);
      await page.getByLabel(/order number/i).waitFor();
    },
    "the order page": async (page) => {
      await page.goto(demo.facts().orderStatusUrl);
      await page
        .getByText(/all updates/i)
        .first()
        .waitFor();
    },
  };

  for (const width of widths) {
    for (const [name, open] of Object.entries({ ...embedded, ...shopper })) {
      test(`${name} at ${String(width)} px: no console error, no horizontal scroll, nothing serious for axe`, async () => {
        const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width, height: 900 } });
        const page = await context.newPage();
        const errors: string[] = [];
        page.on("console", (message) => {
          if (message.type() === "error") errors.push(message.text());
        });
        page.on("pageerror", (error) => errors.push(error.message));
        await open(page);
        await settled(page);

        await expectNoHorizontalScroll(page);
        // A document without scripts runs no axe either, and would be waited for; what it shows is
        // judged in the storefront.
        const { violations } = await new AxeBuilder({ page }).exclude(["iframe", ".hw-preview iframe"]).analyze();
        const serious = violations
          .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
          .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" | ")}`);
        expect(serious).toEqual([]);
        if (width < 1000) {
          await page.setViewportSize({ width: NARROWEST, height: 900 });
          await settled(page);
          await expectNoHorizontalScroll(page);
        }
        expect(errors).toEqual([]);
        await context.close();
      });
    }
  }

  test("what a merchant types stands in the preview, and once saved in the store", async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await openEmbedded(page, "/app/tracking-page", "How shoppers find their order");
    await settled(page);
    const app = page.frameLocator("iframe");
    const preview = app.frameLocator("iframe");
    await preview.getByText("Departed from Shenzhen sorting centre").waitFor();
    await app.getByRole("textbox", { name: "Heading" }).fill("Where is my parcel?");
    await app.getByRole("button", { name: "Add place" }).click();
    await app.getByRole("textbox", { name: "Place", exact: true }).fill("shenzhen");
    await app.getByRole("textbox", { name: "Replace with" }).fill("our warehouse");
    await preview.getByText("Departed from our warehouse sorting centre").waitFor();
    await preview.getByRole("heading", { name: "Where is my parcel?" }).waitFor();
    await app.getByRole("textbox", { name: "Contact address" }).fill("javascript:alert(1)");
    await page.getByRole("button", { name: "Save" }).click();
    await app.getByText(/^Enter a page like/).waitFor();
    await app.getByRole("textbox", { name: "Contact address" }).fill("/pages/contact");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => page.getByRole("button", { name: "Save" }).isVisible()).toBe(false);
    const inStore = async () => {
      await page.goto(demo.facts().storefrontUrl);
      return page.locator(".homeward-heading").first().textContent();
    };
    await expect.poll(inStore, { timeout: 15_000 }).toBe("Where is my parcel?");
    await context.close();
  });

  test("a half-written form outlives a broken line, and can be sent when the line is back", async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await openEmbedded(page, "/app/settings", "Provider");
    await settled(page);
    const app = page.frameLocator("iframe");
    const cap = app.getByRole("textbox", { name: "Most registrations a month" });
    await cap.fill("123456");
    const data = (url: URL) => url.searchParams.has("_data");
    let lost = 0;
    await context.route(data, (route) => {
      lost += 1;
      return route.abort("connectionrefused");
    });
    await expect.poll(() => lost, { timeout: 15_000 }).toBeGreaterThan(0);
    await app.getByRole("button", { name: "Save limit" }).click();
    await page.getByText("That did not work. Try again.").waitFor();
    expect(await cap.inputValue()).toBe("123456");
    await context.unroute(data);
    await app.getByRole("button", { name: "Save limit" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    await context.close();
  });

  test("what one window saves about customers shows in the other, and is no change of its own there", async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 } });
    const [one, other] = [await context.newPage(), await context.newPage()];
    for (const page of [other, one]) await openEmbedded(page, "/app/settings", "Provider");
    await settled(one);
    const box = (page: Page) => page.frameLocator("iframe").getByRole("checkbox", { name: "Customer phone" });
    const before = await box(one).isChecked();
    await box(one).click();
    await one.getByRole("button", { name: "Save", exact: true }).click();
    await expect.poll(() => box(other).isChecked(), { timeout: 15_000 }).toBe(!before);
    expect(await other.getByRole("button", { name: "Save", exact: true }).isVisible()).toBe(false);
    await context.close();
  });

  test("the carriers' forms go by keyboard: Enter saves once, and the focus comes back", async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await openEmbedded(page, "/app/carriers", "Company names without a carrier");
    await settled(page);
    const app = page.frameLocator("iframe");
    let sent = 0;
    await context.route(
      (url) => url.searchParams.get("_data") === "routes/app.carriers",
      async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        sent += 1;
        // On a line this slow people press Enter again.
        const answer = await route.fetch();
        await page.keyboard.press("Enter");
        await route.fulfill({ response: answer });
      },
    );
    const add = app.getByRole("button", { name: "Add carrier" });
    await add.focus();
    await page.keyboard.press("Enter");
    await app.getByRole("textbox", { name: "Name" }).fill("Rider Zoë");
    await page.keyboard.press("Enter");
    await app.getByRole("dialog").waitFor({ state: "detached" });
    await app.getByText("Rider Zoë").waitFor();
    expect(sent).toBe(1);
    await expect.poll(() => add.evaluate((button) => button === document.activeElement)).toBe(true);
    await context.close();
  });

  test("Enter in a field of the provider saves it", async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await openEmbedded(page, "/app/settings", "Provider");
    await settled(page);
    await page.frameLocator("iframe").getByRole("textbox", { name: "Address", exact: true }).fill("not an address");
    await page.keyboard.press("Enter");
    await page
      .frameLocator("iframe")
      .getByText(/^Enter an address that begins with https/)
      .waitFor();
    await context.close();
  });

  test("Enter in the search opens what was searched, and nothing else", async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await openEmbedded(page, "/app/shipments", /^#10\d\d$/);
    await settled(page);
    const app = page.frameLocator("iframe");
    await app.getByRole("button", { name: "Search and filter" }).click();
    const field = app.getByPlaceholder(/^Search order/);
    await field.fill("＃１００１");
    await app.getByText("#1001", { exact: true }).waitFor();
    await expect.poll(() => app.locator("tbody tr").count()).toBe(1);
    await field.fill("ana");
    await app.getByText(/^Type an order number/).waitFor();
    await page.keyboard.press("Enter");
    await settled(page);
    expect(await app.getByText("Why this status").count()).toBe(0);
    await field.fill("１００１");
    await page.keyboard.press("Enter");
    await app.getByText("Why this status").waitFor();
    await context.close();
  });

  async function expectNoHorizontalScroll(page: Page): Promise<void> {
    for (const frame of page.frames()) {
      const overflow = () => frame.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await expect.poll(overflow, { message: `${frame.url()} is wider than its window` }).toBeLessThanOrEqual(0);
    }
  }

  async function openEmbedded(page: Page, place: string, text: string | RegExp): Promise<void> {
    await page.goto(`${demo.facts().adminUrl}/apps/homeward${place}`);
    await page.frameLocator("iframe").getByText(text).locator("visible=true").first().waitFor();
  }
});
