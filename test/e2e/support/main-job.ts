import { expect } from "vitest";
import type { Browser } from "playwright-core";
import { USER_AGENT } from "#test/support/chromium";
import { eventually, type DemoRun } from "./demo-run";
import { sandboxClient } from "./sandbox-client";

const EMAIL = "ana@example.com";

/**
 * The main job, as a merchant and a shopper see it: three numbers on one signed webhook, one batch,
 * three days later a status in the API, in the admin, in the theme block and in the order-status
 * widget.
 */
export async function expectMainJob(demo: DemoRun, browser: Browser, numbers: [string, string, string]): Promise<void> {
  const sandbox = sandboxClient(demo.facts);
  const before = (await sandbox.providerCalls()).calls.length;
  const { orderName, status } = await sandbox.fulfil({
    trackingNumbers: numbers,
    trackingCompany: "UPS",
    email: EMAIL,
  });
  expect(status).toBe(200);

  const batch = await eventually(
    async () => {
      const { calls } = await sandbox.providerCalls();
      return calls.slice(before).find((call) => JSON.stringify(call.items).includes(numbers[0])) ?? null;
    },
    { withinMs: 5_000, what: "the batch with the three numbers" },
  );
  expect(batch.path).toMatch(/\/trackings\/batch$/);
  expect(batch.items).toHaveLength(3);
  for (const number of numbers) {
    expect(batch.items).toContainEqual(
      expect.objectContaining({
        tracking_number: number,
        carrier_code: "ups",
        order_id: orderName,
        customer_email: EMAIL,
        customer_name: expect.stringMatching(/\S/) as string,
        customer_phone: expect.stringMatching(/\d/) as string,
        auto_correct: 1,
      }),
    );
  }
  const listed = await eventually(
    async () => {
      const items = await sandbox.trackings(numbers);
      return items.length === 3 ? items : null;
    },
    { withinMs: 5_000, what: "three trackings in the served API" },
  );
  const first = new Map(listed.map((item) => [item.tracking_number, `${item.status} ${item.lastEvent}`]));

  await sandbox.moveClock(72);
  const moved = await eventually(
    async () => {
      const items = await sandbox.trackings(numbers);
      const all = items.every(
        (item) => item.lastEvent !== "" && first.get(item.tracking_number) !== `${item.status} ${item.lastEvent}`,
      );
      return all && items.length === 3 ? items : null;
    },
    { withinMs: 5_000, what: "every parcel to have moved three days later" },
  );
  const [shown] = moved;
  if (!shown) throw new Error("There is no parcel to look at");
  const eventText = shown.lastEvent.split(",")[0] ?? "";

  const page = await browser.newPage({ userAgent: USER_AGENT });
  await page.goto(
    `${demo.facts().adminUrl}/apps/homeward/app/shipments?q=${encodeURIComponent(shown.tracking_number)}`,
  );
  const admin = page.frameLocator("iframe");
  await admin.getByText(shown.tracking_number).first().waitFor();
  await admin.getByText(eventText).locator("visible=true").first().waitFor();

  await page.goto(demo.facts().storefrontUrl);
  await page.getByLabel(/order number/i).fill(orderName);
  await page.getByLabel(/email/i).fill(EMAIL);
  await page.getByRole("button", { name: /track/i }).click();
  await page.getByText(eventText).first().waitFor();

  await page.goto(`${demo.facts().sandboxUrl}/store/orders/${encodeURIComponent(orderName)}`);
  await page.getByText(eventText).first().waitFor();
  await page.close();
}
