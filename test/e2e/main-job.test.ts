import { rm } from "node:fs/promises";
import { copyFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { proxySignature } from "#test/sandbox/shopify/signatures";
import { describeInBrowser, launchChromium } from "#test/support/chromium";
import { startDemo, type DemoRun } from "./support/demo-run";
import { expectMainJob } from "./support/main-job";
import { sandboxClient } from "./support/sandbox-client";
import { eventually } from "./support/demo-run";

describeInBrowser("the main job", () => {
  let demo: DemoRun;
  let browser: Browser;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  test("three numbers travel from the signed webhook to the shopper's phone", async () => {
    await expectMainJob(demo, browser, ["1Z999AA10123456784", "1ZX17XYW0329999992", "1Z5R89390357567127"]);
  });

  test("the same webhook ten times at once makes one shipment, one submission and one charge a number", async () => {
    const sandbox = sandboxClient(demo.facts);
    const numbers = ["RB123456785CN", "RR123456785GB"];
    await sandbox.fulfil({ trackingNumbers: numbers, times: 10 });
    const items = await eventually(
      async () => {
        const found = await sandbox.trackings(numbers);
        const { charges } = await sandbox.providerCalls();
        return numbers.every((number) => Object.keys(charges).some((pair) => pair.startsWith(`${number}|`)))
          ? found
          : null;
      },
      { withinMs: 10_000, what: "both numbers to be registered" },
    );
    expect(items.map((item) => item.tracking_number).sort()).toEqual([...numbers].sort());
    const { charges, submissions } = await sandbox.providerCalls();
    for (const item of items) {
      const pair = `${item.tracking_number}|${item.carrier_code}`;
      expect({ pair, charged: charges[pair], submitted: submissions[pair] }).toEqual({
        pair,
        charged: 1,
        submitted: 1,
      });
    }
  });

  test.each([
    ["a link that is none", "/apps/track/o/none", 200, "We couldn&#39;t find an order"],
    ["half of a link", "/apps/track/o", 404, 'name="order"'],
    ["a link from a message", "/apps/track?order=%231001", 200, 'value="#1001"'],
  ])("%s leads into the store, and to no cache or search engine", async (_what, path, status, shown) => {
    const { appUrl, sandboxUrl, shop, shopifyApiSecret } = demo.facts();
    const url = new URL(path.replace("/apps/", "/proxy/"), appUrl);
    const unsigned = await fetch(url);
    for (const [name, value] of Object.entries({ shop, logged_in_customer_id: "", path_prefix: "/apps/track" }))
      url.searchParams.append(name, value);
    url.searchParams.append("timestamp", String(Math.floor(Date.now() / 1000)));
    url.searchParams.append("signature", proxySignature(shopifyApiSecret, url.searchParams));
    const notice = [unsigned, await fetch(url)].map(({ status: answered, headers }) => [
      answered,
      ...["cache-control", "referrer-policy", "x-robots-tag"].map((name) => headers.get(name)),
    ]);
    const privately = ["no-store", "no-referrer", "noindex, nofollow"];
    expect(notice).toEqual([
      [401, ...privately],
      [status, ...privately],
    ]);
    const page = await (await fetch(`${sandboxUrl}${path}`)).text();
    expect(page).toContain("Hearth & Hill");
    expect(page.replaceAll("&#x27;", "&#39;")).toContain(shown);
  });

  test.each([
    ["the block's Liquid", "extensions/theme-tracking/blocks/tracking.liquid", "/store"],
    ["the order page's bundle", "extensions/customer-order-status/dist/order-status.js", "/store/orders/1001"],
    ["the bundle of the page of parcels", "extensions/customer-parcels/dist/parcels.js", "/store/account/parcels"],
  ])("without %s the shopper's page fails", async (_what, file, page) => {
    const aside = `${file}.aside`;
    await copyFile(file, aside);
    try {
      await rm(file);
      expect((await fetch(`${demo.facts().sandboxUrl}${page}`)).status).toBe(500);
    } finally {
      await copyFile(aside, file);
      await rm(aside);
    }
    expect((await fetch(`${demo.facts().sandboxUrl}${page}`)).status).toBe(200);
  });
});
