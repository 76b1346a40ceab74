import { z } from "zod";
import { Holds } from "../gateway/holds";
import { readJson, send, sendJson, whenGone } from "../http/reply";
import type { Router, SandboxRequest } from "../http/router";
import type { Sandbox } from "../sandbox";
import { answerAdminQuery, graphqlRequest, withLostNodes, withoutCustomerData } from "./admin-api";
import { adminRoot } from "./admin-data";
import { adminApiVersion } from "./admin-schema";
import { CostBucket } from "./query-cost";
import { adminSessionToken } from "./signatures";

const faultRequest = z.object({
  mode: z.enum([
    "none",
    "throttled",
    "too-many-requests",
    "http500",
    "unauthorized",
    "frozen",
    "not-found",
    "half-json",
    "html",
    "lost-nodes",
    "small-allowance",
    "no-allowance",
    "refused",
    "no-customer-data",
    "hold",
    "metafields-refused",
  ]),
  /** Calls that are answered as usual before the fault begins. */
  after: z.number().int().nonnegative().default(0),
  calls: z.number().int().positive().default(1),
  /** Only queries whose text or variables contain this. */
  only: z.string().optional(),
});

/** Points a shop has at most while it is allowed less than others. */
const allowances: Partial<Record<string, number>> = { "small-allowance": 150, "no-allowance": 1 };

/** Shopify's addresses that the app's server calls: tokens and the Admin API. */
export function addShopifyEndpoints(router: Router, sandbox: Sandbox): void {
  const { settings, store, tokens } = sandbox;
  // Points come back by the story clock, so that nobody has to wait for them.
  const bucket = new CostBucket(() => sandbox.clock.now().getTime());
  const calls: { at: string; query: string; variables: unknown }[] = [];
  const noFault: z.infer<typeof faultRequest> = { mode: "none", after: 0, calls: 1 };
  let fault = noFault;

  const holds = new Holds();
  const takeFault = (asked: Buffer) => {
    const { mode, after, only } = fault;
    if (only !== undefined && !asked.toString("utf8").includes(only)) return "none";
    if (after > 0) {
      fault = { ...fault, after: after - 1 };
      return "none";
    }
    fault = fault.calls > 1 ? { ...fault, calls: fault.calls - 1 } : noFault;
    return mode;
  };

  router.add("POST", "/admin/oauth/access_token", (request, response) => {
    const { status, body } = tokens.issue(bodyOf(request));
    sendJson(response, status, body);
  });

  router.add("POST", "/admin/api/:version/graphql.json", async (request, response) => {
    const mode = takeFault(request.body);
    if (request.params.version !== adminApiVersion) return sendJson(response, 404, { errors: "Not Found" });
    const token = request.headers["x-shopify-access-token"];
    const known = !otherShop(request, settings.shop) && typeof token === "string" && tokens.accepts(token);
    if (!known || mode === "unauthorized") {
      const errors = "[API] Invalid API key or access token (unrecognized login or wrong password)";
      return sendJson(response, 401, { errors });
    }
    if (mode === "http500") return send(response, 500, { "content-type": "text/html" }, "Internal Server Error");
    if (mode === "frozen") return sendJson(response, 402, { errors: "Unavailable Shop" });
    if (mode === "not-found") return sendJson(response, 404, { errors: "Not Found" });
    if (mode === "too-many-requests") {
      response.setHeader("retry-after", "2.0");
      return sendJson(response, 429, { errors: "Exceeded 2 calls per second for api client." });
    }
    const query = readJson(graphqlRequest, request.body);
    calls.push({ at: new Date().toISOString(), query: query.query, variables: query.variables ?? {} });
    const root = adminRoot(
      store,
      settings.shop,
      sandbox.clock.now(),
      sandbox.metafields,
      mode === "metafields-refused",
    );
    if (mode === "refused") {
      const errors = [
        {
          message: "Internal error. Looks like something went wrong on our end.",
          extensions: { code: "INTERNAL_SERVER_ERROR" },
        },
      ];
      return sendJson(response, 200, { data: null, errors });
    }
    if (mode === "hold") await holds.wait(whenGone(response));
    const allowance = allowances[mode];
    const limited = allowance === undefined ? bucket : new CostBucket(() => sandbox.clock.now().getTime(), allowance);
    const answer = await answerAdminQuery(query, root, limited, mode === "throttled");
    if (mode === "html") {
      return send(response, 200, { "content-type": "text/html" }, "<!doctype html><title>Something went wrong</title>");
    }
    if (mode === "lost-nodes") return sendJson(response, 200, withLostNodes(answer));
    if (mode === "half-json") {
      const text = JSON.stringify(answer);
      return send(response, 200, { "content-type": "application/json" }, text.slice(0, text.length / 2));
    }
    sendJson(response, 200, mode === "no-customer-data" ? withoutCustomerData(answer) : answer);
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
  router.add("GET", "/sandbox/shopify/held", (_request, response) => sendJson(response, 200, { held: holds.count }));
  router.add("POST", "/sandbox/shopify/release", (_request, response) =>
    sendJson(response, 200, { released: holds.release() }),
  );
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
