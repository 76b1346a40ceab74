import { JSDOM } from "jsdom";
import { readEnv } from "~/env.server";
import { createLog } from "~/log.server";
import { provideServices, startServices } from "~/services.server";
import { MovableClock } from "#test/support/clock";
import { addOrder, addShop, shopDomain, startLookUps } from "#test/features/storefront-lookup/shop-with-orders";

export const hostileText = `<img src=x onerror="alert(1)"> {{ 7 | times: 6 }} {% endraw %} <script>alert(1)</script>`;
export const apiKey = "test-api-key";
const secret = "hush";

/** The storefront's and the widget's routes over a shop with orders #1001 and #1666. The wall clock starts at the system's time. */
export async function startShopperRoutes() {
  const shops = await startLookUps();
  const account = await addShop(shops, shopDomain);
  await addOrder(shops, account, { number: "1001", shopifyOrderId: "6123456789001", fulfillments: [["AA1"], ["AA2"]] });
  await addShop(shops, "second-shop.myshopify.com");
  await addShop(shops, "gone-shop.myshopify.com", shops.clock.now());
  const hostile = { number: "1666", shopifyOrderId: "6123456789666", fulfillments: [["XX1"]], text: hostileText };
  await addOrder(shops, account, hostile);

  const checked = readEnv({
    NODE_ENV: "test",
    SHOPIFY_API_KEY: apiKey,
    SHOPIFY_API_SECRET: secret,
    SHOPIFY_APP_URL: "https://app.example",
    DATABASE_URL: shops.url,
    ENCRYPTION_KEY: `a:${Buffer.alloc(32, 7).toString("base64")}`,
    LOG_LEVEL: "silent",
  });
  if (checked.kind === "faulty") throw new Error(checked.faults.join("\n"));
  const { env } = checked;
  const log = createLog(env.LOG_LEVEL, "web");
  const services = await startServices({ ...env, DATABASE_URL: shops.url }, log, { supervise: false });
  const wallClock = new MovableClock(new Date());
  const { db, vault, clock, pause } = shops.parts();
  provideServices({ ...services, db, vault, clock, wallClock, pause });
  return {
    secret,
    wallClock,
    asked: shops.asked,
    pauses: shops.pauses,
    shops,
    account,
    DOMParser: new JSDOM().window.DOMParser,
    async stop() {
      await services.stop({ graceMs: 0 });
      await shops.stop();
    },
  };
}

export type ShopperRoutes = Awaited<ReturnType<typeof startShopperRoutes>>;
