import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import type { Browser, FrameLocator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { describeInBrowser, launchChromium, USER_AGENT } from "#test/support/chromium";
import { startMisbehavingServer } from "#test/support/misbehaving-server";
import { verifyBody } from "~/tracking-api/contract/signature";
import { eventually, startDemo, type DemoRun } from "./support/demo-run";
import { sandboxClient } from "./support/sandbox-client";
import { settled } from "./support/settled";

const run = promisify(execFile);
const answered = z.object({ meta: z.object({ code: z.number() }), data: z.unknown() });
const hasCurl = spawnSync("curl", ["--version"]).error === undefined;

describeInBrowser("an integrator who has never been here", () => {
  let demo: DemoRun;
  let browser: Browser;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo({ args: ["--app-only"] }), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  test("makes a key in the settings, copies the first example, gets an answer, and takes the key back", async () => {
    const context = await browser.newContext({ userAgent: USER_AGENT });
    const page = await context.newPage();
    const settings = await openSettings(page);
    await settings.getByRole("button", { name: "Create API key" }).click();
    await settings.getByRole("textbox", { name: "Name", exact: true }).fill("Warehouse");
    await settings.getByRole("button", { name: "Create API key" }).click();
    const key = await settings.getByLabel("New API key").innerText();
    expect(key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

    const opened = context.waitForEvent("page");
    await settings.getByRole("link", { name: "Read the API documentation" }).click();
    const docs = await opened;
    const example = await firstExample(docs);
    expect(example).toContain("YOUR_API_KEY");
    const call = example.replaceAll("YOUR_API_KEY", key);
    expect(await codeOf(call)).toBe(200);

    await settings.getByRole("button", { name: "I have copied it" }).click();
    await page.reload();
    await settled(page);
    const row = settings.getByRole("listitem").filter({ hasText: "Warehouse" });
    await row.getByText("Last used").waitFor();
    expect(await settings.getByText(key).count()).toBe(0);

    await row.getByRole("button", { name: "Revoke the key Warehouse" }).click();
    await settings.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await row.waitFor({ state: "detached" });
    expect(await codeOf(call)).toBe(4002);
    await context.close();
  });

  test("gives the address of its software, gets a test push, then every change, and sees what became of it", async () => {
    await using software = await startMisbehavingServer({ kind: "answer", status: 503 }, { kind: "answer" });
    const url = `${software.url}/hooks`;
    const page = await browser.newPage({ userAgent: USER_AGENT });
    const settings = await openSettings(page);
    await settled(page);
    const address = settings.getByRole("textbox", { name: "Address of your software", exact: true });
    await address.fill("somewhere");
    await address.press("Enter");
    await settings.getByText("Enter an address that begins with https://").waitFor();
    // A form that is still on its way takes no second Enter.
    await settled(page);
    await address.fill(url);
    await address.press("Enter");
    const test = settings.getByRole("button", { name: `Send a test push to ${url}` });
    await test.click();
    await settings.getByText("HTTP 503").waitFor();
    await test.click();
    await settings.getByText("HTTP 200").waitFor();

    const client = sandboxClient(demo.facts);
    const number = "1Z999AA10123456784";
    await client.fulfil({ trackingNumbers: [number], trackingCompany: "UPS", email: "ana@example.com" });
    await eventually(async () => ((await client.trackings([number])).length === 1 ? true : null), {
      withinMs: 5_000,
      what: "the parcel in the served API",
    });
    await client.moveClock(72);
    const pushed = await eventually(() => software.requests.find(({ body }) => body.includes(number)) ?? null, {
      withinMs: 10_000,
      what: "a push about the parcel",
    });
    expect(verifyBody("hello@example.com", pushed.body, String(pushed.headers["x-homeward-signature"]))).toBe(true);
    await page.reload();
    await settled(page);
    await settings.getByText("Delivered", { exact: true }).first().waitFor();
    await settings.getByRole("button", { name: `Remove ${url}` }).click();
    await settings.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await test.waitFor({ state: "detached" });
    await page.close();
  });

  test("opens an account without a shop with the command, and reads and adds parcels there", async () => {
    const account = async (...args: string[]) => {
      const env = { ...process.env, DATA_DIR: demo.dataDir };
      const { stdout } = await run("npm", ["run", "--silent", "account", "--", ...args], { env });
      return stdout.trim();
    };
    const id = await account("create", "--email", "owner@service.example", "--name", "Freight desk");
    const key = await account("key", "Freight desk", "--name", "Loading bay");
    const call = async (path: string, body?: unknown) => {
      const response = await fetch(`${demo.facts().appUrl}/v2${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { "Trackingmore-Api-Key": key, "Content-Type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answered.parse(await response.json());
    };
    const parcel = { tracking_number: "9400111899500012345602", carrier_code: "usps" };
    expect(await call("/trackings/post", parcel)).toMatchObject({ meta: { code: 200 } });
    expect(await call(`/trackings/usps/${parcel.tracking_number}`)).toMatchObject({
      meta: { code: 200 },
      data: { tracking_number: parcel.tracking_number },
    });
    expect(await call("/trackings/getuserinfo")).toMatchObject({ data: { email: "owner@service.example" } });
    const listed = await account("list");
    expect(listed).toContain(`${id}  Freight desk`);
    expect(listed).toContain(`key …${key.slice(-4)}  Loading bay`);
    await account("revoke", id, key.slice(-4));
    expect(await call("/trackings/getuserinfo")).toMatchObject({ meta: { code: 4002 } });
    expect((await fetch(`${demo.facts().appUrl}/readyz`)).status).toBe(200);
  });

  async function openSettings(page: Page): Promise<FrameLocator> {
    await page.goto(`${demo.facts().adminUrl}/apps/homeward/app/settings`);
    return page.frameLocator("iframe");
  }

  /**
   * As a person sees it: the first program on the page, in a language that this machine can run.
   */
  async function firstExample(docs: Page): Promise<string> {
    const start = docs.locator("section").first();
    if (hasCurl) return start.locator("pre code").first().innerText();
    await start.getByText("Node", { exact: true }).click();
    return start.locator('code[data-language="Node"]').innerText();
  }
});

async function codeOf(program: string): Promise<number> {
  const [command, args] = hasCurl
    ? ["sh", ["-c", program]]
    : [process.execPath, ["--input-type=module", "-e", program]];
  const { stdout } = await run(command, args);
  return answered.parse(JSON.parse(stdout)).meta.code;
}
