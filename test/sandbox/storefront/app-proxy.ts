import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { join } from "node:path";
import { endToEndHeaders, forward, type ForwardedAnswer } from "../http/forward";
import { send, sendHtml } from "../http/reply";
import type { SandboxRequest } from "../http/router";
import type { SandboxSettings } from "../settings";
import { liquidMetafields } from "../shopify/metafields";
import type { Sandbox } from "../sandbox";
import { proxySignature } from "../shopify/signatures";
import { wordsOf } from "./locale-words";
import { signedInCustomer } from "./signed-in-customer";
import { brokenPage, themePage } from "./theme";
import { themeEngine, themeExtensionDir } from "./theme-blocks";

const pathPrefix = "/apps/track";
const backendPath = "/proxy/track";
const signedNames = ["shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"];
const stripped = [
  "cookie",
  "set-cookie",
  "date",
  "server",
  "x-powered-by",
  "p3p",
  "pragma",
  "warning",
  "x-forwarded-for",
];
const redirects = 3;

/**
 * `/apps/track…`: signs as Shopify does and passes on to the app; a Liquid answer comes back inside
 * the theme.
 */
export async function passThroughProxy(
  { settings, metafields }: Pick<Sandbox, "settings" | "metafields">,
  request: SandboxRequest,
  response: ServerResponse,
  at: Date,
): Promise<void> {
  const rest = request.path.slice(pathPrefix.length);
  const query = signedQuery(settings, request.query, at, signedInCustomer(request.headers.cookie));
  const headers = { ...endToEndHeaders(request.headers, stripped), "x-forwarded-for": "203.0.113.7" };
  const url = `${settings.appUrl}${backendPath}${rest}?${query.toString()}`;
  const answer = await follow(url, request, headers).catch(() => null);
  if (!answer) {
    sendHtml(response, 502, brokenPage("The app behind the proxy cannot be reached", settings.appUrl));
    return;
  }
  if (answer.headers["content-type"]?.startsWith("application/liquid")) {
    const locale = request.query.get("locale") ?? "en";
    sendHtml(
      response,
      answer.status,
      await renderAnswer({ settings, metafields }, answer.body.toString("utf8"), locale),
    );
    return;
  }
  send(response, answer.status, endToEndHeaders(answer.headers, stripped), answer.body);
}

/**
 * The visitor's query with what Shopify adds. Names that Shopify signs cannot be brought by the
 * visitor.
 */
export function signedQuery(
  settings: SandboxSettings,
  given: URLSearchParams,
  at: Date,
  customerId = "",
): URLSearchParams {
  const query = new URLSearchParams([...given].filter(([name]) => !signedNames.includes(name)));
  query.append("shop", settings.shop);
  query.append("logged_in_customer_id", customerId);
  query.append("path_prefix", pathPrefix);
  query.append("timestamp", String(Math.floor(at.getTime() / 1000)));
  query.append("signature", proxySignature(settings.apiSecret, query));
  return query;
}

async function follow(first: string, request: SandboxRequest, headers: OutgoingHttpHeaders): Promise<ForwardedAnswer> {
  let answer = await forward({
    url: first,
    method: request.method,
    headers: { ...headers, "content-length": request.body.length },
    body: request.body,
  });
  let url = first;
  for (let hop = 0; hop < redirects && answer.status >= 300 && answer.status < 400; hop += 1) {
    const { location } = answer.headers;
    if (!location) break;
    url = new URL(location, url).href;
    answer = await forward({ url, method: "GET", headers, body: "" });
  }
  return answer;
}

async function renderAnswer(
  { settings, metafields }: Pick<Sandbox, "settings" | "metafields">,
  body: string,
  locale: string,
): Promise<string> {
  const extensionDir = themeExtensionDir(settings.projectDir);
  const engine = themeEngine(extensionDir, wordsOf(join(extensionDir, "locales"), locale));
  const [, bare] = /^\s*\{%-?\s*layout\s+none\s*-?%\}([\s\S]*)$/.exec(body) ?? [];
  const context = {
    app: { metafields: liquidMetafields(metafields) },
    shop: { name: "Hearth & Hill", permanent_domain: settings.shop },
    routes: { root_url: "/store" },
  };
  const content = String(await engine.parseAndRender(bare ?? body, context));
  if (bare !== undefined) return content;
  return themePage({ title: "Track your order", locale, content: `<section class="section">${content}</section>` });
}
