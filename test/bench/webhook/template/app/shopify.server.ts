import "@shopify/shopify-app-remix/adapters/node";
import { ApiVersion, AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import { connectDatabase } from "~/platform/database/client.server";
import { SealedSessionStorage } from "~/features/account/session-storage.server";
import { createVault } from "~/platform/vault.server";
import { requireEnv } from "~/platform/environment.server";
import { createLog } from "~/platform/log.server";

// Shopify's app template as it is, on our database and session table.

const env = requireEnv();
const db = connectDatabase(env.DATABASE_URL ?? "", { log: createLog(env.LOG_LEVEL, "template") });

const shopify = shopifyApp({
  apiKey: env.SHOPIFY_API_KEY,
  apiSecretKey: env.SHOPIFY_API_SECRET,
  apiVersion: ApiVersion.July26,
  scopes: env.SCOPES.split(","),
  appUrl: env.SHOPIFY_APP_URL,
  authPathPrefix: "/auth",
  sessionStorage: new SealedSessionStorage(db, createVault(env.ENCRYPTION_KEY)),
  distribution: AppDistribution.AppStore,
  future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
});

export const authenticate = shopify.authenticate;
