import { findFulfillmentForCustomer, parcelsForCustomer } from "~/features/shopper/customer-account/parcels.server";
import { readVisitor, type Visitor } from "~/features/shopper/customer-account/session-token.server";
import { findOrderForCustomer } from "~/features/shopper/look-up/find.server";
import type { Services } from "~/features/services.server";
import type { WebRoute } from "~/http/server/web-routes.server";

// Extensions run in a worker without an origin: every answer carries these, or they would see a broken connection.
const headers = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Authorization, Accept-Language, Content-Type",
  "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
  "Access-Control-Max-Age": "7200",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Robots-Tag": "noindex",
  Vary: "Authorization, Accept-Language",
};

const answer = (body: { kind: string }, status = 200) => Response.json(body, { status, headers });

/** What the extensions in customer accounts show: whoever holds a session token of a shop, asking for parcels in it. */
export function customerAccountRoute(services: Services): WebRoute {
  const read = (request: Request, below: string) => answerCustomer(services, request, below);
  return {
    path: "/api/customer",
    methods: {
      GET: read,
      HEAD: read,
      OPTIONS: () => new Response(null, { status: 204, headers }),
      POST: refuseMethod,
      PUT: refuseMethod,
      PATCH: refuseMethod,
      DELETE: refuseMethod,
    },
  };
}

async function answerCustomer(services: Services, request: Request, below: string): Promise<Response> {
  try {
    const asked = readPath(below);
    if (asked === null) return answer({ kind: "no-such-address" }, 404);
    const visitor = await readVisitor(services, request.headers.get("authorization"));
    if (visitor === null) return answer({ kind: "unauthorised" }, 401);
    return await tell(services, visitor, asked, request);
  } catch (error) {
    services.log.error({ err: error }, "an extension in customer accounts got no answer");
    return answer({ kind: "failed" }, 500);
  }
}

function refuseMethod(): Response {
  const response = answer({ kind: "method-not-allowed" }, 405);
  response.headers.set("Allow", headers["Access-Control-Allow-Methods"]);
  return response;
}

type Asked = { what: "orders" | "fulfillments"; id: string } | { what: "parcels" };

/** `orders/<id>`, `fulfillments/<id>` or `parcels`. */
function readPath(path: string): Asked | null {
  if (path === "parcels") return { what: "parcels" };
  const [, what, id = ""] = /^(orders|fulfillments)\/([^/]+)$/.exec(path) ?? [];
  return what === "orders" || what === "fulfillments" ? { what, id } : null;
}

async function tell(services: Services, visitor: Visitor, asked: Asked, request: Request): Promise<Response> {
  const language = languageAsked(request);
  if (asked.what === "parcels") {
    const after = new URL(request.url).searchParams.get("after");
    const finding = await parcelsForCustomer(services, visitor, { after, language });
    return answer(finding, { found: 200, "no-customer": 403, "no-such-page": 400 }[finding.kind]);
  }
  const { id } = asked;
  if (!/^\d{1,20}$/.test(id)) return answer({ kind: "not-found" });
  if (asked.what === "fulfillments")
    return answer(await findFulfillmentForCustomer(services, visitor, { shopifyFulfillmentId: id, language }));
  const { shopDomain, customerGid } = visitor;
  return answer(await findOrderForCustomer(services, { shopDomain, customerGid, shopifyOrderId: id, language }));
}

/** The extension names the one language it is showing its own words in. */
function languageAsked(request: Request): string {
  return /^[a-z]{2,3}(-[a-z\d]{1,8})*/i.exec(request.headers.get("accept-language") ?? "")?.[0] ?? "en";
}
