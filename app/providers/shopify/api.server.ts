import "@shopify/shopify-api/adapters/web-api";
import { ApiVersion, LogSeverity, shopifyApi, type Shopify } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";

/** The one version of the Admin API all queries, webhooks and extensions are written for. */
export const adminApiVersion = ApiVersion.July26;

/**
 * What the app needs to speak to Shopify. `standInUrl` replaces Shopify on this machine (the
 * sandbox), null means Shopify itself.
 */
export interface ShopifyAppIdentity {
  apiKey: string;
  apiSecret: string;
  appUrl: string;
  scopes: string[];
  standInUrl: string | null;
}

/** Header that tells the stand-in which shop a redirected call was meant for. */
const ORIGINAL_HOST = "x-original-host";

/**
 * The library sets no limit of its own; a token exchange that hangs would hold the shop's lock for
 * minutes.
 */
const CALL_LIMIT_MS = 10_000;

/**
 * Shopify's library, configured once: token exchange and refresh, webhook and session-token checks.
 * Takes the app's identity; no I/O.
 */
export function createShopifyApi(identity: ShopifyAppIdentity): Shopify {
  setAbstractFetchFunc(withTimeLimit(identity.standInUrl === null ? fetch : redirectTo(identity.standInUrl)));
  const appUrl = new URL(identity.appUrl);
  return shopifyApi({
    apiKey: identity.apiKey,
    apiSecretKey: identity.apiSecret,
    scopes: identity.scopes,
    hostName: appUrl.host,
    hostScheme: appUrl.protocol === "http:" ? "http" : "https",
    apiVersion: adminApiVersion,
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error, log: () => undefined },
  });
}

function withTimeLimit(call: typeof fetch): typeof fetch {
  return (input, init) => {
    const limit = AbortSignal.timeout(CALL_LIMIT_MS);
    return call(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
  };
}

function redirectTo(standInUrl: string): typeof fetch {
  return (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    headers.set(ORIGINAL_HOST, asked.host);
    return fetch(new URL(`${asked.pathname}${asked.search}`, standInUrl), { ...init, headers });
  };
}
