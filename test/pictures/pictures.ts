import type { Page } from "playwright-core";
import type { ParcelToShow } from "./parcel-to-show";
import type { DemoAddresses } from "./running-demo";

/** What every picture is taken of. */
export interface Scene {
  facts: DemoAddresses;
  parcel: ParcelToShow;
}

/** One page in one window, brought to the moment at which it is shown. */
export interface Picture {
  name: string;
  viewport: { width: number; height: number };
  open(page: Page, scene: Scene): Promise<void>;
}

const wide = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

export const pictures: Picture[] = [
  // As high as it takes to show the counts below what needs attention.
  embedded("home", { ...wide, height: 1280 }, "/app", "Parcels by status"),
  embedded("shipments", wide, "/app/shipments", "Tracking number"),
  { name: "shipment", viewport: wide, open: openShipment },
  embedded("settings", wide, "/app/settings", "Provider"),
  { name: "storefront", viewport: wide, open: lookUp },
  {
    name: "storefront-phone",
    viewport: phone,
    async open(page, scene) {
      await lookUp(page, scene);
      await page.getByText("All updates").first().click();
      await page.locator(".homeward-result").evaluate((result) => result.scrollIntoView());
    },
  },
  { name: "order-page", viewport: wide, open: openOrderPage },
  { name: "order-page-phone", viewport: phone, open: openOrderPage },
];

function embedded(name: string, viewport: Picture["viewport"], place: string, until: string): Picture {
  return { name, viewport, open: (page, { facts }) => openEmbedded(page, facts, place, until) };
}

async function openEmbedded(page: Page, { adminUrl }: DemoAddresses, place: string, until: string): Promise<void> {
  await page.goto(`${adminUrl}/apps/homeward${place}`);
  await page.frameLocator("iframe").getByText(until).filter({ visible: true }).first().waitFor();
}

async function openShipment(page: Page, { facts, parcel }: Scene): Promise<void> {
  await openEmbedded(page, facts, `/app/shipments?q=${encodeURIComponent(parcel.number)}`, parcel.number);
  await page.frameLocator("iframe").locator("a[data-primary-link]").first().click();
  await page.frameLocator("iframe").getByText("Why this status").waitFor();
}

async function lookUp(page: Page, { facts, parcel }: Scene): Promise<void> {
  await page.goto(facts.storefrontUrl);
  await page.getByLabel(/order number/i).fill(parcel.orderName);
  await page.getByLabel(/email/i).fill(parcel.email);
  await page.getByRole("button", { name: /track/i }).click();
  await page.getByText("All updates").first().waitFor();
}

async function openOrderPage(page: Page, { facts, parcel }: Scene): Promise<void> {
  // Otherwise the page speaks the language of its order.
  await page.goto(`${facts.sandboxUrl}/store/orders/${encodeURIComponent(parcel.orderName)}?locale=en`);
  await page.getByText("All updates").first().waitFor();
}
