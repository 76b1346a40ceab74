import type { Browser, FrameLocator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchChromium, USER_AGENT } from "#test/support/chromium";
import { startDemo, type DemoRun } from "./support/demo-run";
import { sandboxClient, type SandboxClient } from "./support/sandbox-client";

describeInBrowser("a merchant with past orders", () => {
  let demo: DemoRun;
  let browser: Browser;
  let page: Page;
  let sandbox: SandboxClient;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo({ args: ["--app-only"] }), launchChromium()]);
    sandbox = sandboxClient(() => demo.facts());
    page = await (await browser.newContext({ userAgent: USER_AGENT })).newPage();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  const open = async (place: string): Promise<FrameLocator> => {
    await page.goto(`${demo.facts().adminUrl}/apps/homeward${place}`, { waitUntil: "networkidle" });
    return page.frameLocator("iframe");
  };

  test("has had them synced after the installation, without doing anything", async () => {
    const settings = await open("/app/settings");
    await settings.getByText(/Last sync .* 60 orders read/).waitFor();
  });

  test("starts a sync, watches it, cancels it, and lets another come through", async () => {
    // Shopify answers the count and one page, and then asks for a pause.
    await sandbox.shopifyFault({ mode: "throttled", after: 2, calls: 10_000 });
    let settings = await open("/app/settings");
    await settings.getByText("Last 60 days", { exact: true }).click();
    await settings.getByRole("button", { name: "Sync again" }).click();
    await settings.getByText("25 of about 60 orders").waitFor();
    await settings.getByText("Shopify asks for a pause. The sync goes on by itself.").waitFor();

    const home = await open("/app");
    await home.getByRole("progressbar", { name: "25 of about 60 orders" }).waitFor();
    await home.getByRole("link", { name: "View sync" }).click();
    settings = page.frameLocator("iframe");
    await settings.getByRole("button", { name: "Cancel sync" }).click();
    await settings.getByText(/^Cancelled .* 25 orders read/).waitFor();

    await sandbox.shopifyFault({ mode: "none" });
    await settings.getByRole("button", { name: "Sync again" }).click();
    await settings.getByText(/Last sync .* 60 orders read · nothing was missing/).waitFor();
  });

  test("learns that a sync has stopped, why, and continues it", async () => {
    await sandbox.shopifyFault({ mode: "not-found", after: 2, calls: 10_000 });
    const settings = await open("/app/settings");
    await settings.getByRole("button", { name: "Sync again" }).click();
    await settings.getByText(/^Syncing past orders/).waitFor();
    const home = await open("/app");
    await home.getByText("Syncing past orders has stopped").waitFor();
    await home.getByText("Shopify did not know this store.").waitFor();
    await sandbox.shopifyFault({ mode: "none" });
    const again = await open("/app/settings");
    await again.getByRole("button", { name: "Continue sync" }).click();
    await again.getByText(/Last sync .* 60 orders read · nothing was missing/).waitFor();
  });

  test("is told what no webhook told: the hourly check finds it", async () => {
    const number = "1Z999AA10123456784";
    await sandbox.fulfil({ trackingNumbers: [number], trackingCompany: "UPS", notify: false });
    expect(await sandbox.trackings([number])).toEqual([]);
    await sandbox.moveClock(2);
    const home = await open("/app");
    await home.getByText(/1 found missing and added/).waitFor();
    expect(await sandbox.trackings([number])).toMatchObject([{ tracking_number: number, carrier_code: "ups" }]);
  });
});
