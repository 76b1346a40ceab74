import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { describeInBrowser, launchChromium, USER_AGENT } from "#test/support/chromium";
import { projectDir, startApp, startTestSandbox, temporaryDir } from "./running-sandbox";

const embeddedPage = (sandboxUrl: string) => `<!doctype html><html lang="en"><head>
  <script src="${sandboxUrl}/app-bridge.js" data-api-key="app-key"></script></head><body>
  <ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/shipments">Shipments</a></ui-nav-menu>
  <ui-title-bar title="Parcels"><button variant="primary" onclick="said.textContent='synced'">Sync</button></ui-title-bar>
  <ui-save-bar id="bar"><button variant="primary" onclick="shopify.saveBar.hide('bar');shopify.toast.show('Saved')"></button>
    <button onclick="shopify.saveBar.hide('bar')"></button></ui-save-bar>
  <ui-modal id="modal"><p>Really?</p><ui-title-bar title="Delete">
    <button variant="primary" tone="critical" onclick="shopify.modal.hide('modal')">Delete</button></ui-title-bar></ui-modal>
  <h1 id="place"></h1><p id="said"></p>
  <a href="https://homeward-demo.myshopify.com/admin/orders/1001" target="_top">Open order</a>
  <button onclick="shopify.saveBar.show('bar')">Change</button>
  <button onclick="shopify.modal.show('modal')">Ask</button>
  <button onclick="fetch('/app/data').then((r) => r.text()).then((t) => { said.textContent = t })">Load</button>
  <script>place.textContent = location.pathname; addEventListener('shopify:navigate', (e) => {
    history.pushState(null, '', e.target.getAttribute('href')); place.textContent = location.pathname; })</script></body></html>`;

describeInBrowser("in a browser", () => {
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    page = await browser.newPage({ userAgent: USER_AGENT });
    faults.length = 0;
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  });

  const openAdmin = async (place: string) => {
    const app = await startApp(({ url, headers }) =>
      url.startsWith("/app/data")
        ? { body: headers.authorization?.startsWith("Bearer ey") ? "authorised" : "nobody" }
        : { contentType: "text/html", body: embeddedPage(sandboxUrl) },
    );
    const { url: sandboxUrl, sandbox } = await startTestSandbox({ appUrl: app.url });
    sandbox.store.fulfil({ trackingNumbers: ["A1"] });
    await page.goto(`${sandboxUrl}${place}`);
    return page.frameLocator("#app-frame");
  };

  test("the frame hands the app its place, token, menu, title bar and save bar", async () => {
    const app = await openAdmin("/admin/apps/homeward/app/settings?tab=1");
    await app.getByRole("heading", { name: "/app/settings" }).waitFor();
    await app.getByRole("button", { name: "Load" }).click();
    await app.getByText("authorised").waitFor();
    await page.getByRole("button", { name: "Sync" }).click();
    await app.getByText("synced").waitFor();
    await page.getByRole("link", { name: "Shipments" }).click();
    await app.getByRole("heading", { name: "/app/shipments" }).waitFor();
    await page.waitForURL(/\/admin\/apps\/homeward\/app\/shipments$/);

    await app.getByRole("button", { name: "Change" }).click();
    await page.getByRole("link", { name: "Homeward" }).click();
    await page.getByRole("button", { name: "Stay" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect(await page.getByText("Unsaved changes", { exact: true }).isVisible()).toBe(false);
    expect(faults).toEqual([]);
  });

  test("a modal opens over the frame, and links to Shopify's admin lead to the order", async () => {
    const app = await openAdmin("/admin");
    await app.getByRole("button", { name: "Ask" }).click();
    await app.getByRole("dialog", { name: "Delete" }).getByText("Really?").waitFor();
    await app.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await app.getByRole("dialog").waitFor({ state: "detached" });
    await app.getByRole("link", { name: "Open order" }).click();
    await page.getByRole("heading", { name: "#1001", exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  test("the order page runs a built widget without window, with its own fetch and signals", async () => {
    const app = await startApp(({ headers }) => ({
      body: JSON.stringify({ token: headers.authorization?.slice(0, 9) }),
    }));
    const copy = temporaryDir();
    const widget = path.join(copy, "extensions/customer-order-status");
    mkdirSync(path.join(widget, "dist"), { recursive: true });
    for (const part of ["locales", "shopify.extension.toml"]) {
      cpSync(path.join(projectDir, "extensions/customer-order-status", part), path.join(widget, part), {
        recursive: true,
      });
    }
    cpSync(path.join(projectDir, "shopify.app.toml"), path.join(copy, "shopify.app.toml"));
    writeFileSync(
      path.join(widget, "dist/widget.js"),
      `shopify.extend("customer-account.order-status.fulfillment-details.render-after", async () => {
        const text = document.createElement("s-text");
        text.textContent = [shopify.fulfillmentId, document.body.childElementCount].join("|");
        document.body.append(text);
      });
      shopify.extend("customer-account.order-status.block.render", async () => {
        const token = await shopify.sessionToken.get();
        const answer = await fetch("https://homeward.example.com/api/x", { headers: { Authorization: "Bearer " + token } });
        const text = document.createElement("s-text");
        text.textContent = [shopify.order.value.name, typeof window, (await answer.json()).token, shopify.i18n.translate("heading")].join("|");
        document.body.append(text);
      });`,
    );
    const { url, sandbox } = await startTestSandbox({ projectDir: copy, appUrl: app.url });
    const { fulfillment } = sandbox.store.fulfil({ trackingNumbers: ["A1"] });
    // The fake app answers the preflight with 200 but not its headers, so the browser asks for
    // leave first.
    await page.route("**/api/x", async (route) => {
      const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization" };
      if (route.request().method() === "OPTIONS") await route.fulfill({ status: 204, headers });
      else await route.continue();
    });
    await page.goto(`${url}/store/orders/1001`);
    await page.getByText("#1001|undefined|Bearer ey|Where is my order").waitFor();
    await page.getByText(`gid://shopify/Fulfillment/${fulfillment.id}|0`).waitFor();
    expect(faults).toEqual([]);
  });
});
