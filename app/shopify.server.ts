import "@shopify/shopify-app-remix/adapters/node";
import { AppDistribution, LogSeverity, shopifyApp } from "@shopify/shopify-app-remix/server";
import { whileHoldingLock } from "./platform/database/client.server";
import { shopTokenLock } from "./features/account/offline-session.server";
import { recordInstall } from "./features/account/install.server";
import { findInstalledShop, type ShopAccount } from "./features/account/shop-accounts.queries.server";
import { adminApiVersion } from "./providers/shopify/api.server";
import { getServices, type Services } from "./features/services.server";

const REFRESH_WITHIN_MS = 5 * 60_000;

function build(services: Services) {
  const { env } = services;
  return shopifyApp({
    apiKey: env.SHOPIFY_API_KEY,
    apiSecretKey: env.SHOPIFY_API_SECRET,
    apiVersion: adminApiVersion,
    scopes: env.SCOPES.split(","),
    appUrl: env.SHOPIFY_APP_URL,
    authPathPrefix: "/auth",
    sessionStorage: services.sessions,
    distribution: AppDistribution.AppStore,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    logger: {
      level: LogSeverity.Warning,
      log: (severity, message) => {
        services.log[severity === LogSeverity.Error ? "error" : "warn"]({ library: "shopify" }, message);
      },
    },
    hooks: {
      afterAuth: async ({ session }) => {
        await recordInstall(services, { shop: session.shop, scopes: session.scope ?? "" });
      },
    },
  });
}

let built: ReturnType<typeof build> | undefined;
const shopify = () => (built ??= build(getServices()));

/**
 * A signed-in merchant: the account everything is scoped by, and a redirect that keeps the embedded
 * frame alive.
 */
export interface Merchant {
  account: ShopAccount;
  redirect: (url: string) => Response;
}

/**
 * Answers who is asking, or throws the Response the browser must get. A first load runs several
 * loaders at once; without the lock each would exchange the token and the last one stored would be
 * dead.
 */
export async function requireMerchant(request: Request): Promise<Merchant> {
  const services = getServices();
  const authenticate = () => shopify().authenticate.admin(request);
  const shop = shopAsked(request);
  const stored = shop ? await services.sessions.loadSession(`offline_${shop}`) : undefined;
  const context =
    !shop || stored?.isActive(undefined, REFRESH_WITHIN_MS)
      ? await authenticate()
      : await whileHoldingLock(services.db, shopTokenLock(shop), authenticate, { wait: true });
  if (!context) throw new Response(null, { status: 503 });
  const { session, sessionToken, redirect } = context;
  if (!isOfAdmin(sessionToken)) throw new Response(null, { status: 401 });
  const account =
    (await findInstalledShop(services.db, session.shop)) ??
    (await recordInstall(services, { shop: session.shop, scopes: session.scope ?? "" }));
  return { account, redirect: (url) => redirect(url) };
}

/**
 * Shoppers hold tokens too, with the same signature, audience and shop; the library looks no
 * further. Only Shopify's admin issues for itself, about a member of the staff.
 */
function isOfAdmin({ iss, dest, sub }: { iss: string; dest: string; sub: string }): boolean {
  return iss === `${dest}/admin` && /^\d+$/.test(sub);
}

/** The shop a request says it comes from: good enough to choose a lock, never to authorise. */
function shopAsked(request: Request): string | null {
  const url = new URL(request.url);
  const token = request.headers.get("authorization")?.replace(/^Bearer /i, "") ?? url.searchParams.get("id_token");
  const claims = token?.split(".")[1];
  if (!claims) return url.searchParams.get("shop");
  try {
    const { dest } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as { dest?: unknown };
    return typeof dest === "string" ? dest.replace(/^https:\/\//, "") : null;
  } catch {
    return null;
  }
}

export const login = (request: Request) => shopify().login(request);
export const authenticateAuthPath = (request: Request) => shopify().authenticate.admin(request);

/**
 * Frame and link headers of a document; beside a sandbox the frame is the sandbox's and App Bridge
 * comes from there.
 */
export function addDocumentResponseHeaders(request: Request, headers: Headers): void {
  const { SHOPIFY_STANDIN_URL: standIn } = getServices().env;
  shopify().addDocumentResponseHeaders(request, headers);
  if (standIn === undefined) return;
  headers.delete("Link");
  headers.set("Content-Security-Policy", `frame-ancestors ${new URL(standIn).origin};`);
}
