import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { proxySignature } from "../shopify/signatures";
import { projectDir, secret, startApp, startTestSandbox, temporaryDir } from "./running-sandbox";

const themeDir = "extensions/theme-tracking";
const widgetDir = "extensions/customer-order-status";
const accountDirs = [widgetDir, "extensions/customer-parcels"];

/** A copy of what is shipped, to break parts of it. */
let copy: string;
beforeEach(() => {
  copy = temporaryDir();
  cpSync(path.join(projectDir, themeDir), path.join(copy, themeDir), { recursive: true });
  for (const dir of accountDirs)
    for (const part of ["locales", "shopify.extension.toml"])
      cpSync(path.join(projectDir, dir, part), path.join(copy, dir, part), { recursive: true });
  cpSync(path.join(projectDir, "shopify.app.toml"), path.join(copy, "shopify.app.toml"));
});

const page = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
};

describe("the storefront", () => {
  test("shows the shipped block with its words, settings, style and script", async () => {
    const { url } = await startTestSandbox({ projectDir: copy });
    const { status, text } = await page(`${url}/store`);
    expect(status).toBe(200);
    expect(text).toContain("Track your order");
    expect(text).toContain("/store/assets/tracking.css");
    expect(text).toContain("/store/assets/tracking.js");
    expect(text).not.toContain("Translation missing");
    expect((await page(`${url}/store/assets/tracking.js`)).status).toBe(200);
  });

  test("speaks the visitor's language", async () => {
    const { url } = await startTestSandbox({ projectDir: copy });
    const { text } = await page(`${url}/store?locale=de`);
    expect(text).toContain('<html lang="de" dir="ltr">');
    expect(text).not.toContain("Translation missing");
  });

  test("runs from right to left where its language does, and knows the theme editor", async () => {
    const { url } = await startTestSandbox({ projectDir: copy });
    expect((await page(`${url}/store?locale=ar`)).text).toContain('<html lang="ar" dir="rtl"');
    expect((await page(`${url}/store`)).text).not.toContain("homeward-parcel");
    expect((await page(`${url}/store?design=1`)).text).toContain("homeward-parcel");
    expect((await page(`${url}/store?blocks=none`)).text).not.toContain("homeward");
  });

  test.each(["blocks", "assets", "snippets"])("is plainly broken without the shipped %s", async (folder) => {
    rmSync(path.join(copy, themeDir, folder), { recursive: true });
    const { url } = await startTestSandbox({ projectDir: copy });
    const { status, text } = await page(`${url}/store`);
    expect(status).toBe(500);
    expect(text).toContain("The theme block cannot be shown");
  });
});

