/** What a process of the app needs to know of the demo it belongs to. */
interface DemoPlaces {
  appUrl: string;
  sandboxUrl: string;
  shopifyApiKey: string;
  shopifyApiSecret: string;
  databaseUrl: string;
  dataDir: string;
}

/** The environment of the demo's app, web and worker alike. */
export function appEnvironment(demo: DemoPlaces): Record<string, string> {
  return {
    NODE_ENV: "production",
    PORT: new URL(demo.appUrl).port,
    LISTEN_ADDRESS: "127.0.0.1",
    SHOPIFY_API_KEY: demo.shopifyApiKey,
    SHOPIFY_API_SECRET: demo.shopifyApiSecret,
    SHOPIFY_APP_URL: demo.appUrl,
    SHOPIFY_STANDIN_URL: demo.sandboxUrl,
    APP_BRIDGE_URL: `${demo.sandboxUrl}/app-bridge.js`,
    ALLOW_PRIVATE_ADDRESSES: "true",
    DATABASE_URL: demo.databaseUrl,
    DATA_DIR: demo.dataDir,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
  };
}
