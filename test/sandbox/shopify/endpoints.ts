import { z } from "zod";
import { readJson, send, sendJson } from "../http/reply";
import type { Router, SandboxRequest } from "../http/router";
import type { Sandbox } from "../sandbox";
import { answerAdminQuery, graphqlRequest } from "./admin-api";
import { adminRoot } from "./admin-data";
import { adminApiVersion } from "./admin-schema";
import { CostBucket } from "./query-cost";
import { adminSessionToken } from "./signatures";

const faultRequest = z.object({
  mode: z.enum(["none", "throttled", "http500", "unauthorized"]),
  calls: z.number().int().positive().default(1),
});

/** Shopify's addresses that the app's server calls: tokens and the Admin API. */
export function addShopifyEndpoints(router: Router, sandbox: Sandbox): void {
  const { settings, store, tokens } = sandbox;
  const bucket = new CostBucket(() => Date.now());
  const calls: { at: string; query: string; variables: unknown }[] = [];
  let fault: z.infer<typeof faultRequest> = { mode: "none", calls: 1 };

  const takeFault = () => {
    const { mode } = fault;
    fault = fault.calls > 1 ? { mode, calls: fault.calls - 1 } : { mode: "none", calls: 1 };
    return mode;
  };

  router.add("POST", "/admin/oauth/access_token", (request, response) => {
    const { status, body } = tokens.issue(bodyOf(request));
    sendJson(response, status, body);
  });

  router.add("POST", "/admin/api/:version/graphql.json", async (request, response) => {
    const mode = takeFault();
    if (request.params.version !== adminApiVersion) return sendJson(response, 404, { errors: "Not Found" });
    const token = request.headers["x-shopify-access-token"];
    const known = !otherShop(request, settings.shop) && typeof token === "string" && tokens.accepts(token);
    if (!known || mode === "unauthorized") {
      const errors = "[API] Invalid API key or access token (unrecognized login or wrong password)";
      return sendJson(response, 401, { errors });
    }
    if (mode === "http500") return send(response, 500, { "content-type": "text/html" }, "Internal Server Error");
    const query = readJson(graphqlRequest, request.body);
    calls.push({ at: new Date().toISOString(), query: query.query, variables: query.variables ?? {} });
    const root = adminRoot(store, settings.shop, sandbox.clock.now());
    sendJson(response, 200, await answerAdminQuery(query, root, bucket, mode === "throttled"));
  });

  router.add("GET", "/admin/session-token", (_request, response) => {
    const { shop, apiKey, apiSecret } = settings;
    // The bridge outside the frame asks from the app's own address.
    response.setHeader("access-control-allow-origin", new URL(settings.appUrl).origin);
    sendJson(response, 200, { token: adminSessionToken({ shop, apiKey, secret: apiSecret, at: new Date() }) });
  });

  router.add("POST", "/sandbox/shopify/faults", (request, response) => {
    fault = readJson(faultRequest, request.body);
    sendJson(response, 200, fault);
  });
  router.add("GET", "/sandbox/shopify/calls", (_request, response) => sendJson(response, 200, { calls }));
}

/** The Shopify library tells in a header which shop's address it meant to call. */
function otherShop(request: SandboxRequest, shop: string): boolean {
  const host = request.headers["x-original-host"];
  return typeof host === "string" && host !== shop;
}

/** Token requests come as JSON or as a form. */
function bodyOf(request: SandboxRequest): unknown {
  const text = request.body.toString("utf8");
  if (request.headers["content-type"]?.includes("x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
