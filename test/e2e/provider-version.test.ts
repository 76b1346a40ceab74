import type { Browser, FrameLocator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchChromium, USER_AGENT } from "#test/support/chromium";
import { homewardFarSide } from "#test/support/homeward-far-side";
import { startMisbehavingServer, type Behaviour, type MisbehavingServer } from "#test/support/misbehaving-server";
import { TrackingMoreV4StandIn } from "#test/support/trackingmore-v4";
import { startDemo, type DemoRun } from "./support/demo-run";
import { settled } from "./support/settled";

describeInBrowser("a merchant whose key is for another version", () => {
  const v2 = homewardFarSide("v2", () => new Date());
  const v4 = new TrackingMoreV4StandIn(() => new Date(), v2.apiKey);
  let answersV2: boolean;
  let provider: MisbehavingServer;
  let demo: DemoRun;
  let browser: Browser;

  beforeAll(async () => {
    const gone: Behaviour = { kind: "answer", status: 410, body: "<!doctype html><title>Gone</title>" };
    provider = await startMisbehavingServer({
      kind: "compute",
      answer: (request) => {
        if (request.path.startsWith("/v4/")) return v4.answer(request);
        return answersV2 ? v2.answer(request) : gone;
      },
    });
    [demo, browser] = await Promise.all([startDemo({ args: ["--app-only"] }), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
    await provider.close();
  });

  const field = (page: FrameLocator, label: string) => page.getByLabel(label, { exact: true });
  const button = (page: FrameLocator, name: string) => page.getByRole("button", { name, exact: true });
  const useVersion4 = (page: FrameLocator) => button(page, "Use version 4 instead");

  async function settings(): Promise<FrameLocator> {
    const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width: 1280, height: 900 } });
    const tab = await context.newPage();
    await tab.goto(`${demo.facts().adminUrl}/apps/homeward/app/settings`);
    const page = tab.frameLocator("iframe");
    await field(page, "Address").waitFor();
    await settled(tab);
    return page;
  }

  async function enter(page: FrameLocator): Promise<void> {
    await field(page, "Provider").selectOption({ label: "TrackingMore v2" });
    await field(page, "Address").fill(`${provider.url}/v2`);
    await field(page, "API key").fill(v2.apiKey);
    await button(page, "Save and test").click();
  }

  async function isConnectedToVersion4(page: FrameLocator): Promise<void> {
    await field(page, "Webhook secret").waitFor();
    await page.getByText(`A key that ends in ${v2.apiKey.slice(-4)} is saved`, { exact: false }).waitFor();
    await useVersion4(page).waitFor({ state: "detached" });
    expect(await field(page, "Address").inputValue()).toBe(`${provider.url}/v4`);
    expect(await field(page, "Provider").inputValue()).toBe("trackingmore-v4");
  }

  test("is offered the right one when connecting, and takes it with one key press", async () => {
    answersV2 = false;
    const page = await settings();
    await enter(page);
    // A key press, unlike a click, does not wait until the form has come to rest.
    await expect.poll(() => useVersion4(page).isEnabled()).toBe(true);
    await useVersion4(page).press("Enter");
    await isConnectedToVersion4(page);
  });

  test("is offered it when a connection that worked is tested, and need not enter the key again", async () => {
    answersV2 = true;
    const page = await settings();
    await enter(page);
    // The saved way is shown by a form made anew, whose key field is empty again.
    await expect.poll(() => field(page, "API key").inputValue()).toBe("");
    answersV2 = false;
    await button(page, "Test connection").click();
    await useVersion4(page).click();
    await isConnectedToVersion4(page);
  });
});