describe("the theme's page of an order", () => {
  test("shows the shipped block to the order's customer, signed in for the app proxy", async () => {
    const app = await startApp(() => ({ body: '{"kind":"found"}' }));
    const { url, sandbox } = await startTestSandbox({ projectDir: copy, appUrl: app.url });
    const { order } = sandbox.store.fulfil({ trackingNumbers: ["A1"], trackingCompany: "UPS" });
    const response = await fetch(`${url}/store/account/orders/1001`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain("UPS A1");
    expect(text).toContain(`name="order_id" value="${order.id}"`);
    const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    await fetch(`${url}/apps/track`, { method: "POST", headers: { cookie }, body: "" });
    const query = new URL(app.calls[0]?.url ?? "", app.url).searchParams;
    expect(query.get("logged_in_customer_id")).toBe(order.customer.id);
    expect(query.get("signature")).toBe(proxySignature(secret, query));
    expect(app.calls[0]?.headers.cookie).toBeUndefined();
  });

  test("is nobody else's", async () => {
    const { url, sandbox } = await startTestSandbox({ projectDir: copy });
    sandbox.store.fulfil({ trackingNumbers: ["A1"] });
    expect((await page(`${url}/store/account/orders/1001?customer=1`)).status).toBe(404);
  });

  test("is plainly broken without its block", async () => {
    rmSync(path.join(copy, themeDir, "blocks/order-status.liquid"));
    const { url, sandbox } = await startTestSandbox({ projectDir: copy });
    sandbox.store.fulfil({ trackingNumbers: ["A1"] });
    const { status, text } = await page(`${url}/store/account/orders/1001`);
    expect(status).toBe(500);
    expect(text).toContain("The theme block cannot be shown");
  });
});

describe("the app proxy", () => {
  test("signs the visitor's query and passes method and body on without cookies", async () => {
    const app = await startApp(() => ({ body: '{"kind":"found"}' }));
    const { url } = await startTestSandbox({ projectDir: copy, appUrl: app.url });
    const response = await fetch(`${url}/apps/track/look-up?a=1&a=2&shop=evil`, {
      method: "POST",
      headers: { cookie: "session=1", "content-type": "application/x-www-form-urlencoded" },
      body: "order=1001",
    });
    expect(await response.json()).toEqual({ kind: "found" });
    const [call] = app.calls;
    const { pathname, searchParams } = new URL(call?.url ?? "", app.url);
    expect(call).toMatchObject({ method: "POST", body: "order=1001" });
    expect(call?.headers.cookie).toBeUndefined();
    expect(pathname).toBe("/proxy/track/look-up");
    expect(searchParams.getAll("shop")).toEqual(["homeward-demo.myshopify.com"]);
    expect(searchParams.get("path_prefix")).toBe("/apps/track");
    expect(searchParams.get("signature")).toBe(proxySignature(secret, searchParams));
  });

  test("renders a Liquid answer inside the theme", async () => {
    const app = await startApp(() => ({ contentType: "application/liquid", body: "<p>{{ shop.name | upcase }}</p>" }));
    const { url } = await startTestSandbox({ projectDir: copy, appUrl: app.url });
    const { text } = await page(`${url}/apps/track`);
    expect(text).toContain("<p>HEARTH & HILL</p>");
    expect(text).toContain('class="header"');
  });
});

describe("customer accounts", () => {
  const built = (dir: string) => {
    mkdirSync(path.join(copy, dir, "dist"), { recursive: true });
    writeFileSync(path.join(copy, dir, "dist/extension.js"), "/* built */");
  };
  const pages = [
    ["/store/orders/1001", widgetDir],
    ["/store/account/parcels", "extensions/customer-parcels"],
  ] as const;

  test.each(pages)("%s is plainly broken while its extension has not been built", async (address, dir) => {
    for (const other of accountDirs) if (other !== dir) built(other);
    const { url, sandbox } = await startTestSandbox({ projectDir: copy });
    sandbox.store.fulfil({ trackingNumbers: ["A1"] });
    const { status, text } = await page(`${url}${address}`);
    expect(status).toBe(500);
    expect(text).toContain("The extension cannot be shown");
  });

  test.each(pages)("%s is plainly broken while its target is not configured", async (address, dir) => {
    built(dir);
    const file = path.join(copy, dir, "shopify.extension.toml");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(".render", ".gone"));
    const { url, sandbox } = await startTestSandbox({ projectDir: copy });
    sandbox.store.fulfil({ trackingNumbers: ["A1"] });
    expect(await page(`${url}${address}`)).toMatchObject({
      status: 500,
      text: expect.stringContaining("The extension&#39;s configuration has no target"),
    });
  });

  test("the order's page has a place for the block and one for each fulfillment", async () => {
    built(widgetDir);
    const { url, sandbox } = await startTestSandbox({ projectDir: copy });
    const { order, fulfillment } = sandbox.store.fulfil({ trackingNumbers: ["A1"] });
    const cancelled = sandbox.store.fulfil({ orderName: order.name, trackingNumbers: ["A2"] }).fulfillment;
    sandbox.store.changeFulfillment(cancelled.id, { status: "cancelled" });
    for (const name of ["1001", "%231001", order.id]) {
      const { status, text } = await page(`${url}/store/orders/${name}`);
      expect(status).toBe(200);
      expect(text).toContain("Order #1001");
      expect(text.match(/data-target="[^"]+"/g)).toEqual([
        'data-target="customer-account.order-status.block.render"',
        'data-target="customer-account.order-status.fulfillment-details.render-after"',
      ]);
      expect(text).toContain(`data-fulfillment="gid://shopify/Fulfillment/${fulfillment.id}"`);
    }
  });

  test("the page of all parcels is the newest order's customer's, or another's", async () => {
    built("extensions/customer-parcels");
    const { url, sandbox } = await startTestSandbox({ projectDir: copy });
    expect((await page(`${url}/store/account/parcels`)).status).toBe(404);
    sandbox.store.fulfil({ trackingNumbers: ["A1"], email: "ana@example.com", fulfilledAt: "2026-11-01T10:00:00Z" });
    sandbox.store.fulfil({ trackingNumbers: ["A2"], email: "ben@example.com", fulfilledAt: "2026-11-02T10:00:00Z" });
    expect((await page(`${url}/store/account/parcels`)).text).toContain('"tokenUrl":"/store/orders/%231002/');
    expect((await page(`${url}/store/account/parcels?order=1001`)).text).toContain(
      '"tokenUrl":"/store/orders/%231001/',
    );
    expect((await page(`${url}/store/account/parcels?order=1003`)).status).toBe(404);
  });

  test("each extension has its own bundle", async () => {
    built(widgetDir);
    const { url } = await startTestSandbox({ projectDir: copy });
    expect((await page(`${url}/store/order-status/bundles/customer-order-status.js`)).text).toBe("/* built */");
    expect((await page(`${url}/store/order-status/bundles/theme-tracking.js`)).status).toBe(404);
  });
});
