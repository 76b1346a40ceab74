import { JSDOM } from "jsdom";
import { readEnv } from "~/platform/environment.server";
import { createLog } from "~/platform/log.server";
import { customerAccountRoute } from "~/http/customer-account/customer-account.server";
import { lookUpRoute } from "~/http/storefront/look-up.server";
import type { WebRoute } from "~/http/server/web-routes.server";
import { startServices } from "~/processes/services.server";
import { MovableClock } from "#test/support/clock";
import { addOrder, addShop, shopDomain, startLookUps } from "#test/features/shopper/look-up/shop-with-orders";

export const hostileText = `<img src=x onerror="alert(1)"> {{ 7 | times: 6 }} {% endraw %} <script>alert(1)</script>`;
export const apiKey = "test-api-key";
const secret = "hush";

/**
 * The storefront's and the widget's routes over a shop with orders #1001 and #1666. The wall clock
 * starts at the system's time.
 */
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
  const systemClock = new MovableClock(new Date());
  const { db, vault, clock, pause } = shops.deps();
  const given = { ...services, db, vault, clock, systemClock, pause };
  return {
    lookUp: requestsTo(lookUpRoute(given)),
    customerAccount: requestsTo(customerAccountRoute(given)),
    secret,
    systemClock,
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

/** Asks a route, without a server around it. */
function requestsTo({ methods }: WebRoute) {
  return async (request: Request, below = ""): Promise<Response> => {
    const answer = methods[request.method];
    if (!answer) throw new Error(`The route takes no ${request.method}`);
    return answer(request, below);
  };
}

export type ShopperRoutes = Awaited<ReturnType<typeof startShopperRoutes>>;
