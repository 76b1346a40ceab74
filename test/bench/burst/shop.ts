import { randomBytes, randomUUID } from "node:crypto";
import { Pool } from "undici";
import { z } from "zod";
import { systemClock } from "~/domain/clock";
import type { DemoSecrets } from "../../sandbox/demo/secrets";
import { openAppOnce } from "../../sandbox/demo/open-app";
import { seedShopAccount } from "../../sandbox/seed/accounts";
import { settingsFrom } from "../../sandbox/settings";
import { numberEnding, numberKinds } from "../../sandbox/shop/tracking-numbers";
import { projectDir, type BenchEnvironment } from "../environment/environment";
import { startCountingProvider, type CountingProvider } from "./counting-provider";

const SHOP = "bench-shop.myshopify.com";
const AT_ONCE = 16;

export interface BurstShop {
  shop: string;
  webUrl: string;
  sandboxUrl: string;
  provider: CountingProvider;
}

/**
 * Web and worker as two processes, the sandbox as Shopify, a shop with the app and a connection to
 * the counting provider.
 */
export async function openShop(environment: BenchEnvironment): Promise<BurstShop> {
  const sandboxPort = await environment.freePort();
  const webPort = await environment.freePort();
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const webUrl = `http://127.0.0.1:${webPort}`;
  const appEnv = {
    ...environment.appEnv,
    PORT: String(webPort),
    SHOPIFY_APP_URL: webUrl,
    SHOPIFY_STANDIN_URL: sandboxUrl,
    ALLOW_PRIVATE_ADDRESSES: "true",
    WORK_IN_WEB: "false",
  };
  const sandboxEnv = {
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_SHOP: SHOP,
    SHOPIFY_API_KEY: environment.apiKey,
    SHOPIFY_API_SECRET: environment.apiSecret,
    APP_URL: webUrl,
    DATA_DIR: environment.dataDir,
    DATABASE_URL: environment.databaseUrl,
  };
  await environment.start({
    name: "The sandbox",
    args: ["--import", "tsx", "test/sandbox/main.ts"],
    env: sandboxEnv,
    readyUrl: `${sandboxUrl}/sandbox/clock`,
  });
  await environment.start({ name: "Web", args: ["build/server/web.js"], env: appEnv, readyUrl: `${webUrl}/readyz` });
  await environment.start({ name: "The worker", args: ["build/server/worker.js"], env: appEnv });
  await openAppOnce(settingsFrom(sandboxEnv, projectDir));
  const secrets = shopSecrets();
  const provider = await startCountingProvider(secrets.linkApiKey);
  environment.onClose(() => provider.close());
  const parts = { ...environment, systemClock };
  await seedShopAccount(parts, secrets, { domain: SHOP, providerUrl: provider.url });
  return { shop: SHOP, webUrl, sandboxUrl, provider };
}

function shopSecrets(): DemoSecrets {
  const token = () => randomBytes(32).toString("base64url");
  return {
    shopifyApiKey: "",
    shopifyApiSecret: "",
    feedKey: token(),
    feedHookToken: token(),
    shopHookToken: token(),
    providerEmail: "provider@homeward.example",
    shopApiKey: randomUUID(),
    providerApiKey: randomUUID(),
    linkApiKey: randomUUID(),
  };
}

const fulfilled = z.object({ payload: z.record(z.string(), z.unknown()) });

/**
 * Fulfils so many orders in the store, one parcel each, and gives the payloads of their webhooks,
 * none of them sent yet.
 */
export async function fulfilOrders(sandboxUrl: string, count: number): Promise<Record<string, unknown>[]> {
  const pool = new Pool(sandboxUrl, { connections: AT_ONCE });
  const fulfilOne = async (index: number) => {
    const parcel = {
      trackingNumbers: [numberEnding("usps", index + 1, null)],
      trackingCompany: numberKinds.usps.company,
      notify: false,
    };
    const answer = await pool.request({
      path: "/sandbox/fulfillments",
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(parcel),
    });
    return fulfilled.parse(await answer.body.json()).payload;
  };
  const payloads = await Promise.all(Array.from({ length: count }, (_, index) => fulfilOne(index)));
  await pool.close();
  return payloads;
}
